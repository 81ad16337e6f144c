"""Posts that are gone from their blog: the list of all ids, then the pages of those that it does not name.

What that means is decided in `crawler.blogger.frontier.deletions`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.python.failure import Failure

from crawler.archive_reader import ArchiveReader
from crawler.blogger.feed import parse_feed
from crawler.blogger.frontier.deletions import APART, Caution, doubt, judge, to_check
from crawler.blogger.frontier.feed_pages import Walk
from crawler.blogger.urls import on_address
from crawler.errors import FeedError
from crawler.items import Post
from crawler.spiders import trouble
from crawler.spiders.base import Outputs
from crawler.spiders.feeds import FEED, FeedSpider
from crawler.spiders.visit import Visit

IDS = FEED + 1


class SweepSpider(FeedSpider):
    """Compares what a blog lists with what is held, and looks at the pages of what is not listed."""

    memory: ArchiveReader
    caution: Caution
    sweep_after: timedelta

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.memory = build_from_crawler(load_object(settings["BLOGGER_ARCHIVE_READER"]), crawler)
        spider.sweep_after = timedelta(days=settings.getfloat("BLOGGER_SWEEP_DAYS"))
        spider.caution = Caution(
            settings.getint("BLOGGER_MAX_GONE"), settings.getfloat("BLOGGER_MAX_GONE_SHARE")
        )
        return spider

    def now(self) -> datetime:
        """The clock."""
        return datetime.now(UTC)

    async def _look_for_gone(self, visit: Visit) -> list[Request]:
        """The next step of a sweep, if there is one."""
        if visit.re.comparison:
            visit.re.census = judge(visit.re.comparison, visit.re.statuses, self.now())
            return []
        if visit.re.walked or visit.by_pages:
            listed = visit.posts if _saw_all(visit) else None
        elif visit.re.listing:
            listed = visit.re.listing
        elif self._sweep_is_due(visit):
            visit.re.listing = Walk(key=lambda post: post.post_id)
            return [self._ids_request(visit)]
        else:
            return []
        return await self._compared(listed, visit) if listed and not listed.missing else []

    def _sweep_is_due(self, visit: Visit) -> bool:
        known = visit.re.known
        if known is None or not (visit.blog_id or "").isdecimal():
            return False
        now, swept = self.now(), known.state.swept
        since = now - swept if swept and swept <= now else self.sweep_after
        waiting = known.noticed is not None and now - known.noticed >= APART
        return since >= self.sweep_after or (since >= APART and (waiting or visit.re.fewer))

    async def _compared(self, listed: Walk[Post], visit: Visit) -> list[Request]:
        comparison = await self.memory.compare(visit.blog_id or "", listed.ids)
        if comparison.unknown and not visit.re.walked:
            return [self._walk(visit)]
        if comparison.held and not listed.ids:
            kept = f"{comparison.held} are archived and kept; look at it in a browser"
            self._give_up(visit, f"{visit.address.home}: the blog says it has no posts, {kept}")
            return []
        question = doubt(comparison, self.caution)
        if question:
            self._give_up(visit, f"{visit.address.home}: {question}")
            return []
        visit.re.comparison = comparison
        checks = [
            self._absent_request(absent.post_id, absent.url or "", visit) for absent in to_check(comparison)
        ]
        return checks or await self._look_for_gone(visit)

    async def parse_ids(self, response: Response, visit: Visit) -> Outputs:
        """One answer of the list of ids."""
        assert visit.re.listing
        try:
            page = parse_feed(response.body if response.status == 200 else b"", url=response.url)
        except FeedError as error:
            self._give_up(
                visit, f"looking for posts that are gone: {trouble.of_response(response, str(error))}"
            )
        else:
            visit.re.listing.take(page.posts, page.entries, page.total)
            if not visit.re.listing.ended:
                yield self._ids_request(visit)
            elif visit.re.listing.missing:
                self._give_up(visit, f"{response.url}: the list of ids ends early; none is marked as gone")
        async for output in self._answered(visit):
            yield output

    async def parse_absent(self, response: Response, post_id: str, visit: Visit) -> Outputs:
        """The page of a post that no list names."""
        visit.re.statuses[post_id] = response.status
        async for output in self._answered(visit):
            yield output

    async def no_absent(self, failure: Failure, post_id: str, visit: Visit) -> Outputs:
        """No answer, so no signal."""
        if trouble.is_abandoned(failure):
            return  # as in `no_answer`
        self.logger.info("%s: whether post %s is gone stays open", trouble.of_failure(failure), post_id)
        async for output in self._answered(visit):
            yield output

    async def no_ids(self, failure: Failure, visit: Visit) -> Outputs:
        """The list of ids could not be had."""
        if trouble.is_abandoned(failure):
            return  # as in `no_answer`
        self._give_up(visit, f"looking for posts that are gone: {trouble.of_failure(failure)}")
        async for output in self._answered(visit):
            yield output

    def _ids_request(self, visit: Visit) -> Request:
        assert visit.re.listing
        way = visit.re.listing
        url = visit.address.listing(start=way.start, older_than=way.older_than)
        return self._request(url, self.parse_ids, IDS, errback=self.no_ids, visit=visit)

    def _absent_request(self, post_id: str, url: str, visit: Visit) -> Request:
        address = on_address(url, visit.address)
        return self._request(
            address, self.parse_absent, IDS, errback=self.no_absent, post_id=post_id, visit=visit
        )


def _saw_all(visit: Visit) -> bool:
    """Whether a visit that asked for all posts has seen all ids: to the feed's end, or by the sitemap.

    Pages that state no ids say nothing of posts that are held by theirs.
    """
    if visit.by_pages:
        nameless = any(not post_id.isdecimal() for post_id in visit.posts.ids)
        return visit.pages.sitemap_full and visit.is_complete and not nameless
    return visit.posts.ended
