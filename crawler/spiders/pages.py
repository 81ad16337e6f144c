"""The way through a blog's pages, for blogs whose feed is off or ends early.

What to ask for next is decided by `crawler.blogger.frontier.page_crawl`; here it is asked for.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blogger.frontier.page_crawl import Aim, Ask
from crawler.blogger.frontier.seen import key_of
from crawler.blogger.index_page import Listing, read_listing, read_sitemap
from crawler.blogger.page import ParsedPage, read_page
from crawler.blogger.page_type import GATE_TYPES, PageType, explain
from crawler.blogger.response_checks import MAX_PAGE_TAGS, has_too_many_tags, is_truncated
from crawler.blogger.urls import moved_to, permalink
from crawler.items import Blog, Post
from crawler.spiders import trouble
from crawler.spiders.base import Outputs, VisitingSpider, sent, stranger
from crawler.spiders.visit import Visit

PAGES = 15
"""Priority, between that of feeds and that of pages that complete a summary."""
NO_PAGES = GATE_TYPES | {PageType.ERROR, PageType.FEED, PageType.SITEMAP}
"""Answers that are no page of the blog itself."""
BOMB = "the page has more markup than any blog's: refused; look at it in a browser"
FOREIGN = "this is no page of a Blogger blog; check the address in a browser"


class PageSpider(VisitingSpider):
    """Asks for one page after the other; the next one travels while the posts of this one are stored."""

    with_comments: bool

    async def parse_sitemap(self, response: Response, ask: Ask, visit: Visit) -> Outputs:
        """A sitemap file, or whatever stands at its address."""
        if response.status == 200 and not has_too_many_tags(response.body):
            sitemap = read_sitemap(response.body)
            visit.cut += is_truncated(response.body)
            if sitemap.permalinks:
                self._move(response, visit)
            visit.pages.take_sitemap(ask, sitemap)
        else:
            visit.pages.failed(ask, refused=trouble.is_final(response))
        for request in self._next_page(visit):
            yield request
        async for output in self._answered(visit):
            yield output

    async def parse_blog_page(self, response: Response, ask: Ask, visit: Visit) -> Outputs:
        """A page of the blog: a list or a post."""
        for output in self._read(response, ask, visit):
            yield output
        async for output in self._answered(visit):
            yield output

    async def no_page(self, failure: Failure, ask: Ask, visit: Visit) -> Outputs:
        """A page that could not be had. What robots.txt closes is left out without a word, and counted."""
        if trouble.is_abandoned(failure):
            return  # as for feeds
        forbidden = trouble.is_forbidden(failure)
        if forbidden:
            self._count("pages/forbidden")
        visit.pages.failed(ask, refused=not forbidden, forbidden=forbidden)
        visit.pages.stopped |= trouble.is_limit(failure)
        self._note_failure(ask, visit, trouble.of_failure(failure), quietly=forbidden)
        for request in self._next_page(visit):
            yield request
        async for output in self._answered(visit):
            yield output

    def _start_pages(self, visit: Visit, reason: str = "") -> Iterator[Request]:
        """Begin the way through the pages; `reason` is why the feed does not do."""
        visit.by_pages = True
        visit.detour = reason
        visit.pages.home = visit.address.home
        visit.pages.own_pages = self.with_comments
        visit.pages.total = visit.posts.total
        if reason:
            self.logger.info("%s; the blog's pages are read instead", reason)
        yield from self._next_page(visit)

    def _next_page(self, visit: Visit) -> Iterator[Request]:
        ask = None if visit.duplicate else visit.pages.next()
        if ask:
            callback = self.parse_sitemap if ask.aim is Aim.SITEMAP else self.parse_blog_page
            url = _on_home(ask.url, visit)
            yield self._request(url, callback, PAGES, errback=self.no_page, ask=ask, visit=visit)

    def _read(self, response: Response, ask: Ask, visit: Visit) -> Iterator[Any]:
        if has_too_many_tags(response.body, MAX_PAGE_TAGS):
            self._note_failure(ask, visit, f"{response.url}: {BOMB}")
            visit.pages.failed(ask, refused=True)
            yield from self._next_page(visit)
            return
        page = read_page(response.body, url=response.url)
        listing = read_listing(response.body, url=response.url)
        if response.status != 200 or not _is_of_blog(page, listing):
            visit.pages.failed(ask, refused=trouble.is_final(response))
            reason = (
                explain(page.page_type)
                if page.page_type in NO_PAGES - {PageType.FEED, PageType.SITEMAP}
                else FOREIGN
            )
            self._note_failure(ask, visit, trouble.of_response(response, reason))
            self._stop_at_gate(response, ask, visit)
            yield from self._next_page(visit)
            return
        if visit.blog_id is None:
            self._move(response, visit)
            blog = _blog(page, visit)
            if self._is_stranger(blog, visit):
                self._give_up(visit, stranger(blog, visit))
                return
            yield blog
            if not self._known_as(blog.blog_id, visit):
                return
            yield visit.crawl()
        cut = is_truncated(response.body)
        visit.cut += cut
        posts = [replace(post, partial=post.partial or cut) for post in visit.pages.take(ask, page, listing)]
        visit.re.saves.note(posts)
        self._note_loss(ask, page, response, visit)
        yield from self._next_page(visit)
        for post in posts:
            visit.partial += post.partial
            yield sent(replace(post, blog_id=visit.blog_id or "", source_url=response.url), visit)
        if self.with_comments:
            yield from self._comments_on(page, posts, visit)

    def _comments_on(self, page: ParsedPage, posts: list[Post], visit: Visit) -> Iterator[Any]:
        """Comments of a post's own page; lists show none."""
        found = [c for c in page.comments if c.comment_id and len(posts) == 1]
        for comment in visit.comments.take(found, len(found), None):
            yield sent(replace(comment, blog_id=visit.blog_id or "", post_id=posts[0].post_id), visit)

    def _move(self, response: Response, visit: Visit) -> None:
        visit.address = moved_to(visit.address, response.url)
        visit.pages.home = visit.address.home

    def _note_loss(self, ask: Ask, page: ParsedPage, response: Response, visit: Visit) -> None:
        if ask.aim is Aim.POST and key_of(ask.url) in visit.pages.posts.lost:
            self._note_failure(ask, visit, trouble.of_response(response, explain(page.page_type)))

    def _note_failure(self, ask: Ask, visit: Visit, reason: str, *, quietly: bool = False) -> None:
        """One warning for the first page that is missing; the number is in the record of the crawl."""
        if ask.url == visit.pages.home and not visit.pages.posts.known:
            self._give_up(visit, reason)
        elif not quietly:
            self.logger.log(logging.INFO if visit.page_failures else logging.WARNING, reason)
            visit.page_failures += 1
        if visit.pages.stopped:
            self._give_up(visit, f"{reason}; too many failures in a row, the rest is left for another run")

    def _stop_at_gate(self, response: Response, ask: Ask, visit: Visit) -> None:
        """A gate before the home page is before every page; after "too many requests" no more are made."""
        if response.status == 429 or (ask.url == visit.pages.home and trouble.is_final(response)):
            visit.pages.stopped = True

    def _count(self, stat: str) -> None:
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(stat)


def _is_of_blog(page: ParsedPage, listing: Listing) -> bool:
    """Whether a page belongs to a blog of Blogger's at all, and is no gate or error."""
    return page.page_type not in NO_PAGES and bool(page.blog_id or listing.permalinks or listing.archives)


def _blog(page: ParsedPage, visit: Visit) -> Blog:
    """The blog as a page tells it. Where no page states its id, its host stands for it: "host:" + host."""
    home = visit.address.home
    return Blog(
        blog_id=page.blog_id or f"host:{visit.address.host}",
        url=home,
        title=page.blog_title,
        aliases=tuple(dict.fromkeys((visit.asked, home))),
    )


def _on_home(url: str, visit: Visit) -> str:
    """The same page where the blog answers: links may name http, or an old host and folder (FTP blogs)."""
    parts, home = urlsplit(permalink(url)), urlsplit(permalink(visit.address.home))
    path = parts.path if parts.netloc == home.netloc else key_of(url)
    return (
        urlsplit(url)
        ._replace(scheme=visit.address.scheme, netloc=visit.address.host, path=path, fragment="")
        .geturl()
    )
