"""A downloader that can cancel what it waits for, and that has one pace for all of Google's servers."""

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.core.downloader import Downloader
from twisted.internet.defer import Deferred

from crawler.downloadermiddlewares.platform_slot import CONCURRENCY, PLATFORM, is_on_platform


class CancellableDownloader(Downloader):
    """Scrapy's downloader, which also keeps what it waits for: answers, pauses, robots.txt."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._awaited: set[Deferred[Any]] = set()
        self.addresses: dict[str, str] = {}  # host → an address to which it resolved
        self.platform_hosts: set[str] = set()
        """Hosts whose answers showed that they are behind Google's servers."""
        rate = self.settings.getfloat("BLOGGER_RATE")
        paced = rate > 0 and self.settings.getfloat("DOWNLOAD_DELAY") > 0
        pace = {"concurrency": CONCURRENCY, "delay": 1 / rate if paced else 0.0, "jitter": 0.0}
        self.per_slot_settings.setdefault(PLATFORM, pace)

    def get_slot_key(self, request: Request) -> str:
        host = (urlsplit(request.url).hostname or "").lower()
        if request.meta.get("slot_by_host"):  # pictures; also behind a redirect to another host
            return host
        is_shared = host in self.platform_hosts or is_on_platform(host, self.addresses.get(host))
        if self.DOWNLOAD_SLOT not in request.meta and is_shared:
            return PLATFORM
        key: str = super().get_slot_key(request)
        return key

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
