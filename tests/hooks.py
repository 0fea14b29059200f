"""A partner's system that hears webhooks: a real server on loopback, which can be told to misbehave."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Heard:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Hooks:
    """What the server answers, and what it has heard."""

    port: int = 0
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""
    pause: float = 0
    """Seconds before the answer."""
    trickle: float = 0
    """Seconds after each byte of the answer."""
    heard: list[Heard] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    """The names that were asked for when encryption began."""

    @property
    def url(self) -> str:
        """Where it listens, without encryption."""
        return f"http://127.0.0.1:{self.port}/hooks?a=b"


@contextmanager
def listening(context: ssl.SSLContext | None = None) -> Iterator[Hooks]:
    """A server for as long as the block lasts; with a context it speaks HTTPS."""
    hooks = Hooks()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            hooks.heard.append(Heard(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            time.sleep(hooks.pause)
            self.send_response(hooks.status)
            for name, value in hooks.headers.items():
                self.send_header(name, value)
            if hooks.status != 204:
                self.send_header("Content-Length", str(len(hooks.answer)))
            self.end_headers()
            for number in range(len(hooks.answer)) if hooks.trickle else ():
                self.wfile.write(hooks.answer[number : number + 1])
                self.wfile.flush()
                time.sleep(hooks.trickle)
            if not hooks.trickle:
                self.wfile.write(hooks.answer)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Whoever hangs up is no failure of this server."""

    server = Server(("127.0.0.1", 0), Handler)
    hooks.port = server.server_address[1]
    if context:
        context.sni_callback = lambda _socket, name, _context: hooks.names.append(name)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield hooks
    server.shutdown()
    server.server_close()
    thread.join()
