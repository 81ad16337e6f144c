"""Visits to blogs that the archive remembers: first what is new, then, where that is due, everything, or ids.

Each stage begins when the one before it has been answered: the latest saves (one conditional request, if
nothing is new), all posts (when due, or when the numbers do not add up), the list of ids, the pages of posts
that no list names. `crawler.blogger.frontier` decides (`incremental`, `deletions`, `schedule`).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blogger.feed import FeedPage, parse_feed
from crawler.blogger.frontier.incremental import Latest, read_stamp
from crawler.blogger.frontier.schedule import Limits
from crawler.blogger.urls import moved_to
from crawler.errors import FeedError
from crawler.items import Comment, Crawl, CrawlState, Post
from crawler.spiders import trouble
from crawler.spiders.accounts import settle
from crawler.spiders.base import Outputs
from crawler.spiders.feeds import FEED
from crawler.spiders.sweep import SweepSpider
from crawler.spiders.visit import Visit

LATEST = FEED
"""Priority."""


class RevisitSpider(SweepSpider):
    """Asks for what is new, and for everything only where that does not do."""

    limits: Limits
    full_after: timedelta

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.limits = Limits(
            timedelta(hours=settings.getfloat("BLOGGER_REVISIT_MIN")),
            timedelta(hours=settings.getfloat("BLOGGER_REVISIT_MAX")),
        )
        spider.full_after = timedelta(days=settings.getfloat("BLOGGER_FULL_DAYS"))
        return spider

    def _begin(self, visit: Visit, *, full: bool) -> Request:
        """The first request of a visit; `full`: everything is wanted, whatever is new."""
        memo, now = visit.re.memo, self.now()
        visit.started = now
        cursor = memo.cursor if memo.cursor and memo.cursor <= now else None
        walked = memo.walked is not None and memo.walked <= now < memo.walked + self.full_after
        visit.re.full = full or not walked
        visit.re.takes_up = not full
        visit.re.latest = Latest(cursor)
        return self._latest_request(visit)

    def _latest_request(self, visit: Visit) -> Request:
        way = visit.re.latest
        url = visit.address.latest(start=way.start, since=way.cursor if way.pages else None)
        memo = visit.re.memo
        asked = {"If-None-Match": memo.etag, "If-Modified-Since": memo.last_modified}
        conditional = not visit.re.full and not way.pages and memo.feed_url == url
        headers = {name: value for name, value in asked.items() if value} if conditional else {}
        if headers:  # as a rule that is all that is asked of this host; kept open, they would be thousands
            headers["Connection"] = "close"
        return self._request(
            url, self.parse_latest, LATEST, errback=self.no_latest, headers=headers, visit=visit
        )

    async def parse_latest(self, response: Response, visit: Visit) -> Outputs:
        """One answer about what was saved last."""
        if response.status == 304 and _asks_for_news(response):
            self._take_unchanged(response, visit)
        else:
            try:
                page = parse_feed(response.body if response.status == 200 else b"", url=response.url)
            except FeedError as error:
                for request in self._without_latest(response, visit, str(error)):
                    yield request
            else:
                async for output in self._take_latest(page, response, visit):
                    yield output
        async for output in self._answered(visit):
            yield output

    async def no_latest(self, failure: Failure, visit: Visit) -> Outputs:
        """No answer to that. Where the host is gone twice in a row, the blog may have another by now."""
        if trouble.is_abandoned(failure):
            return  # as in `no_answer`
        reason = trouble.of_failure(failure)
        last = visit.re.last
        if trouble.is_no_host(failure) and last and last.failures and self._may_ask_by_id(visit):
            yield self._ask_by_id(visit, reason)
        elif trouble.is_too_large(failure) and not visit.re.setback:
            yield self._walk(visit)  # which asks for less where that is too much
        else:
            self._give_up(visit, visit.re.setback or reason)
        async for output in self._answered(visit):
            yield output

    def _take_unchanged(self, response: Response, visit: Visit) -> None:
        """The validators are those of the answer that was believed: the same blog, and nothing is new."""
        assert visit.re.known
        assert visit.re.known.blog_id
        visit.address = moved_to(visit.address, response.url)
        visit.re.unchanged = self._known_as(visit.re.known.blog_id, visit)

    async def _take_latest(self, page: FeedPage, response: Response, visit: Visit) -> Outputs:
        way, first = visit.re.latest, not visit.re.latest.pages
        if first:
            for output in self._meet(page.blog, response, visit):
                yield output
            visit.re.fresh = _validators(response, visit)
        if visit.blog_id is None or visit.duplicate:
            return
        if visit.blog_id != page.blog.blog_id:
            self._give_up(visit, f"{response.url}: this is the feed of another blog, {page.blog.blog_id}")
            return
        posts = way.take(page.posts, page.entries, page.total)
        if self._goes_all_the_way(visit) or not way.ordered:
            return  # `_further` asks for everything
        if not way.reached:
            yield self._latest_request(visit)
        wanted = await self._news(posts, visit)
        if first and self.with_comments:
            yield self._comments_request(visit)
        for output in self._give(wanted, visit):
            yield output

    async def _news(self, posts: list[Post], visit: Visit) -> list[Post]:
        """Of these posts, those that are not held as they were last saved."""
        stamps = await self.memory.stamps(visit.blog_id or "", [post.post_id for post in posts])
        wanted = [
            post
            for post in posts
            if post.post_id not in stamps or stamps[post.post_id] != read_stamp(post.updated_raw)
        ]
        visit.re.news.update(post.post_id for post in wanted)
        return wanted

    def _without_latest(self, response: Response, visit: Visit, reason: str) -> Iterator[Request]:
        """No feed in the first place: gone, gated, or to be asked for in another way."""
        reason = trouble.of_response(response, reason)
        if visit.re.setback:
            self._give_up(visit, visit.re.setback)
        elif trouble.is_gone(response) and self._may_ask_by_id(visit):
            yield self._ask_by_id(visit, reason)
        elif trouble.is_final(response):
            self._give_up(visit, reason)
        else:
            yield self._walk(visit)

    async def _stop_at_known(self, comments: list[Comment], visit: Visit) -> None:
        if self._goes_all_the_way(visit) or visit.re.walked:
            return
        ids, walk = [comment.comment_id for comment in comments], visit.comments
        if await self.memory.knows_comments(visit.blog_id or "", ids, walk.total):
            walk.ended, walk.total = True, None

    async def _further(self, visit: Visit) -> Outputs:
        if visit.duplicate or visit.troubles or visit.blog_id is None or not self.memory.keeps:
            return
        await visit.all_settled()  # what is counted below includes what was sent
        if visit.re.unchanged and self.with_comments and not visit.comments.pages:
            yield self._comments_request(visit)
        if not visit.re.walked and not visit.by_pages and await self._must_walk(visit):
            await self._take_up(visit)
            yield self._walk(visit)
            return
        for request in await self._look_for_gone(visit):
            yield request

    async def _take_up(self, visit: Visit) -> None:
        """Where the first crawl of a blog was cut off, ask only for what it had not come to.

        What that leaves unproved (edits of what is held, a post that took the place of another) the next run
        proves: it finds nothing remembered and asks for everything.
        """
        last = visit.re.last
        cut_off = last is not None and last.outcome == "interrupted" and visit.re.memo.walked is None
        if cut_off and visit.re.takes_up:
            visit.posts.resume(await self.memory.whole(visit.blog_id or ""))

    async def _must_walk(self, visit: Visit) -> bool:
        """Whether everything is to be asked for: it is time, or the answers so far cannot be built on."""
        way = visit.re.latest
        if visit.re.unchanged or not way.pages:
            return False
        if self._goes_all_the_way(visit) or not way.ordered:
            return True
        held = await self.memory.held(visit.blog_id or "")
        gap = visit.re.known.gap if visit.re.known else 0
        visit.re.fewer = way.total is not None and way.total < held + gap
        return way.total is not None and (way.total > held + gap or (way.total == 0 < held))

    def _accounts(self, visit: Visit) -> Crawl:
        crawl = super()._accounts(visit)
        return settle(crawl, visit, self.now(), self.limits) if self.memory.keeps else crawl


def _validators(response: Response, visit: Visit) -> CrawlState:
    """What the same request is to carry the next time."""
    heads = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    etag, modified = (head.decode("latin-1") if head else None for head in heads)
    return CrawlState(feed_url=visit.address.latest(), etag=etag, last_modified=modified)


def _asks_for_news(response: Response) -> bool:
    """Whether the request was conditional, so that "not modified" is an answer to it."""
    asked = response.request.headers if response.request else {}
    return "If-None-Match" in asked or "If-Modified-Since" in asked
