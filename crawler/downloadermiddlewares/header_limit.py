"""Scrapy's download handler with a limit for headers, which Twisted collects without one."""

from typing import Any

from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred

MAX_HEADER_BYTES = 256 * 1024
"""Of one answer. Blogger sends about one kilobyte."""


class HeadersTooLargeError(ValueError):
    """An answer whose headers do not end."""


class HeaderLimitHandler(http11.HTTP11DownloadHandler):
    """For http and https. An answer with endless headers fails as a broken connection does."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory


class _Parser(http11._LenientHTTPClientParser):
    seen = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 (Twisted's name)
        self.seen += len(line)
        if self.seen > MAX_HEADER_BYTES:
            raise HeadersTooLargeError(f"more than {MAX_HEADER_BYTES} bytes of headers")
        super().lineReceived(line)


class _Protocol(http11._LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Deferred[Any]:
        answered = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser  # as Scrapy itself does one step up
        return answered


class _Factory(http11._LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: ARG002, N802 (Twisted's)
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
