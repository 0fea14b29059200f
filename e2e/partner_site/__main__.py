"""Run the partner site: ``python -m e2e.partner_site --service http://127.0.0.1:8000``."""

import logging
import signal
from argparse import ArgumentParser

from werkzeug.serving import make_server

from e2e.partner_site import create_site


def main() -> None:
    """Serve until SIGINT or SIGTERM, then leave with status 0."""
    parser = ArgumentParser(prog="python -m e2e.partner_site", description=main.__doc__)
    parser.add_argument("--service", default="http://127.0.0.1:8000", help="base URL of the embeds")
    parser.add_argument("--port", type=int, default=8001, help="0 takes a free one")
    arguments = parser.parse_args()

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", arguments.port, create_site(arguments.service), threaded=True)
    # werkzeug closes its socket on KeyboardInterrupt. SIGINT is named as well, since
    # a shell starts its background jobs with that signal ignored.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    # By name, not by address: another site than the service in every browser.
    print(f"Partner site: http://localhost:{server.port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
