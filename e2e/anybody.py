"""A site of somebody whom the service does not know, with whatever they pasted into its one page."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import quote, unquote

ISOLATED = "/isolated"


class Anybody:
    """Serves the HTML that an address carries; at localhost, which is another site than the service's."""

    def __enter__(self) -> Self:
        """Serve until the block ends."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    def page(self, html: str, *, isolated: bool = False) -> str:
        """The address of a page with this in its body; an isolated one loads only what says it may be."""
        path = ISOLATED if isolated else "/"
        return f"http://localhost:{self._server.server_port}{path}?{quote(html)}"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, _, html = self.path.partition("?")
        # Without an icon a browser would ask for one, and complain.
        head = '<!doctype html><title>Anybody</title><link rel="icon" href="data:,">'
        body = f"{head}{unquote(html)}".encode()
        self.send_response(200)
        if path == ISOLATED:
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""
