"""The fake Blogger on loopback: sites by host name, faults that break connections, a proxy for host names."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Self

from crawler.sample.loopback_server import ADDRESS, LoopbackServer, QuietRequestHandler
from tests.helpers.fake_blogger.fake_site import FakeResponse, Site
from tests.helpers.fake_blogger.wire import Sites, respond


class FakeBloggerServer:
    """Serves one site, or several by host name, for as long as the `with` block runs.

    >>> with FakeBloggerServer(Site(blog)) as server:
    ...     crawl(server.url)

    With `http_proxy` set to `url`, `http://news.example.blogspot.com/` reaches the site of that host.
    """

    def __init__(
        self, site: Site | None = None, *, sites: Sites | None = None, port: int = 0, address: str = ADDRESS
    ) -> None:
        """Bind `port`, or a free one if it is 0 or taken; `site` answers whatever the host.

        At the `address` 0.0.0.0 it also answers to 127.0.0.2, 127.0.0.3 …: many hosts without a resolver.
        """
        self.sites = {**(sites or {}), **({"*": site} if site else {})}
        self._server = LoopbackServer(_handler(self.sites), port=port, address=address)
        self.url = self._server.url  # without a slash at the end

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()


def _handler(sites: Sites) -> type[BaseHTTPRequestHandler]:
    """Return a handler that answers one request at a time, so that faults and the log keep their order."""
    lock = threading.Lock()

    class FakeBloggerRequestHandler(QuietRequestHandler):
        def _respond(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                response = respond(sites, self.command, _absolute(self), headers)
            if response.delay:
                time.sleep(response.delay)
            if response.reset:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
            else:
                _write(self, response)

        do_GET = do_HEAD = do_POST = _respond  # noqa: N815 (names of the base class)

    return FakeBloggerRequestHandler


def _absolute(handler: BaseHTTPRequestHandler) -> str:
    """Return the absolute URL: as it stands in a proxy's request line, else made from the Host header."""
    if "://" in handler.path:
        return handler.path
    host = handler.headers.get("Host") or ADDRESS
    return f"http://{host}{handler.path}"


def _write(handler: BaseHTTPRequestHandler, response: FakeResponse) -> None:
    handler.send_response_only(response.status)
    for name, value in response.headers.items():
        handler.send_header(name, value)
    if response.claims_all:
        # makes the handler stop too: the client waits for the rest
        handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(response.body)
