"""All posts of a blog by its feed, in whichever dialect and size of answer the server gives them."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from crawler.blogger.feed import FeedPage
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.incremental import UpdateTimes
from crawler.blogger.urls import FEED_DIALECTS, PAGE_SIZE, pages
from crawler.items import Post

MAX_OVERSIZED = 5
"""Entries too large by themselves that are passed over before the feed is left."""
_TOO_LARGE = "{} feed entries are larger than DOWNLOAD_MAXSIZE, which can be raised, or too slow to read"


@dataclass(slots=True)
class AnswerSize:
    """Entries to ask for per answer: fewer where an answer was too large, more where one came."""

    entries: int = PAGE_SIZE
    _enough: int = PAGE_SIZE
    """Entries that one answer may hold, as far as is known."""

    def shrink(self) -> bool:
        """Ask for fewer. False where a single entry was too large."""
        if self.entries == 1:
            self._enough = PAGE_SIZE
            return False
        self._enough, self.entries = self.entries // 2, max(1, self.entries // 8)
        return True

    def grow(self) -> None:
        """Go back towards what was not too large."""
        self.entries = min(self._enough, self.entries * 2)


@dataclass(slots=True, eq=False)
class PostFeed(CrawlSource):
    """CrawlSource of all posts. Where the feed is off or ends early, `fallback` says why pages are needed."""

    unfinished = "the feed was not read to the end"
    pager: FeedPager[Post] = field(default_factory=FeedPager)
    update_times: UpdateTimes = field(default_factory=UpdateTimes)
    addresses: list[str] = field(default_factory=list)
    """Addresses of the posts that came, a line each; one text an answer, for there may be 200,000."""
    fallback: str | None = None
    ended_early: bool = False
    """The feed is left for the pages because it gave less than it counts."""
    oversized: int = 0
    """Entries that are too large by themselves and were passed over."""
    _dialect: str = FEED_DIALECTS[0]
    _size: AnswerSize = field(default_factory=AnswerSize)

    def next(self) -> PageRequest | None:
        pager = self.pager
        url = self.target.address.feed(
            self._dialect, start=pager.start, older_than=pager.older_than, size=self._size.entries
        )
        return PageRequest(url, Purpose.FEED)

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        page = response.feed()
        if self.target.admit(page.blog, response.url):
            return self._take(page, response.url)
        self.active = False
        return ()

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        if failure.kind is FailureKind.TOO_LARGE and pages(self._dialect):
            self._ask_for_less(failure.reason)
        elif failure.kind is FailureKind.FORBIDDEN:
            self._avoid_forbidden(failure.reason)
        elif failure.kind is FailureKind.REFUSED:
            self._end_rejected(failure.reason, self.stop)
        elif failure.kind in {FailureKind.UNREADABLE, FailureKind.OTHER_BLOG}:
            self._try_next_dialect(failure.reason)
        else:
            self.stop(failure.reason)
        return ()

    def shortfalls(self) -> Iterable[str | None]:
        oversized = self.oversized and (self.pager.missing or self.pager.total is None)
        unreadable = self.pager.unreadable
        return (
            _TOO_LARGE.format(self.oversized) if oversized else None,
            f"{unreadable} feed entries had no usable id" if unreadable else None,
        )

    def _take(self, page: FeedPage, url: str) -> Sequence[Post]:
        self._size.grow()
        pager = self.pager
        posts = pager.take(page.posts, page.entries, page.total)
        if self.target.counts_all:
            pager.end_at_total()
        self.update_times.note(posts)
        self.addresses.append("\n".join(post.url for post in posts if post.url))
        paged = pages(self._dialect)
        if pager.ended or not paged:
            self.active = False
            if pager.missing or pager.total is None:
                self.fallback, self.ended_early = f"{url}: the feed ends early", True
        return posts

    def _try_next_dialect(self, reason: str) -> None:
        if self._next_dialect():
            self.target.note(logging.INFO, f"{reason}; asking in another way")
        else:
            self._end_rejected(reason, self._fall_back)

    def _avoid_forbidden(self, reason: str) -> None:
        """Ask for the feed without a query, which robots.txt may leave open; else leave the feed alone."""
        if pages(self._dialect) and not self.pager.pages:
            self._dialect = "plain"
        else:
            self._end_rejected(reason, self._fall_back)

    def _end_rejected(self, reason: str, end: Callable[[str], None]) -> None:
        self.active = False
        if not (self.pager.pages and self.pager.total is not None and not self.pager.missing):
            end(reason)

    def _next_dialect(self) -> bool:
        left = FEED_DIALECTS[FEED_DIALECTS.index(self._dialect) + 1 :]
        if self.target.address.blog_id:  # files stand on the blog's own host
            left = tuple(dialect for dialect in left if not dialect.endswith(".xml"))
        usable = [dialect for dialect in left if pages(dialect) or not self.pager.pages]
        self._dialect = usable[0] if usable else self._dialect
        return bool(usable)

    def _ask_for_less(self, reason: str) -> None:
        if self._size.shrink():
            return
        self.oversized += 1
        self.pager.skip()
        if self.oversized >= MAX_OVERSIZED:
            self.oversized = 0  # the server sends nothing else: no matter of single entries
            self._fall_back(reason)

    def _fall_back(self, reason: str) -> None:
        self.active, self.fallback = False, reason
