"""The way through a blog's feeds: all posts, their pages where only summaries come, all comments."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blogger.feed import FeedPage, parse_comments, parse_feed
from crawler.blogger.page import ParsedPage, read_page
from crawler.blogger.response_checks import MAX_PAGE_TAGS, has_too_many_tags, is_truncated
from crawler.blogger.urls import on_address, pages
from crawler.errors import FeedError
from crawler.items import Comment, Post
from crawler.spiders import trouble
from crawler.spiders.base import Outputs, sent
from crawler.spiders.moves import MovingSpider
from crawler.spiders.visit import Visit

COMMENTS, FEED, PAGE = 0, 10, 20
"""Priorities: what is already begun is finished first, one blog after the other."""


class FeedSpider(MovingSpider):
    """Asks for one page of a feed after the other; for the blog's pages where a feed is off or ends early."""

    async def parse_posts(self, response: Response, visit: Visit) -> Outputs:
        """One answer of a post feed."""
        outputs: Iterable[Any]
        try:
            page = parse_feed(_body(response), url=response.url)
            if visit.blog_id not in {None, page.blog.blog_id}:
                raise FeedError(f"this is the feed of another blog, {page.blog.blog_id}", url=response.url)
            outputs = self._taken(page, response, visit)
        except FeedError as error:
            outputs = self._no_feed(response, visit, str(error))
        for output in outputs:
            yield output
        async for output in self._answered(visit):
            yield output

    async def parse_page(self, response: Response, post: Post, visit: Visit) -> Outputs:
        """The page of a post of which the feed gave only a summary."""
        whole = response.status == 200 and not (
            is_truncated(response.body) or has_too_many_tags(response.body, MAX_PAGE_TAGS)
        )
        found = _find(post, read_page(response.body, url=response.url)) if whole else None
        if found is None:
            reason = trouble.of_response(response, "no post was found on it")
            post = self._left_partial(post, visit, reason, refused=trouble.is_final(response))
        else:
            visit.summaries.answered(refused=False)
            post = _completed(post, found, response.url)
        for output in self._complete(visit):
            yield output
        yield sent(post, visit)
        async for output in self._answered(visit):
            yield output

    async def parse_comments(self, response: Response, visit: Visit) -> Outputs:
        """One answer of the blog's comment feed."""
        try:
            page = parse_comments(_body(response), url=response.url)
        except FeedError as error:
            self._give_up(visit, f"comments: {trouble.of_response(response, str(error))}")
        else:
            comments = visit.comments.take(page.comments, page.entries, page.total)
            await self._stop_at_known(comments, visit)
            if not visit.comments.ended:
                yield self._comments_request(visit)
            for comment in comments:
                yield sent(comment, visit)
        async for output in self._answered(visit):
            yield output

    async def _stop_at_known(self, comments: list[Comment], visit: Visit) -> None:
        """Comments come newest first: below a page of known ones there are no new ones."""

    async def no_answer(self, failure: Failure, visit: Visit, post: Post | None = None) -> Outputs:
        """A request that came to nothing; with `post`, that of its page."""
        if trouble.is_abandoned(failure):
            return  # the run ends here: the visit stays open, and is recorded as interrupted
        if post is None and trouble.is_too_large(failure) and self._is_paged(failure, visit):
            for request in self._less(visit, trouble.of_failure(failure)):
                yield request
        elif post is None:
            self._give_up(visit, trouble.of_failure(failure))
        else:
            refused = not trouble.is_forbidden(failure)
            yield sent(self._left_partial(post, visit, trouble.of_failure(failure), refused=refused), visit)
            for output in self._complete(visit):
                yield output
        async for output in self._answered(visit):
            yield output

    def _is_paged(self, failure: Failure, visit: Visit) -> bool:
        """Whether the post feed was asked, in a way that can be asked for fewer entries."""
        return bool(failure.request.callback == self.parse_posts and pages(visit.dialect))  # type: ignore[attr-defined]

    def _less(self, visit: Visit, reason: str) -> Iterator[Request]:
        """After an answer that was too large: the same for fewer entries, or else the pages."""
        if visit.ask_for_less():
            yield self._feed_request(visit)
        else:
            visit.oversized = 0  # no matter of single entries
            yield from self._without_feed(visit, reason)

    def _taken(self, page: FeedPage, response: Response, visit: Visit) -> Iterator[Any]:
        """What one page of the post feed gives: the blog and the crawl's record at first, then posts."""
        if visit.blog_id is None:
            yield from self._meet(page.blog, response, visit)
            if visit.blog_id is None or visit.duplicate:
                return
        visit.ask_for_more()
        posts = visit.posts.take(page.posts, page.entries, page.total)
        visit.pages.take_feed(posts)
        visit.re.saves.note(posts)
        if visit.posts.pages == 1:
            yield visit.crawl()
            if self.with_comments and not visit.comments.pages:
                yield self._comments_request(visit)
        # The next page travels while this one is cleaned and stored.
        if not visit.posts.ended and pages(visit.dialect):
            yield self._feed_request(visit)
        elif visit.posts.missing or (page.total is None and not pages(visit.dialect)):
            yield from self._without_feed(visit, f"{response.url}: the feed ends early")
            visit.detour = ""  # what is missing in the end is told in numbers
        yield from self._give(posts, visit)

    def _no_feed(self, response: Response, visit: Visit, reason: str) -> Iterator[Any]:
        """Try the feed's next dialect, unless a gate stands in front of all of them or none is left."""
        reason = trouble.of_response(response, reason)
        if not trouble.is_final(response) and visit.next_dialect():
            self.logger.info("%s; asking in another way", reason)
            yield self._feed_request(visit)
        elif visit.posts.pages and visit.posts.total is not None and not visit.posts.missing:
            return
        elif trouble.is_final(response):
            self._give_up(visit, reason)
        else:
            yield from self._without_feed(visit, reason)

    def _without_feed(self, visit: Visit, reason: str) -> Iterator[Request]:
        """Go on through the blog's pages, which a blog known only by its id does not show."""
        if visit.address.blog_id:
            self._give_up(visit, f"{reason}; give the blog's own address, so that its pages can be read")
        else:
            yield from self._start_pages(visit, reason)

    def _give(self, posts: Sequence[Post], visit: Visit) -> Iterator[Any]:
        """Posts to the pipelines, those that are summaries by way of their pages."""
        visit.summaries.add(post for post in posts if post.partial and post.url)
        yield from self._complete(visit)
        for post in posts:
            if not (post.partial and post.url):
                yield sent(post, visit)

    def _complete(self, visit: Visit) -> Iterator[Any]:
        """The next page that completes a summary; all that is left, where the server refuses such pages."""
        post = visit.summaries.next()
        if post:
            yield self._page_request(post, visit)
        for post in visit.summaries.left():
            visit.partial += 1
            yield sent(post, visit)

    def _left_partial(self, post: Post, visit: Visit, reason: str, *, refused: bool) -> Post:
        visit.partial += 1
        if visit.summaries.answered(refused=refused):
            self._give_up(
                visit, f"{reason}; too many failures in a row: the other summaries are kept as they are"
            )
        else:
            level = logging.WARNING if visit.partial == 1 else logging.INFO
            self.logger.log(level, "%s; the summary is kept", reason)
        return post

    def _walk(self, visit: Visit) -> Request:
        """The first request for all posts."""
        visit.re.walked = True
        return self._feed_request(visit)

    def _feed_request(self, visit: Visit) -> Request:
        walk = visit.posts
        url = visit.address.feed(
            visit.dialect, start=walk.start, older_than=walk.older_than, size=visit.page_size
        )
        return self._request(url, self.parse_posts, FEED, errback=self.no_answer, visit=visit)

    def _comments_request(self, visit: Visit) -> Request:
        walk = visit.comments
        url = visit.address.feed(kind="comments", start=walk.start, older_than=walk.older_than)
        return self._request(url, self.parse_comments, COMMENTS, errback=self.no_answer, visit=visit)

    def _page_request(self, post: Post, visit: Visit) -> Request:
        url = on_address(post.url or "", visit.address)
        return self._request(url, self.parse_page, PAGE, errback=self.no_answer, visit=visit, post=post)


def _body(response: Response) -> bytes:
    return response.body if response.status == 200 else b""


def _find(post: Post, page: ParsedPage) -> Post | None:
    """The post on its page; pages of third-party themes may not say its id."""
    found = (p for p in page.posts if p.post_id in {post.post_id, ""} and p.body_raw)
    return next(found, None)


def _completed(post: Post, found: Post, url: str) -> Post:
    """The feed's facts with the page's body."""
    return replace(
        post,
        body_raw=found.body_raw,
        body_type=found.body_type,
        locale=found.locale,
        source="page",
        source_url=url,
        partial=False,
    )
