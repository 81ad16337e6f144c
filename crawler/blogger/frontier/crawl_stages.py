"""The stages of a crawl: what is asked next, once everything that came before is stored."""

from dataclasses import dataclass
from datetime import datetime

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.deletion_stage import DeletionStage
from crawler.blogger.frontier.sources import CrawlSources
from crawler.blogger.frontier.target import Target


@dataclass(slots=True, eq=False)
class CrawlStages:
    """Decides which source is begun, by what the others proved."""

    target: Target
    sources: CrawlSources
    reader: ArchiveReader
    options: CrawlOptions
    started: datetime
    deletions: DeletionStage

    def begin(self, *, remembers: bool) -> None:
        """Begin the first source; `remembers`: something is noted for the next crawl."""
        if self.options.via_pages:
            self.sources.pages.start_pages(None, ())
        elif remembers:
            self.sources.updated.progress.start()
        else:
            self.sources.feed.progress.start()

    async def advance(self) -> bool:
        """Begin the next source. False where nothing is left to ask."""
        return (self.reader.keeps and await self._advance_posts()) or self._ask_static_pages()

    async def _advance_posts(self) -> bool:
        comments = self.sources.comments
        if self.sources.updated.unchanged and self.options.comments and not comments.progress.asked:
            comments.start()
            return True
        if not self.sources.reads_all and await self._must_read_all():
            await self._resume_feed()
            self.sources.feed.progress.start()
            return True
        if await self._verify():
            return True
        if self.sources.verification.has_listed and self.sources.comments.read_what_posts_count():
            return True
        return not self.sources.errors and await self.deletions.advance()

    def _ask_static_pages(self) -> bool:
        """Ask for static pages where all posts or ids were asked for, and at the first news of a day."""
        sources, swept = self.sources, self.target.state.swept
        is_first = swept is None or swept.date() != self.started.date()
        wanted = sources.reads_all or sources.is_sweep or (sources.updated.wanted and is_first)
        if sources.static_pages.progress.asked or sources.errors or not wanted:
            return False
        sources.static_pages.start_list(by_feed=bool(sources.feed.pager.pages or sources.updated.pager.pages))
        return True

    async def _verify(self) -> bool:
        """Take the next step of the proof that the blog did not change while its feed was read."""
        sources = self.sources
        reads_feed = sources.feed.pager.ended and not sources.pages.progress.asked
        if not ((reads_feed or sources.ids.progress.asked) and self.target.is_numbered):
            return False
        check = sources.verification.check
        if check.last is None:
            check.last = sources.updated.first_answer
            check.validators = self.target.state if sources.updated.unchanged else sources.updated.validators
        pager = sources.feed.pager
        more = await sources.verification.advance(
            self.reader, self.target.blog_id or "", suspicious=pager.changed or pager.resumed
        )
        sources.problems += [sources.verification.error] if sources.verification.error else []
        return more

    async def _must_read_all(self) -> bool:
        """Tell whether to ask for all posts: it is time, or the answers so far cannot be built on."""
        updated, pager = self.sources.updated, self.sources.updated.pager
        if updated.unchanged or not pager.pages:
            return False
        if pager.total is None or not updated.is_usable:
            return not updated.is_usable
        held = await self.reader.count_posts(self.target.blog_id or "")
        explained = held + (self.target.known.gap if self.target.known else 0)
        self.deletions.miscounted = pager.total < explained
        return not updated.is_whole and (pager.total > explained or pager.total == 0 < held)

    async def _resume_feed(self) -> None:
        """Ask only for what a first crawl that was cut off had not come to.

        What that leaves unproved (edits of what is held, a post that took the place of another) the list of
        ids and update times proves.
        """
        last = self.target.last
        cut_off = last is not None and last.outcome == "interrupted" and self.target.state.walked is None
        if cut_off and not self.options.full:
            held = await self.reader.whole_posts(self.target.blog_id or "")
            self.sources.feed.pager.resume(held)
            self.sources.comments.passed_over = len(held) if self.sources.feed.pager.resumed else 0
