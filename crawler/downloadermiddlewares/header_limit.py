"""Scrapy's download handler with a limit for headers, which Twisted collects without one.

No public setting bounds them. What is private of Scrapy's is used in one function; where a version of Scrapy
has it no more, the handler is Scrapy's own, and DOWNLOAD_TIMEOUT alone ends such an answer.
"""

import logging
from typing import Any

from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred

logger = logging.getLogger(__name__)

MAX_HEADER_BYTES = 256 * 1024  # of one answer. Blogger sends about one kilobyte


class HeadersTooLargeError(ValueError):
    """An answer whose headers do not end."""


class HeaderLimitHandler(http11.HTTP11DownloadHandler):
    """For http and https. An answer with endless headers fails as a broken connection does."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.is_limited = limit_headers(self)


def limit_headers(handler: http11.HTTP11DownloadHandler) -> bool:
    """Make a handler count the bytes of headers. False where this version of Scrapy has no place for it."""
    try:
        factory = _make_factory()
        if not isinstance(handler._pool._factory, type):
            raise AttributeError("the pool makes its protocols in another way")
        handler._pool._factory = factory
    except AttributeError as error:
        logger.warning("headers of answers are not limited with this version of Scrapy (%s)", error)
        return False
    return True


def _make_factory() -> type[http11._LenientHTTP11ClientFactory]:
    """Return a factory of protocols that count header bytes. Raises AttributeError; see `limit_headers`."""

    class LimitedParser(http11._LenientHTTPClientParser):
        seen = 0

        def lineReceived(self, line: bytes) -> None:  # noqa: N802 (Twisted's name)
            self.seen += len(line)
            if self.seen > MAX_HEADER_BYTES:
                raise HeadersTooLargeError(f"more than {MAX_HEADER_BYTES} bytes of headers")
            super().lineReceived(line)

    class LimitedProtocol(http11._LenientHTTP11ClientProtocol):
        def request(self, request: Any) -> Deferred[Any]:
            answered = super().request(request)
            assert self._parser is not None
            self._parser.__class__ = LimitedParser  # as Scrapy itself does one step up
            return answered

    class LimitedFactory(http11._LenientHTTP11ClientFactory):
        def buildProtocol(self, addr: Any) -> LimitedProtocol:  # noqa: ARG002, N802 (Twisted's)
            return LimitedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]

    return LimitedFactory
