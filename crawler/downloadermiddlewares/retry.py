"""A retry that waits as long as a server asks for, which Scrapy's own ignores (`Retry-After`)."""

import time
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.utils.asyncio import sleep

from crawler.blogger.response_checks import read_retry_after
from crawler.downloadermiddlewares.platform_slot import PLATFORM

FIRST_PAUSE = 2.0
"""Seconds before the first retry where the server names no time; doubled for each further one."""
SLOWER, FASTER = 2.0, 0.99
"""Factors of the time between two requests to the platform: once a pause, and after each other answer."""
SLOWEST = 10.0
"""Seconds between two requests to the platform at most."""
SLOT_PAUSED = object()
"""Signal of Scrapy's kind: nothing is to be asked in the download slot `slot` for `seconds`."""


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's retry, plus a pause of the whole download slot: as long as asked, or 2, 4, 8 … seconds.

    A server that asks for more than `BLOGGER_MAX_WAIT` seconds is taken at its word: no retry in this run.
    """

    max_wait: float

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = super().from_crawler(crawler)
        middleware.max_wait = crawler.settings.getfloat("BLOGGER_MAX_WAIT")
        middleware._not_before = {}
        middleware._slots = crawler
        return middleware

    _not_before: dict[str, float]  # download slot → monotonic time before which nothing is asked in it
    _slots: Crawler

    async def process_request(self, request: Request) -> None:
        slot = self._slot_of(request)
        while (wait := self._not_before.get(slot, 0.0) - time.monotonic()) > 0:
            await sleep(wait)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        slot = self._slot_of(request)
        if response.status in {429, 503}:
            wait = self._pause(request, response)
            if wait > self.max_wait:
                return response
            if slot == PLATFORM and time.monotonic() >= self._not_before.get(slot, 0.0):
                self._change_pace(SLOWER)
            self._not_before[slot] = max(time.monotonic() + wait, self._not_before.get(slot, 0.0))
            self._slots.signals.send_catch_log(SLOT_PAUSED, slot=slot, seconds=wait)
        elif slot == PLATFORM:
            self._change_pace(FASTER)
        return super().process_response(request, response)

    def _change_pace(self, factor: float) -> None:
        """Change the time between two requests to the platform, which a pause alone leaves as it was."""
        assert self._slots.engine
        downloader = self._slots.engine.downloader
        if slot := downloader.slots.get(PLATFORM):
            least = downloader.per_slot_settings[PLATFORM]["delay"]
            slot.delay = min(max(slot.delay * factor, least), SLOWEST)

    def _slot_of(self, request: Request) -> str:
        assert self._slots.engine
        key: str = self._slots.engine.downloader.get_slot_key(request)
        return key

    def _pause(self, request: Request, response: Response) -> float:
        asked = read_retry_after(response.headers.get("Retry-After"), now=time.time())
        doubled: float = FIRST_PAUSE * 2 ** request.meta.get("retry_times", 0)
        return min(doubled, self.max_wait) if asked is None else asked
