"""Learns, before a request gets its download slot, whether its host is behind Google's servers."""

from collections.abc import Awaitable, Callable
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.downloadermiddlewares.platform_slot import PLATFORM, is_on_platform
from crawler.downloadermiddlewares.private_network import place

_SERVER = b"GSE"
"""`Server` of answers of Google's front ends, also through a proxy, where no name is looked up here."""
Resolve = Callable[[str, int], Awaitable[object]]


class PlatformNamesMiddleware:
    """Looks the name of a custom domain up first: its first request has the platform's pace as well.

    What is found is noted by the resolver that PrivateNetworkMiddleware installs.
    """

    def __init__(self, downloader: Callable[[], Any], resolve: Resolve | None) -> None:
        """`resolve` looks a name up; None where nothing is looked up here."""
        self._downloader, self._resolve = downloader, resolve

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        def downloader() -> Any:
            assert crawler.engine
            return crawler.engine.downloader

        with_reactor = crawler.settings.getbool("TWISTED_REACTOR_ENABLED")
        return cls(downloader, _look_up if with_reactor else None)

    async def process_request(self, request: Request) -> None:
        """Look the host up; keep AutoThrottle, which knows no rate and no 429, from the platform's pace."""
        await self._look_up(request)
        if self._downloader().get_slot_key(request) == PLATFORM:
            request.meta["autothrottle_dont_adjust_delay"] = True

    async def _look_up(self, request: Request) -> None:
        host, port = place(request.url)
        by_host = request.meta.get("slot_by_host") or request.meta.get("proxy")
        if self._resolve is None or by_host or is_on_platform(host, None):
            return
        if host not in self._downloader().addresses:
            await self._resolve(host, port)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.headers.get("Server") == _SERVER:
            self._downloader().platform_hosts.add(place(request.url)[0])
        return response


def _look_up(host: str, port: int) -> Awaitable[object]:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier installs the wrong one

    found: Deferred[None] = Deferred()
    resolver: Any = reactor
    resolver.nameResolver.resolveHostName(_Receiver(found), host, portNumber=port)
    return deferred_to_future(found)


@implementer(IResolutionReceiver)
class _Receiver:
    """Tells when a name was looked up; whether it leads anywhere, the request itself finds out."""

    def __init__(self, found: "Deferred[None]") -> None:
        self._found = found

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """Wait for the end."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """Leave it to the resolver, which notes it."""

    def resolutionComplete(self) -> None:  # noqa: N802
        self._found.callback(None)
