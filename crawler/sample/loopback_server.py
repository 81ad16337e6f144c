"""The sample blog on loopback, served by a small HTTP server."""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.sample.blog_index import BlogIndex, BlogRequest
from crawler.sample.responses import respond
from crawler.sample.sample_blog import SampleBlog

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
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent when a client was killed, which is no error of the server's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def sample_server(blog: SampleBlog, *, port: int = PORT) -> LoopbackServer:
    """Return a server of one blog at every host name.

    >>> with sample_server(sample_blog()) as server:
    ...     crawl(server.url)
    """
    return LoopbackServer(_handler(BlogIndex(blog)), port=port)


def _handler(index: BlogIndex) -> type[BaseHTTPRequestHandler]:
    class SampleRequestHandler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            response = respond(_parse(self.path, self.headers.get("Host") or ADDRESS, index))
            self.send_response_only(response.status)
            for name, value in {**response.headers, "Content-Length": str(len(response.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (base class)
            """Log nothing."""

    return SampleRequestHandler


def _parse(target: str, host: str, index: BlogIndex) -> BlogRequest:
    parts = urlsplit(target)
    path = unquote(parts.path) or "/"
    return BlogRequest(
        index=index,
        home=f"http://{parts.netloc or host}",
        path=path.replace(f"/feeds/{index.blog.blog_id}/", "/feeds/", 1),
        params=dict(parse_qsl(parts.query, keep_blank_values=True)),
    )
