"""One crawl of one blog: the sources that it asks one after the other, and the ledger of what they proved.

Sans I/O: ask `next` for a request, fetch it, give the answer to `handle` or `fail`, and store the items that
come back. Where `next` gives nothing, call `advance` when everything is stored; where that is False, `finish`
gives the record of the crawl. The archive is asked through `ArchiveReader`, the time through `now`.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from crawler.archive_reader import ArchiveReader, KnownBlog
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.crawl_result import CrawlTimes, follow_address, make_record, schedule_next
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.deletion_stage import DeletionStage
from crawler.blogger.frontier.exchange import FEED_PURPOSES, FetchFailure, PageRequest, PageResponse
from crawler.blogger.frontier.intake import Intake
from crawler.blogger.frontier.schedule import is_recent
from crawler.blogger.frontier.sources import CrawlSources
from crawler.blogger.frontier.target import Target
from crawler.blogger.frontier.updated_posts import UpdatedPosts
from crawler.items import Crawl, CrawlState


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
    deletions: DeletionStage = field(init=False)
    _intake: Intake = field(init=False)
    _reported: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.started = self.now()
        self.sources = CrawlSources(self.target, self._make_updated(), self.options.comments)
        self.sources.feed.counts_all = self._counts_all
        self._intake = Intake(self.target, self.sources, self.reader, self.options, self.started)
        self.deletions = DeletionStage(
            self.sources,
            self.reader,
            self.now,
            self.options.deletion_check_after,
            self.options.deletion_limits,
        )
        if self.options.via_pages:
            self.sources.pages.start_pages(None)
        elif self.remembers:
            self.sources.updated.start()
        else:
            self.sources.feed.start()

    @property
    def known(self) -> KnownBlog | None:
        """The blog as the archive knows it."""
        return self.target.known

    @property
    def state(self) -> CrawlState:
        """State that the last complete crawl left."""
        return self.known.state if self.known else CrawlState()

    @property
    def is_followed(self) -> bool:
        """Tell whether the watch list has the blog."""
        return self.known is not None and self.known.id is not None

    @property
    def remembers(self) -> bool:
        """Tell whether something is noted for the next crawl."""
        return self.reader.keeps and (self.options.follow or self.is_followed)

    # --- Requests and answers

    def next(self) -> PageRequest | None:
        """Return the next request; None where `advance` has to be called first."""
        if self.target.duplicate_of:
            return None
        for source in self.sources.in_order():
            if request := source.next():
                return request
        return None

    async def handle(self, request: PageRequest, response: PageResponse) -> list[Any]:
        """Take an answer. Returns the items to store."""
        source = self.sources.source_of(request)
        if request.purpose in FEED_PURPOSES:
            response = replace(response, said_of=self.target.asked)
        return await self._take(source, source.handle(request, response))

    async def fail(self, request: PageRequest, failure: FetchFailure) -> list[Any]:
        """Take note that a request got no answer. Returns the items to store."""
        source = self.sources.source_of(request)
        if request.purpose in FEED_PURPOSES:
            failure = replace(failure, url=self.target.asked)
        return await self._take(source, source.fail(request, failure))

    async def advance(self) -> bool:
        """Begin the next stage, when all items are stored. False where nothing is left to ask."""
        if self.target.duplicate_of or self.target.blog_id is None or self.sources.errors:
            return False
        return (self.reader.keeps and await self._advance_posts()) or self._ask_static_pages()

    async def _advance_posts(self) -> bool:
        if self.sources.updated.unchanged and self.options.comments and not self.sources.comments.started:
            self.sources.comments.start()
            return True
        if not self.sources.reads_all and await self._must_read_all():
            await self._resume_feed()
            self.sources.feed.start()
            return True
        if await self._verify():
            return True
        self._report_errors()
        return not self.sources.errors and await self._find_deleted()

    def record(self) -> Crawl:
        """Return the record of the crawl as it stands.

        It has the blog followed from its first answer on: a crawl that is interrupted is resumed.
        """
        record = make_record(self.sources, self.run, CrawlTimes(started=self.started))
        follow = follow_address(self.sources, follow=self.options.follow) if self.reader.keeps else None
        return replace(record, follow=follow)

    def finish(self) -> Crawl:
        """Return the record that ends the crawl."""
        now = self.now()
        record = make_record(self.sources, self.run, CrawlTimes(started=self.started, ended=now))
        if not self.reader.keeps:
            return record
        return schedule_next(
            record,
            self.sources,
            revisit=self.options.revisit,
            deletions=self.deletions.report,
            follow=self.options.follow,
        )

    def _ask_static_pages(self) -> bool:
        """Ask for static pages where all posts or ids were asked for, and at the first news of a day."""
        sources, swept = self.sources, self.state.swept
        is_first = swept is None or swept.date() != self.started.date()
        wanted = sources.reads_all or sources.is_sweep or (sources.updated.wanted and is_first)
        if sources.static_pages.started or sources.errors or not wanted:
            return False
        sources.static_pages.start_list(by_feed=bool(sources.feed.pager.pages or sources.updated.pager.pages))
        return True

    async def _find_deleted(self) -> bool:
        more = await self.deletions.advance()
        self._report_errors()
        return more

    async def _verify(self) -> bool:
        """Take the next step of the proof that the blog did not change while its feed was read."""
        sources = self.sources
        reads_feed = sources.feed.pager.ended and not sources.pages.started
        if not ((reads_feed or sources.ids.started) and self.target.is_numbered):
            return False
        check = sources.verification.check
        if check.last is None:
            check.last = sources.updated.first_answer
            check.validators = self.state if sources.updated.unchanged else sources.updated.validators
        pager = sources.feed.pager
        more = await sources.verification.advance(
            self.reader, self.target.blog_id or "", suspicious=pager.changed or pager.resumed
        )
        sources.problems += [sources.verification.error] if sources.verification.error else []
        return more

    def _make_updated(self) -> UpdatedPosts:
        state, now, last = self.state, self.started, self.known.last if self.known else None
        return UpdatedPosts(
            self.target,
            cursor=state.cursor if state.cursor and state.cursor <= now else None,
            state=state,
            all_wanted=self.options.full or not self._was_read_lately(now),
            counts_all=self._counts_all,
            failed_before=bool(last and last.failures),
        )

    @property
    def _counts_all(self) -> bool:
        """Tell whether the feed was read to its end before, and gave no post more than it counts."""
        known = self.known
        return known is not None and known.state.walked is not None and known.gap + known.absent >= 0

    def _was_read_lately(self, now: datetime) -> bool:
        walked = self.state.walked
        return walked is not None and is_recent(now, walked, self.options.full_after)

    async def _take(self, source: CrawlSource, found: Sequence[Any]) -> list[Any]:
        first = source is self.sources.feed and self.sources.feed.pager.pages == 1 and bool(found)
        if self.target.mismatch:
            self._meet_mismatch(source)
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

    def _meet_mismatch(self, source: CrawlSource) -> None:
        reason, self.target.mismatch = self.target.mismatch or "", None
        if source is self.sources.pages:
            self.sources.pages.error, self.sources.pages.started = reason, False
        else:
            self.sources.updated.meet_mismatch(reason)

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

    async def _must_read_all(self) -> bool:
        """Tell whether to ask for all posts: it is time, or the answers so far cannot be built on."""
        updated, pager = self.sources.updated, self.sources.updated.pager
        if updated.unchanged or not pager.pages:
            return False
        if pager.total is None or not updated.is_usable:
            return not updated.is_usable
        held = await self.reader.count_posts(self.target.blog_id or "")
        explained = held + (self.known.gap if self.known else 0)
        self.deletions.miscounted = pager.total < explained
        return not updated.is_whole and (pager.total > explained or pager.total == 0 < held)

    async def _resume_feed(self) -> None:
        """Ask only for what a first crawl that was cut off had not come to.

        What that leaves unproved (edits of what is held, a post that took the place of another) the list of
        ids and update times proves.
        """
        last = self.known.last if self.known else None
        cut_off = last is not None and last.outcome == "interrupted" and self.state.walked is None
        if cut_off and not self.options.full:
            held = await self.reader.whole_posts(self.target.blog_id or "")
            self.sources.feed.pager.resume(held)
            self.sources.comments.passed_over = len(held) if self.sources.feed.pager.resumed else 0
