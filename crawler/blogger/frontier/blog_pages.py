"""All posts of a blog by its pages, for blogs whose feed is off or ends early."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from crawler.blogger.frontier.comment_feed import CommentFeed
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.incremental import UpdateTimes
from crawler.blogger.frontier.page_crawl import PageCrawl
from crawler.blogger.frontier.page_order import PageOrder
from crawler.blogger.frontier.post_comments import comments_on
from crawler.blogger.frontier.response_errors import describe_response, is_final
from crawler.blogger.frontier.seen import key_of
from crawler.blogger.index_page import PageLinks
from crawler.blogger.page import ParsedPage
from crawler.blogger.page_type import POSTLESS_TYPES, PageType, explain
from crawler.blogger.response_checks import MAX_PAGE_TAGS, has_too_many_tags, is_truncated
from crawler.blogger.urls import moved_to, permalink
from crawler.items import Blog, Comment, Post

_BOMB = "the page has more markup than any blog's: refused; look at it in a browser"
_FOREIGN = "this is no page of a Blogger blog; check the address in a browser"
_UNPROVED = "nothing that could be read shows that these are all posts"
_STOPPED = "too many failures in a row, the rest is left for another run"


@dataclass(slots=True, eq=False)
class BlogPages(CrawlSource):
    """CrawlSource of all posts, and with `comments` of the comments on their pages."""

    crawl: PageCrawl
    comments: CommentFeed | None = None
    update_times: UpdateTimes = field(default_factory=UpdateTimes)
    partial: int = 0
    """Posts of which a page held only a part."""
    cut: int = 0
    """Pages that broke off before their end."""
    forbidden: int = 0
    """Pages that robots.txt closes."""
    _failures: int = 0

    def start_pages(self, total: int | None, came: Iterable[str]) -> None:
        """Ask for pages from now on; `total` is the number of posts by the feed, `came` what it gave."""
        self.start()
        self.crawl.total = total
        self.crawl.own_pages = self.comments is not None
        self.crawl.home = self.target.address.home
        for addresses in came:
            self.crawl.take_feed(addresses.splitlines())

    def next(self) -> PageRequest | None:
        request = PageOrder(self.crawl).next()
        if request is None:
            return None
        return replace(request, url=self._on_home(request.url), linked_as=request.url)

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post | Comment]:
        request = _as_linked(request)
        if request.purpose is Purpose.SITEMAP:
            self._take_sitemap(request, response)
            return ()
        if has_too_many_tags(response.body, MAX_PAGE_TAGS):
            self._reject(request, f"{response.url}: {_BOMB}", refused=True)
            return ()
        page = response.page()
        links = response.links()
        if response.status != 200 or not _is_of_blog(page, links):
            self._reject_page(request, response, page)
            return ()
        return self._take_page(request, response, page, links) if self._admit(page, response) else ()

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        """Take note of a page that could not be had; what robots.txt closes is only counted."""
        request = _as_linked(request)
        forbidden = failure.kind is FailureKind.FORBIDDEN
        self.forbidden += forbidden
        self.crawl.fail(request, refused=not forbidden, forbidden=forbidden)
        self.crawl.stopped |= failure.kind is FailureKind.LIMIT
        self._note_failure(request, failure.reason, quietly=forbidden)
        return ()

    def shortfalls(self) -> Iterable[str | None]:
        crawl, asked = self.crawl, self.asked
        lost, pending = len(crawl.posts.lost), len(crawl.posts.pending)
        gaps = 0 if crawl.found_all else crawl.gaps
        return (
            f"pages broke off before their end: {self.cut}" if self.cut else None,
            f"{lost} pages of posts could not be had" if lost else None,
            f"{pending} posts that are linked were not asked for" if pending and asked else None,
            f"lists of posts that could not be had: {gaps}; there may be more posts" if gaps else None,
            None if not asked or crawl.is_proved or gaps else _UNPROVED,
            f"{self.partial} posts could be had as summaries only" if self.partial else None,
        )

    def _take_sitemap(self, request: PageRequest, response: PageResponse) -> None:
        if response.status != 200 or has_too_many_tags(response.body):
            self.crawl.fail(request, refused=is_final(response))
            return
        sitemap = response.sitemap()
        self.cut += is_truncated(response.body)
        if sitemap.permalinks or sitemap.sitemaps:
            self._move(response)
        self.crawl.take_sitemap(request, sitemap)

    def _admit(self, page: ParsedPage, response: PageResponse) -> bool:
        """Identify the blog by its first page."""
        if self.target.blog_id is not None:
            return True
        self._move(response)
        home = self.target.address.home
        blog_id = page.blog_id or f"host:{self.target.address.host}"  # no page states the id
        return self.target.admit(Blog(blog_id=blog_id, url=home, title=page.blog_title), response.url)

    def _take_page(
        self, request: PageRequest, response: PageResponse, page: ParsedPage, links: PageLinks
    ) -> list[Post | Comment]:
        cut = is_truncated(response.body)
        self.cut += cut
        new = self.crawl.take(request, page, links)
        if request.purpose is Purpose.POST and key_of(request.url) in self.crawl.posts.lost:
            self._note_failure(request, describe_response(response, explain(page.page_type)))
        posts = [self._describe(post, response, cut=cut) for post in new]
        self.update_times.note(posts)
        self.partial += sum(post.partial for post in posts)
        return [*posts, *self._comments_on(page, posts)]

    def _describe(self, post: Post, response: PageResponse, *, cut: bool) -> Post:
        """Add what the page does not say: the blog, where it was found, by the sitemap when it was saved."""
        saved = self.crawl.sitemap.saves.get(key_of(post.url)) if post.url else None
        return replace(
            post,
            partial=post.partial or cut,
            blog_id=self.target.blog_id or "",
            source_url=response.url,
            updated_raw=post.updated_raw or saved,
        )

    def _comments_on(self, page: ParsedPage, posts: Sequence[Post]) -> list[Comment]:
        """Take the comments of a post's own page; lists show none."""
        if self.comments is None or len(posts) != 1:
            return []
        found = comments_on(page, posts[0].blog_id, posts[0].post_id)
        if (posts[0].comment_count or 0) > len(page.comments):  # a page holds the first 200
            self.comments.note_posts(posts)
            self.comments.start_once()
        return self.comments.take_from_page(found)

    def _reject_page(self, request: PageRequest, response: PageResponse, page: ParsedPage) -> None:
        final = is_final(response)
        is_known = page.page_type in POSTLESS_TYPES - {PageType.FEED, PageType.SITEMAP}
        reason = explain(page.page_type) if is_known else _FOREIGN
        self._reject(request, describe_response(response, reason), refused=final)
        # A gate before the home page is before every page; after "too many requests" no more are made.
        if response.status == 429 or (request.url == self.crawl.home and final):
            self.crawl.stopped = True

    def _reject(self, request: PageRequest, reason: str, *, refused: bool) -> None:
        self.crawl.fail(request, refused=refused)
        self._note_failure(request, reason)

    def _note_failure(self, request: PageRequest, reason: str, *, quietly: bool = False) -> None:
        """Warn of the first page that is missing; the number of all is in the record of the crawl."""
        if request.url == self.crawl.home and not self.crawl.posts.known:
            self.error = reason
        elif not quietly:
            self.target.note(logging.INFO if self._failures else logging.WARNING, reason)
            self._failures += 1
        if self.crawl.stopped:
            self.error = f"{reason}; {_STOPPED}"

    def _move(self, response: PageResponse) -> None:
        self.target.address = moved_to(self.target.address, response.url)
        self.crawl.home = self.target.address.home

    def _on_home(self, url: str) -> str:
        """Return the same page where the blog answers; links may name http, or an FTP blog's old host."""
        address = self.target.address
        parts, home = urlsplit(permalink(url)), urlsplit(permalink(address.home))
        path = parts.path if parts.netloc == home.netloc else address.path + key_of(url)
        moved = urlsplit(url)._replace(scheme=address.scheme, netloc=address.host, path=path, fragment="")
        return moved.geturl()


def _as_linked(request: PageRequest) -> PageRequest:
    return replace(request, url=request.linked_as or request.url)


def _is_of_blog(page: ParsedPage, links: PageLinks) -> bool:
    """Tell whether a page belongs to a blog of Blogger's at all, and is no gate or error."""
    return page.page_type not in POSTLESS_TYPES and bool(page.blog_id or links.permalinks or links.archives)
