"""The stage of a crawl that finds deleted posts: ids of all posts, comparison, pages of unlisted ones."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.deletions import APART, describe_suspicion
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.incremental import UpdatedPager
from crawler.blogger.frontier.schedule import is_recent
from crawler.blogger.frontier.sources import CrawlSources
from crawler.blogger.urls import PAGE_SIZE
from crawler.items import CrawlState, DeletionReport, Post

CHEAP_TOTAL = 2 * PAGE_SIZE - 2
"""Posts of a blog whose ids are listed whenever it has news: two answers."""
DAILY_TOTAL = 7 * PAGE_SIZE
"""Posts of a blog whose ids are listed when it has news, but once a day at most."""


@dataclass(slots=True, eq=False)
class DeletionStage:
    """Decides whether a check is due, and takes its steps."""

    sources: CrawlSources
    reader: ArchiveReader
    options: CrawlOptions
    now: Callable[[], datetime]
    report: DeletionReport | None = None
    miscounted: bool = False
    """The blog counts fewer posts than last time and its news explain."""

    async def advance(self) -> bool:
        """Take the next step towards posts that are gone. False where there is none."""
        if self.sources.unlisted.comparison:
            self.report = self.sources.unlisted.report(self.now())
            return False
        listed: FeedPager[Post] | UpdatedPager | None = None
        if self.sources.ids.progress.asked:
            listed = self.sources.ids.pager
        elif self.sources.reads_all:
            listed = self.sources.feed.pager if self._listed_all() else None
        elif self._is_due() and not self.sources.updated.is_whole:
            self.sources.ids.start_list()
            return True
        elif self.sources.updated.is_whole:
            listed = self.sources.updated.pager
        return listed is not None and not listed.missing and await self._compare(listed.ids)

    def _listed_all(self) -> bool:
        """Tell whether all ids were seen: to the feed's end, or by the sitemap.

        Pages that state no ids say nothing of posts that are held by theirs.
        """
        if self.sources.pages.progress.asked:
            nameless = any(not post_id.isdecimal() for post_id in self.sources.feed.pager.ids)
            return (
                self.sources.pages.crawl.sitemap.is_whole
                and self.sources.outcome == "complete"
                and not nameless
            )
        return self.sources.feed.pager.ended

    def _is_due(self) -> bool:
        known, after = self.sources.target.known, self.options.deletion_check_after
        if known is None or not self.sources.target.is_numbered:
            return False
        now, swept = self.now(), known.state.swept
        since = now - swept if swept and is_recent(now, swept, after) else after
        waiting = known.noticed is not None and now - known.noticed >= APART
        is_near = since >= APART and waiting
        self.sources.is_sweep = since >= after or is_near or self.miscounted or self._is_unexplained()
        return self.sources.is_sweep or self._is_cheap(since)

    def _is_unexplained(self) -> bool:
        """Tell whether the feed of updates counts nothing, or differs without a new or edited post.

        It has the number of comments of each post: new ones explain it where listing all posts costs much.
        """
        known = self.sources.target.known
        updated = self.sources.updated
        if not updated.pager.pages or known is None:
            return False
        if updated.pager.total is None:
            return True
        differs = _differs(known.state, updated.validators)
        commented = self.sources.comments.has_news and updated.pager.total > CHEAP_TOTAL
        return differs and updated.is_usable and not updated.wanted and not commented

    def _is_cheap(self, since: timedelta) -> bool:
        """Tell whether the blog has news and so few posts that listing them all costs next to nothing.

        The news do not tell of a post that appears with an old time of update while another one goes.
        """
        pager = self.sources.updated.pager
        limit = DAILY_TOTAL if since >= APART else CHEAP_TOTAL
        return bool(self.sources.updated.wanted) and pager.total is not None and pager.total <= limit

    async def _compare(self, listed: Collection[str]) -> bool:
        comparison = await self.reader.compare_ids(self.sources.target.blog_id or "", listed)
        home = self.sources.target.address.home
        kept = f"{comparison.held} are archived and kept; look at it in a browser"
        suspicion = describe_suspicion(comparison, self.options.deletion_limits)
        if comparison.held and not listed:
            suspicion = f"the blog says it has no posts, {kept}"
        if suspicion:
            self.sources.problems.append(f"{home}: {suspicion}")
            return False
        self.sources.unlisted.start_pages(comparison, self.now())
        return True


def _differs(old: CrawlState, new: CrawlState) -> bool:
    """Tell whether an answer has other validators than the last one, or too young ones to be kept."""
    if old.etag:
        return new.etag not in {None, old.etag}
    return old.last_modified is not None and new.last_modified != old.last_modified
