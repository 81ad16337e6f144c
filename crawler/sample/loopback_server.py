"""A small HTTP server on loopback, and the demo on it."""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from crawler.sample.sample_feeds import sample_answer

ADDRESS = "127.0.0.1"
PORT = 8765  # port of the demo; a free one is used when it is taken


class LoopbackServer:
    """Serves with a request handler for as long as the `with` block runs."""

    def __init__(
        self, handler: type[BaseHTTPRequestHandler], *, port: int = PORT, address: str = ADDRESS
    ) -> None:
        """Bind `port`, or a free one if it is 0 or taken. Raises OSError if there is no free port."""
        try:
            self._server = _HTTPServer((address, port), handler)
        except OSError:
            if port == 0:
                raise
            self._server = _HTTPServer((address, 0), handler)
        self.url = f"http://{ADDRESS}:{self._server.server_port}"  # without a slash at the end
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _HTTPServer(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent when a client was killed, which is no error of the server's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class QuietRequestHandler(BaseHTTPRequestHandler):
    """Keeps connections open and logs nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (base class)
        """Log nothing."""


class SampleRequestHandler(QuietRequestHandler):
    """Answers for the demo."""

    def do_GET(self) -> None:
        answer = sample_answer(self.path, f"http://{self.headers.get('Host') or ADDRESS}")
        type_, text = answer or ("text/plain; charset=UTF-8", "There is no such page.\n")
        body = text.encode()
        self.send_response_only(200 if answer else 404)
        for name, value in {"Content-Type": type_, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
