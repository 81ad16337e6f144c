"""One crawl of one blog: its sources ask one after the other, take the answers, and prove the end.

Sans I/O: ask `next` for a request, fetch it, give the answer to `handle` or `fail`, and store the items that
come back. Where `next` gives nothing, call `advance` when everything is stored; where that is False, `finish`
gives the record of the crawl. The archive is asked through `ArchiveReader`, the time through `now`.
"""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.crawl_result import follow_address, make_record, schedule_next
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.crawl_stages import CrawlStages
from crawler.blogger.frontier.exchange import FEED_PURPOSES, FetchFailure, PageRequest, PageResponse
from crawler.blogger.frontier.intake import Intake
from crawler.blogger.frontier.response_errors import make_failure
from crawler.blogger.frontier.schedule import is_recent
from crawler.blogger.frontier.sources import CrawlSources
from crawler.blogger.frontier.target import Target
from crawler.blogger.frontier.updated_posts import UpdatedPosts
from crawler.errors import FeedError
from crawler.items import Crawl


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, eq=False)
class BlogCrawl:
    """The sources of one blog and their order."""

    run: str
    target: Target
    reader: ArchiveReader
    options: CrawlOptions = field(default_factory=CrawlOptions)
    now: Callable[[], datetime] = _utc_now
    started: datetime = field(init=False)
    sources: CrawlSources = field(init=False)
    _intake: Intake = field(init=False)
    _stages: CrawlStages = field(init=False)
    _steps: AsyncIterator[CrawlSource] = field(init=False)
    _reported: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.started = self.now()
        self._begin()

    def _begin(self) -> None:
        self.sources = CrawlSources(self.target, self._make_updated(), self.options.comments)
        self._intake = Intake(self.sources, self.reader, self.options, self.started)
        self._stages = CrawlStages(self.sources, self.reader, self.options, self.now, self.started)
        self._stages.begin(remembers=self.remembers)
        self._steps = self._stages.steps()

    @property
    def remembers(self) -> bool:
        """Tell whether something is noted for the next crawl."""
        return self.reader.keeps and (self.options.follow or self.target.is_followed)

    # --- Requests and answers

    def next(self) -> PageRequest | None:
        """Return the next request; None where `advance` has to be called first."""
        return None if self.target.duplicate_of else self.sources.next()

    async def handle(self, request: PageRequest, response: PageResponse) -> list[Any]:
        """Take an answer. Returns the items to store."""
        source = self.sources.by_purpose[request.purpose]
        said_of = self.target.asked if request.purpose in FEED_PURPOSES else None
        blog_id = self.target.blog_id if self.target.is_numbered else None
        response = replace(response, said_of=said_of, blog_id=blog_id)
        try:
            found = source.take(request, response)
        except FeedError as error:
            found = source.fail(request, make_failure(response, error))
        return await self._take(source, found)

    async def fail(self, request: PageRequest, failure: FetchFailure) -> list[Any]:
        """Take note that a request got no answer. Returns the items to store."""
        source = self.sources.by_purpose[request.purpose]
        if request.purpose in FEED_PURPOSES:
            failure = replace(failure, url=self.target.asked)
        return await self._take(source, source.fail(request, failure))

    async def advance(self) -> bool:
        """Begin the next stage, when all items are stored. False where nothing is left to ask."""
        if self.target.duplicate_of or self.target.blog_id is None or self.sources.errors:
            return False
        begun = await anext(self._steps, None)
        self._report_errors()
        return begun is not None

    def record(self) -> Crawl:
        """Return the record of the crawl as it stands.

        It has the blog followed from its first answer on: a crawl that is interrupted is resumed.
        """
        record = make_record(self.sources, self.run, self.started)
        follow = follow_address(self.sources, follow=self.options.follow) if self.reader.keeps else None
        return replace(record, follow=follow)

    def finish(self) -> Crawl:
        """Return the record that ends the crawl."""
        record = make_record(self.sources, self.run, self.started, self.now())
        if not self.reader.keeps:
            return record
        return schedule_next(record, self.sources, self.options, self._stages.report)

    def _make_updated(self) -> UpdatedPosts:
        state, now = self.target.state, self.started
        read_lately = state.walked is not None and is_recent(now, state.walked, self.options.full_after)
        return UpdatedPosts(
            self.target,
            cursor=state.cursor if state.cursor and state.cursor <= now else None,
            all_wanted=self.options.full or not read_lately,
        )

    async def _take(self, source: CrawlSource, found: Sequence[Any]) -> list[Any]:
        first = source is self.sources.feed and self.sources.feed.pager.pages == 1 and bool(found)
        if self.target.mismatch:
            self._meet_mismatch(source, self.target.mismatch)
            self.target.mismatch = None
            self._report_errors()
            return []
        items: list[Any] = [*self.target.announced]
        if not self.target.duplicate_of and (items or first):
            items.append(self.record())
        self.target.announced.clear()
        if self.target.duplicate_of:
            self._note_duplicate()
        else:
            items += await self._intake.take(source, found)
        self._report_errors()
        return items

    def _meet_mismatch(self, source: CrawlSource, reason: str) -> None:
        """Another blog answers: look for the one that is held elsewhere, unless that was done."""
        target = self.target
        if self.options.via_pages or target.fallback_reason or not target.ask_elsewhere(reason):
            source.stop(target.fallback_reason or reason)
            return
        target.note(logging.WARNING, reason)
        target.watch_address = target.address.home
        self._begin()

    def _note_duplicate(self) -> None:
        self.target.note(
            logging.WARNING,
            f"{self.target.asked} is the same blog as {self.target.duplicate_of}: crawled once",
        )

    def _report_errors(self) -> None:
        for error in self.sources.errors:
            if error not in self._reported:
                self._reported.add(error)
                self.target.note(logging.ERROR, error)
