"""The static pages of a blog ("/p/about.html"): by their feed; where that is off, by their sitemap."""

import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.page_posts import with_id
from crawler.blogger.frontier.response_errors import describe_response
from crawler.blogger.index_page import read_sitemap
from crawler.blogger.urls import is_static_page, on_address, permalink
from crawler.items import Post


class _Stage(Enum):
    FEED = "feed"
    SITEMAP = "sitemap"
    PAGES = "pages"


@dataclass(slots=True, eq=False)
class StaticPages(CrawlSource):
    """CrawlSource of static pages. A blog that offers no list of them is not incomplete for that."""

    unfinished = "the static pages were not read to the end"
    subject = "static pages: "
    pager: FeedPager[Post] = field(default_factory=FeedPager)
    offered: bool = False
    """The blog has a list of its static pages."""
    lost: int = 0
    """Pages of the sitemap that could not be had."""
    _stage: _Stage = _Stage.FEED
    _waiting: deque[str] = field(default_factory=deque)

    def start_list(self, *, by_feed: bool) -> None:
        """Ask for the list of static pages, and for these, from now on."""
        self.start()
        self._stage = _Stage.FEED if by_feed else _Stage.SITEMAP

    def next(self) -> PageRequest | None:
        address = self.target.address
        if self._stage is _Stage.FEED:
            url = address.feed(kind="pages", start=self.pager.start, older_than=self.pager.older_than)
        elif self._stage is _Stage.SITEMAP and not address.blog_id:
            url = f"{address.home}sitemap-pages.xml"
        elif self._waiting:
            url = on_address(self._waiting[0], address)
        else:
            self._end()
            return None
        return PageRequest(url, Purpose.STATIC_PAGES)

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        if response.status == 429 or response.status >= 500:
            self.stop(describe_response(response))
            return ()
        if self._stage is _Stage.FEED:
            return self._take_feed(response)
        if self._stage is _Stage.SITEMAP:
            return self._take_sitemap(response)
        return self._take_page(response)

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        is_off = failure.kind in {FailureKind.FORBIDDEN, FailureKind.UNREADABLE, FailureKind.REFUSED}
        if not is_off or self.pager.pages:
            self.stop(failure.reason)
        elif self._stage is _Stage.PAGES:
            self._waiting.popleft()
        else:
            self._try_next_list()
        return ()

    def shortfalls(self) -> Iterable[str | None]:
        return (
            f"received {len(self.pager.ids)} of {self.pager.total} static pages" if self._missing else None,
            f"{self.lost} static pages could not be had" if self.lost else None,
        )

    @property
    def _missing(self) -> int:
        return max(0, self.pager.missing - self.pager.unreadable)

    def _take_feed(self, response: PageResponse) -> Sequence[Post]:
        page = response.feed()
        posts = [replace(post, kind="page") for post in page.posts if is_static_page(post.url)]
        if page.entries and not posts:
            self._try_next_list()  # a server that gives the feed of posts, whatever it is asked for
            return ()
        self.offered = True
        new = self.pager.take(posts, page.entries, page.total)
        if self.pager.ended or (page.total is not None and page.entries >= page.total):
            self.active = False
        return new

    def _take_sitemap(self, response: PageResponse) -> Sequence[Post]:
        sitemap = read_sitemap(response.content)
        self.offered = bool(sitemap.static_pages)
        self._waiting.extend(sitemap.static_pages)
        self._stage = _Stage.PAGES
        return ()

    def _take_page(self, response: PageResponse) -> Sequence[Post]:
        posts = response.page().posts if response.is_whole_page else ()
        url = self._waiting.popleft()
        found = with_id(replace(posts[0], url=posts[0].url or permalink(url))) if len(posts) == 1 else None
        if found is None or not is_static_page(found.url):
            self.lost += 1
            self.target.note(logging.INFO, describe_response(response, "no static page was found on it"))
            return ()
        blog_id = self.target.blog_id or ""
        return (replace(found, blog_id=blog_id, source_url=response.url, kind="page"),)

    def _try_next_list(self) -> None:
        self._stage = _Stage.SITEMAP if self._stage is _Stage.FEED else _Stage.PAGES

    def _end(self) -> None:
        if not self.offered:
            self.target.note(logging.INFO, f"{self.target.asked}: the blog lists no static pages")
        self.active = False
