"""The stages of a crawl: what is asked next, once everything that came before is stored."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.deletion_stage import DeletionStage
from crawler.blogger.frontier.deletions import confirm_deletions, select_for_check
from crawler.blogger.frontier.sources import CrawlSources
from crawler.items import DeletionReport


@dataclass(slots=True, eq=False)
class CrawlStages:
    """Decides which source is begun, by what the others proved."""

    sources: CrawlSources
    reader: ArchiveReader
    options: CrawlOptions
    now: Callable[[], datetime]
    started: datetime
    report: DeletionReport | None = None
    """What is to be marked as deleted; None where that was not looked for."""
    _deletions: DeletionStage = field(init=False)

    def __post_init__(self) -> None:
        self._deletions = DeletionStage(self.sources, self.reader, self.options, self.now)

    def begin(self, *, remembers: bool) -> None:
        """Begin the first source; `remembers`: something is noted for the next crawl."""
        if self.options.via_pages:
            self.sources.pages.start_pages(None, ())
        elif remembers:
            self.sources.updated.start()
        else:
            self.sources.feed.start()

    async def steps(self) -> AsyncIterator[CrawlSource]:
        """Begin one source after another, each once all that came is stored; yield it.

        To be left where it stands once a source gives up.
        """
        if self.reader.keeps:
            async for source in self._read_posts():
                yield source
            async for source in self._verify():
                yield source
            async for source in self._find_deleted():
                yield source
        if not self.sources.errors and self._wants_static_pages():
            answered = self.sources.feed.pager.pages or self.sources.updated.pager.pages
            self.sources.static_pages.start_list(by_feed=bool(answered))
            yield self.sources.static_pages

    async def _read_posts(self) -> AsyncIterator[CrawlSource]:
        """Ask for comments of an unchanged blog; for all posts or all ids, where that is due."""
        sources = self.sources
        if sources.updated.unchanged and self.options.comments and not sources.comments.asked:
            sources.comments.start()
            yield sources.comments
        if not sources.reads_all and await self._must_read_all():
            await self._resume_feed()
            sources.feed.start()
            yield sources.feed
        elif not sources.reads_all and self._deletions.is_due() and not sources.updated.is_whole:
            sources.ids.start_list()
            yield sources.ids

    async def _verify(self) -> AsyncIterator[CrawlSource]:
        """Take the steps of the proof that the blog did not change while its feed was read."""
        sources = self.sources
        verification, updated, pager = sources.verification, sources.updated, sources.feed.pager
        reads_feed = pager.ended and not sources.pages.asked
        if not ((reads_feed or sources.ids.asked) and sources.target.is_numbered):
            return
        verification.check.last = updated.first_answer
        verification.check.validators = sources.target.state if updated.unchanged else updated.validators
        async for source in verification.steps(self.reader, suspicious=pager.changed or pager.resumed):
            yield source
        sources.problems += [verification.error] if verification.error else []
        if verification.has_listed and sources.comments.read_what_posts_count():
            yield sources.comments

    async def _find_deleted(self) -> AsyncIterator[CrawlSource]:
        """Ask for the pages of posts that no list names."""
        unlisted = self.sources.unlisted
        comparison = None if self.sources.errors else await self._deletions.compare()
        if comparison:
            unlisted.start_pages(select_for_check(comparison, self.now()))
            yield unlisted
            self.report = confirm_deletions(comparison, unlisted.statuses, self.now())

    def _wants_static_pages(self) -> bool:
        """Tell whether all posts or ids were asked for, or these are the first news of a day."""
        sources, swept = self.sources, self.sources.target.state.swept
        is_first = swept is None or swept.date() != self.started.date()
        return sources.reads_all or sources.is_sweep or bool(sources.updated.wanted and is_first)

    async def _must_read_all(self) -> bool:
        """Tell whether to ask for all posts: it is time, or the answers so far cannot be built on."""
        target, updated, pager = self.sources.target, self.sources.updated, self.sources.updated.pager
        if updated.unchanged or not pager.pages:
            return False
        if pager.total is None or not updated.is_usable:
            return not updated.is_usable
        held = await self.reader.count_posts(target.blog_id or "")
        explained = held + (target.known.gap if target.known else 0)
        self._deletions.miscounted = pager.total < explained
        return not updated.is_whole and (pager.total > explained or pager.total == 0 < held)

    async def _resume_feed(self) -> None:
        """Ask only for what a first crawl that was cut off had not come to.

        What that leaves unproved (edits of what is held, a post that took the place of another) the list of
        ids and update times proves.
        """
        sources, target = self.sources, self.sources.target
        cut_off = target.last is not None and target.last.outcome == "interrupted"
        if cut_off and target.state.walked is None and not self.options.full:
            held = await self.reader.whole_posts(target.blog_id or "")
            sources.feed.pager.resume(held)
            sources.comments.passed_over = len(held) if sources.feed.pager.resumed else 0
