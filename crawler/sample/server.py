"""The sample blog on loopback: a small HTTP server, which also plays the proxy for host names of a test."""

import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from crawler.sample.fake_site import Answer, Site
from crawler.sample.site_response import Sites, answer

ADDRESS = "127.0.0.1"
PORT = 8765
"""Port of the demo; a free one is taken when another program has it."""


class SampleServer:
    """Serves one site, or several by host name, for as long as the `with` block runs.

    >>> with SampleServer(Site(blog), port=0) as server:
    ...     crawl(server.url)

    With `http_proxy` set to `url`, `http://news.example.blogspot.com/` reaches the site of that host.
    """

    def __init__(
        self,
        site: Site | None = None,
        *,
        sites: Sites | None = None,
        port: int = PORT,
        address: str = ADDRESS,
    ) -> None:
        """`site` answers whatever the host; `port` 0 takes a free one. Raises OSError if there is no port.

        At the `address` 0.0.0.0 it also answers to 127.0.0.2, 127.0.0.3 …: many hosts without a resolver.
        """
        self.sites = {**(sites or {}), **({"*": site} if site else {})}
        self._server = _bind(port, self.sites, address)
        self.url = f"http://{ADDRESS}:{self._server.server_port}"
        """Without a slash at the end."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    """Knows its sites; answers one request at a time, so that faults and the log keep their order."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no error of the server's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def __init__(self, port: int, sites: Sites, address: str) -> None:
        super().__init__((address, port), _Handler)
        self.sites = sites
        self.lock = threading.Lock()


def _bind(port: int, sites: Sites, address: str) -> _Server:
    try:
        return _Server(port, sites, address)
    except OSError:
        if port == 0:
            raise
        return _Server(0, sites, address)


class _Handler(BaseHTTPRequestHandler):
    """Hands every request to `door.answer` and writes what comes back."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._reply()

    def do_HEAD(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._reply()

    def _reply(self) -> None:
        with self.server.lock:
            made = answer(self.server.sites, self.command, self._url(), self._fields())
        if made.delay:
            time.sleep(made.delay)
        if made.reset:
            self._hang_up()
        else:
            self._write(made)

    def _url(self) -> str:
        """The absolute address: as it stands in a proxy's request line, else made from the Host header."""
        if "://" in self.path:
            return self.path
        host = self.headers.get("Host") or f"{ADDRESS}:{self.server.server_port}"
        return f"http://{host}{self.path}"

    def _fields(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _write(self, made: Answer) -> None:
        self.send_response_only(made.status)
        for name, value in made.headers.items():
            self.send_header(name, value)
        if made.claims_all:
            self.send_header(
                "Connection", "close"
            )  # also makes the handler stop: the client waits for the rest
        self.end_headers()
        self.wfile.write(made.body)

    def _hang_up(self) -> None:
        """End the connection so that the other side sees a reset."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (signature of the base class)
        """Nothing: the site keeps its own log."""
