"""The spider that fetches pictures and media files: one request at a time to each host."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blogger.frontier.costs import CrawlCosts
from crawler.blogger.media_urls import media_addresses
from crawler.errors import UsageError
from crawler.media_reader import MediaAnswer, MediaReader, WantedMedia
from crawler.spiders.fetch_errors import is_abandoned
from crawler.spiders.media_answers import HOPE, is_silence, read_media_failure, read_media_response

BATCH = 500
"""Media that stand in memory at once."""
MOST_FAILURES = 3
"""Requests in a row without an answer after which a host is left alone for this run."""
_UNKNOWN_BLOG = "http://blog.invalid/"
"""Stands for the address of a blog that nobody had crawled."""


@dataclass(slots=True)
class _Attempt:
    """The media that a request is for, and where else to ask."""

    wanted: WantedMedia
    rest: deque[str]
    """Addresses not asked yet."""
    answer: MediaAnswer | None = None
    """The most hopeful so far."""

    def note(self, answer: MediaAnswer) -> None:
        """Keep an answer where it is more hopeful than those before."""
        if self.answer is None or HOPE.index(answer.state) < HOPE.index(self.answer.state):
            self.answer = answer


class MediaSpider(scrapy.Spider):
    """Fetches what a MediaReader says is due, and yields a MediaAnswer for each."""

    name = "media"

    def __init__(self, reader: MediaReader | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if reader is None:
            raise UsageError("media: this spider is run by: blogger-archive media fetch")
        self.reader = reader
        self.stopped: str | None = None
        """Limit that ended the run early; None: none did."""
        self._queues: defaultdict[str, deque[_Attempt]] = defaultdict(deque)
        self._busy: set[str] = set()
        self._failures: Counter[str] = Counter()
        self._closed: dict[str, str] = {}
        """Host → why nothing more is asked of it in this run."""
        self._costs: dict[str, CrawlCosts] = {}
        self._room = asyncio.Event()
        self._bytes = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._most_bytes = crawler.settings.getint("BLOGGER_MEDIA_MAXTOTAL")
        return spider

    _most_bytes: int

    async def start(self) -> AsyncIterator[Any]:
        after, self._bytes = 0, self.reader.held_bytes()
        while not self._is_full() and (batch := self.reader.due(after, BATCH)):
            after = batch[-1].id
            for wanted in batch:
                addresses = media_addresses(wanted.url) + media_addresses(wanted.fallback or "")
                for output in self._ask(_Attempt(wanted, deque(dict.fromkeys(addresses)))):
                    yield output
            while sum(map(len, self._queues.values())) > BATCH // 2:
                self._room.clear()
                await self._room.wait()

    async def handle_response(self, response: Response, attempt: _Attempt, host: str) -> AsyncIterator[Any]:
        answer = read_media_response(attempt.wanted, response)
        self._failures[host] = 0
        if response.status == 429:
            self._closed[host] = "its host asks for a longer pause (HTTP 429)"
        for output in self._go_on(attempt, host, answer):
            yield output

    async def handle_failure(self, failure: Failure, attempt: _Attempt, host: str) -> AsyncIterator[Any]:
        if is_abandoned(failure):
            return
        answer = read_media_failure(attempt.wanted, failure)
        if answer is None:  # a limit of the run: what is left stays as it is
            self._stop(str(failure.value))
        elif answer.state == "failed" and is_silence(failure, host):
            self._failures[host] += 1
            if self._failures[host] >= MOST_FAILURES:
                self._closed[host] = f"its host failed {MOST_FAILURES} times in a row: {answer.reason}"
        for output in self._go_on(attempt, host, answer):
            yield output

    def _go_on(self, attempt: _Attempt, host: str, answer: MediaAnswer | None) -> Iterator[Any]:
        """Settle an attempt or ask at its next address, then send the next request to the host."""
        self._busy.discard(host)
        if answer is not None:
            attempt.note(answer)
            if answer.state == "held":
                attempt.rest.clear()
            yield from self._ask(attempt)
        yield from self._send(host)
        self._room.set()

    def _ask(self, attempt: _Attempt) -> Iterator[Any]:
        """Queue an attempt at the host of its next address; yield its answer where there is none."""
        while attempt.rest:
            host = urlsplit(attempt.rest[0]).hostname or ""
            if host not in self._closed:
                self._queues[host].append(attempt)
                yield from self._send(host)
                return
            url, reason = attempt.rest.popleft(), self._closed[host]
            attempt.note(MediaAnswer(id=attempt.wanted.id, state="failed", url=url, reason=reason))
        if attempt.answer is not None:
            yield attempt.answer
            self._bytes += len(attempt.answer.body or b"")
            if self._is_full():
                self._stop(f"the limit BLOGGER_MEDIA_MAXTOTAL={self._most_bytes} is reached; raise it")

    def _send(self, host: str) -> Iterator[Any]:
        """Yield the next request to an idle host; of a host that is left alone, settle what waits for it."""
        queue = self._queues[host]
        while queue and not self.stopped and host not in self._busy:
            attempt = queue.popleft()
            if host in self._closed:
                yield from self._ask(attempt)
            else:
                self._busy.add(host)
                yield self._request(attempt, host)
        if not queue:
            self._queues.pop(host, None)

    def _request(self, attempt: _Attempt, host: str) -> Request:
        wanted = attempt.wanted
        blog = wanted.blog or _UNKNOWN_BLOG
        validators = {"If-None-Match": wanted.etag, "If-Modified-Since": wanted.last_modified}

        def fail(failure: Failure) -> AsyncIterator[Any]:
            return self.handle_failure(failure, attempt, host)

        return Request(
            attempt.rest.popleft(),
            callback=self.handle_response,
            errback=fail,
            cb_kwargs={"attempt": attempt, "host": host},
            headers={name: value for name, value in validators.items() if value},
            meta={"crawl_costs": self._costs.setdefault(blog, CrawlCosts(blog)), "slot_by_host": True},
            dont_filter=True,
        )

    def _is_full(self) -> bool:
        return bool(self.stopped) or 0 < self._most_bytes <= self._bytes

    def _stop(self, reason: str) -> None:
        self.stopped = self.stopped or reason
        self._queues.clear()
        self._room.set()
