"""The stage of a crawl that finds deleted posts: ids of all posts, comparison, pages of unlisted ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.archive_reader import ArchiveReader, IdComparison
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.deletions import APART, describe_suspicion
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.incremental import UpdatedPager
from crawler.blogger.frontier.schedule import is_recent
from crawler.blogger.frontier.sources import CrawlSources
from crawler.blogger.urls import PAGE_SIZE
from crawler.items import CrawlState, Post

CHEAP_TOTAL = 2 * PAGE_SIZE - 2
"""Posts of a blog whose ids are listed whenever it has news: two answers."""
DAILY_TOTAL = 7 * PAGE_SIZE
"""Posts of a blog whose ids are listed when it has news, but once a day at most."""


@dataclass(slots=True, eq=False)
class DeletionStage:
    """Decides whether a check is due, and what a whole list of ids shows."""

    sources: CrawlSources
    reader: ArchiveReader
    options: CrawlOptions
    now: Callable[[], datetime]
    miscounted: bool = False
    """The blog counts fewer posts than last time and its news explain."""

    def is_due(self) -> bool:
        """Tell whether all ids are to be listed: to look for deleted posts, or at news of a small blog."""
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

    async def compare(self) -> IdComparison | None:
        """Compare all ids with what is held; None where no list is whole, or too many posts are not named."""
        listed = self._listed()
        if listed is None or listed.missing:
            return None
        sources = self.sources
        comparison = await self.reader.compare_ids(sources.target.blog_id or "", listed.ids)
        suspicion = describe_suspicion(comparison, self.options.deletion_limits)
        if comparison.held and not listed.ids:
            kept = f"{comparison.held} are archived and kept; look at it in a browser"
            suspicion = f"the blog says it has no posts, {kept}"
        if suspicion:
            sources.problems.append(f"{sources.target.address.home}: {suspicion}")
            return None
        return comparison

    def _listed(self) -> FeedPager[Post] | UpdatedPager | None:
        """Return what saw all ids, by the feeds or the sitemap.

        Pages that state no ids say nothing of posts that are held by theirs.
        """
        sources = self.sources
        if sources.ids.asked:
            return sources.ids.pager
        if not sources.reads_all:
            return sources.updated.pager if sources.updated.is_whole else None
        is_whole, pager = sources.feed.pager.ended, sources.feed.pager
        if sources.pages.asked:
            nameless = any(not post_id.isdecimal() for post_id in pager.ids)
            is_whole = sources.pages.crawl.sitemap.is_whole and not nameless and sources.outcome == "complete"
        return pager if is_whole else None


def _differs(old: CrawlState, new: CrawlState) -> bool:
    """Tell whether an answer has other validators than the last one, or too young ones to be kept."""
    if old.etag:
        return new.etag not in {None, old.etag}
    return old.last_modified is not None and new.last_modified != old.last_modified
