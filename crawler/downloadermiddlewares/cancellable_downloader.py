"""A downloader that can cancel what it waits for, so that a run ends in seconds though servers hang."""

from typing import Any

from scrapy import Request, Spider
from scrapy.core.downloader import Downloader
from twisted.internet.defer import Deferred


class CancellableDownloader(Downloader):
    """Scrapy's downloader, which also keeps what it waits for: answers, pauses, robots.txt."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._awaited: set[Deferred[Any]] = set()

    def fetch(self, request: Request, spider: Spider | None = None) -> Deferred[Any]:  # noqa: ARG002
        awaited: Deferred[Any] = super().fetch(request)
        self._awaited.add(awaited)
        return awaited.addBoth(self._arrived, awaited)

    def _arrived(self, result: Any, awaited: Deferred[Any]) -> Any:
        self._awaited.discard(awaited)
        return result

    def cancel_all(self) -> None:
        """Make every request under way fail with CancelledError."""
        for awaited in list(self._awaited):
            awaited.cancel()
