"""The mail server of the mixed load, its own process: `python -m bench.mixed.post_office FOLDER PORT`."""

import signal
import sys
import threading
from pathlib import Path

from app.demo.mailbox import Mailbox

if __name__ == "__main__":
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    mailbox = Mailbox(Path(sys.argv[1]), int(sys.argv[2]))
    mailbox.start()
    # With an end to it: a wait without one would not hear the signal everywhere.
    while not stop.wait(1):
        pass
    mailbox.stop()
