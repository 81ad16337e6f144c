"""The order in which a blog's pages are asked for where its feed does not give the posts.

The order is that of cost: the sitemap (150 addresses an answer), the home page, archive pages, older pages of
the index, and then the own pages of the posts that no list held whole. Pages of lists often hold whole posts,
which need no request of their own. No list is asked for under two spellings, and no archive page of which all
posts are known. Where neither sitemap nor numbers nor the end of a list prove that all were found, the oldest
post's page is asked for, for each post links to the next older one; then the lists of labels; then the pages
of all posts that lists held whole, for their links to newer and older ones.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from crawler.blogger.frontier.archive_pages import ArchivePages, ArchivePeriod, parse_period
from crawler.blogger.frontier.exchange import PageRequest, Purpose
from crawler.blogger.frontier.seen import TAIL, SeenPosts, key_of
from crawler.blogger.index_page import PageLinks, Sitemap
from crawler.blogger.page import ParsedPage
from crawler.blogger.page.identity import path_of
from crawler.blogger.page_type import LIST_TYPES, PageType
from crawler.blogger.urls import permalink
from crawler.items import Post

SITEMAP_SIZE = 150
"""Addresses in a full page of Blogger's sitemap. Its index was seen to name 20 pages of more."""
REFUSALS = 5
"""Failures in a row, not counting pages that are not there, after which a server is left alone."""

INDEXES = frozenset({PageType.INDEX, PageType.SEARCH})
PATIENCE = 50
"""Pages of posts in a row that may name no new post before such pages are asked for no more."""
UNTIL = re.compile(r"updated-max=([0-9T:_+ -]+)")


def list_key(url: str) -> str:
    """Return the key of a page of the index: the instant before which its posts were published.

    The same instant is spelled in the reader's and in the blog's zone; `start` and `max-results` are noise.
    """
    match = UNTIL.search(unquote(unquote(url)))
    if not match:
        return permalink(url)
    text = match.group(1).replace("_", ":").replace(" ", "+")
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return text


_KEYS: dict[Purpose, Callable[[str], str]] = {
    Purpose.SITEMAP: str,
    Purpose.LIST: list_key,
    Purpose.POST: key_of,
}
"""Keys by which two requests are the same."""


@dataclass(slots=True)
class PageCrawl:
    """The position in a blog's pages: `next`, then `take_sitemap`, `take` or `fail`, and again."""

    home: str
    posts: SeenPosts
    total: int | None = None
    """Number of posts by the feed."""
    own_pages: bool = False
    """Tell whether to read posts with comments from their own pages even where a list holds them whole."""
    archives: ArchivePages = field(default_factory=ArchivePages)
    in_sitemap: set[str] = field(default_factory=set)
    sitemap_full: bool = False
    """The sitemap was read to its end."""
    seen: bool = False
    """A page of the blog itself was seen."""
    gaps: int = 0
    """Lists of posts that could not be had."""
    stopped: bool = False
    _named_sitemaps: set[str] = field(default_factory=set)
    """Sitemap files that another one names; the numbered ones after them are only guessed."""
    _foreign_sitemap: bool = False
    _home_asked: bool = False
    _whole: bool = False
    _sitemaps: list[str] = field(default_factory=list)
    _older: dict[str, str] = field(default_factory=dict)
    _labels: dict[str, str] = field(default_factory=dict)
    _unvisited: dict[str, str] = field(default_factory=dict)
    """Posts that a list held whole: key → address."""
    _fruitless: int = 0
    """Pages of such posts in a row that named no new post."""
    _reached_end: bool = False
    """The last page of the index was read: one that an older page linked to, without a link of its own."""
    _lists_closed: int = 0
    """Lists that robots.txt closes."""
    _ends: dict[str, str] = field(default_factory=dict)
    """The last post of the feed and of the index: older ones, if there are, are linked from their pages."""
    _asked: set[str] = field(default_factory=set)
    _refused: int = 0

    @property
    def expected(self) -> int | None:
        """The feed's total, else what the archive gadget or the sitemap counts; None where nothing tells."""
        if self.total is not None:
            return self.total
        return max(self.archives.total, len(self.in_sitemap)) or None

    @property
    def found_all(self) -> bool:
        """Tell whether every post's address is known, as far as the blog's own numbers tell.

        A sitemap of which a part could not be had counts nothing.
        """
        if self.sitemap_full:
            return self.posts.known >= self.archives.total
        is_counted = self.total is not None or self.archives.total > 0
        return is_counted and self.posts.known >= (self.expected or 0)

    @property
    def is_proved(self) -> bool:
        """Tell whether what was read shows that there are no other posts, as far as it shows anything."""
        if self.total is not None or self.archives.total or self.sitemap_full:
            return self.found_all or self.posts.known + len(self.posts.lost) >= (self.expected or 0)
        read_lists = self._reached_end or bool(self.archives.urls and not list(self.archives.unread()))
        all_read = not (self._unvisited or self._labels)
        return self.found_all or all_read or (read_lists and not self.gaps and not self._lists_closed)

    def next(self) -> PageRequest | None:
        """Return the next request; None at the end."""
        steps: tuple[Callable[[], PageRequest | None], ...] = (
            self._next_sitemap,
            self._next_home,
            self._next_archive,
            self._next_index,
            self._any_archive,
            self._next_post,
            self._oldest_post,
            self._next_label,
            self._next_neighbour,
        )
        return None if self.stopped else next((request for step in steps if (request := step())), None)

    def take_feed(self, posts: Sequence[Post]) -> None:
        """Take note of posts that came by the feed, which has noted their ids."""
        self.posts.note_held(posts)
        self._unvisited.update((key_of(post.url), post.url) for post in posts if post.url)
        self._note_end("feed", posts)

    def take_sitemap(self, request: PageRequest, sitemap: Sitemap) -> None:
        """Take one sitemap file."""
        before = len(self.in_sitemap)
        if sitemap.is_bloggers:
            self.in_sitemap.update(map(key_of, sitemap.permalinks))
        else:
            self._foreign_sitemap = True
        self.posts.note(sitemap.permalinks)
        named = [url for url in sitemap.sitemaps if self._is_sitemap(url)]
        self._named_sitemaps.update(named)
        self._sitemaps += named
        if len(sitemap.permalinks) >= SITEMAP_SIZE and len(self.in_sitemap) > before and not self._sitemaps:
            self._sitemaps = [self._page_after(request.url)]
        elif not sitemap.permalinks and not sitemap.sitemaps:
            self.fail(request)
        elif not self._sitemaps:
            self.sitemap_full = not self.gaps and not self._foreign_sitemap

    def take(self, request: PageRequest, page: ParsedPage, links: PageLinks) -> list[Post]:
        """Take one page. Returns the posts that it holds whole and that were not held before."""
        self.seen, self._refused = True, 0
        found = self._from_list(page) if page.page_type in LIST_TYPES else self._from_own(request, page)
        named = [with_id(post) for post in found]
        new = [post for post in named if post is not None and self.posts.hold(post)]
        self.posts.note(post.url for post in page.posts if post.url and self._cut(page, post))
        self.posts.note(links.permalinks)
        self.archives.note(links)
        self._note_lists(page, links, new)
        if request.purpose is Purpose.POST:
            self._settle(key_of(request.url), found)
        else:
            self._note_older(request, page, links)
        return new

    def fail(self, request: PageRequest, *, refused: bool = False, forbidden: bool = False) -> None:
        """Take note of a request that came to nothing.

        `refused`: for another reason than that nothing is there; `forbidden`: robots.txt closes it.
        """
        if not forbidden:
            self._refused = self._refused + 1 if refused else 0
        self.stopped = self.stopped or self._refused >= REFUSALS
        if request.purpose is Purpose.POST:
            self.posts.lose(key_of(request.url))
        elif request.purpose is Purpose.LIST:
            self.gaps += not forbidden
            self._lists_closed += forbidden
        elif not self._sitemaps and request.url not in self._named_sitemaps:
            self.sitemap_full = not (refused or forbidden or self.gaps) and bool(self.in_sitemap)
        else:
            self.gaps += 1

    def _ask(self, url: str, purpose: Purpose) -> PageRequest | None:
        key = _KEYS[purpose](url)
        if key in self._asked:
            return None
        self._asked.add(key)
        return PageRequest(url, purpose)

    def _next_sitemap(self) -> PageRequest | None:
        if not self._asked:
            self._sitemaps = [f"{self.home}sitemap.xml"]
        while self._sitemaps:
            if request := self._ask(self._sitemaps.pop(0), Purpose.SITEMAP):
                return request
        return None

    def _next_home(self) -> PageRequest | None:
        # Not by its address, which a redirect changes.
        asked, self._home_asked = self._home_asked, True
        return None if asked else self._ask(self.home, Purpose.LIST)

    def _is_sitemap(self, url: str) -> bool:
        """A sitemap of posts on the blog's own host: not `sitemap-pages.xml`, which lists static pages."""
        parts, own = urlsplit(permalink(url)), urlsplit(permalink(self.home))
        return parts.netloc == own.netloc and "sitemap" in parts.path and "pages" not in parts.path

    def _page_after(self, url: str) -> str:
        number = re.search(r"[?&]page=(\d{1,6})$", url)
        return f"{self.home}sitemap.xml?page={int(number.group(1)) + 1 if number else 2}"

    def _next_archive(self) -> PageRequest | None:
        wanted = (period for period in self.archives.unread() if self._wants(period))
        return self._ask_archive(next(wanted, None))

    def _wants(self, period: ArchivePeriod) -> bool:
        count, found_all = self.archives.count(period), self.found_all
        if not count:
            return not (self.sitemap_full or found_all or self.archives.covered(period))
        if self.archives.unknown(period, self.posts) > 0 and not found_all:
            return True
        return self._whole and not self.sitemap_full and count - self.posts.held_in(period.wider) > 1

    def _any_archive(self) -> PageRequest | None:
        """Posts are missing that no count explains: addresses may lie in another month than the date."""
        short = not self.sitemap_full and self.expected is not None and not self.found_all
        return self._ask_archive(next(self.archives.unread(), None) if short else None)

    def _ask_archive(self, period: ArchivePeriod | None) -> PageRequest | None:
        if period is None:
            return None
        self.archives.asked.add(period)
        return self._ask(self.archives.urls[period], Purpose.LIST)

    def _next_index(self) -> PageRequest | None:
        while self._older and not self.found_all:
            if request := self._ask(self._older.pop(next(iter(self._older))), Purpose.LIST):
                return request
        return None

    def _next_post(self) -> PageRequest | None:
        url = next(iter(self.posts.pending.values()), None)
        return self._ask(url, Purpose.POST) if url else None

    def _oldest_post(self) -> PageRequest | None:
        while self._ends and not self.found_all:
            if request := self._ask(self._ends.pop(next(iter(self._ends))), Purpose.POST):
                return request
        return None

    def _next_label(self) -> PageRequest | None:
        while self._labels and not self.is_proved:
            if request := self._ask(self._labels.pop(next(iter(self._labels))), Purpose.LIST):
                return request
        return None

    def _next_neighbour(self) -> PageRequest | None:
        """Ask for the page of a post that a list held whole: it links to a newer and an older post."""
        while self._unvisited and not self.is_proved and self._fruitless < PATIENCE:
            if request := self._ask(self._unvisited.pop(next(iter(self._unvisited))), Purpose.POST):
                self._fruitless += 1
                return request
        return None

    def _note_lists(self, page: ParsedPage, links: PageLinks, new: Sequence[Post]) -> None:
        for url in links.labels:
            self._labels.setdefault(list_key(url), url)
        if page.page_type in LIST_TYPES:
            self._unvisited.update((key_of(post.url), post.url) for post in new if post.url)
        if any(not self.posts.closed(key_of(url)) for url in links.permalinks):
            self._fruitless = 0

    def _from_list(self, page: ParsedPage) -> list[Post]:
        whole = [post for post in page.posts if not self._cut(page, post)]
        if page.posts:
            self._whole = len(whole) * 2 >= len(page.posts)
        return whole

    def _cut(self, page: ParsedPage, post: Post) -> bool:
        """Tell whether a post has to be read from its own page."""
        if page.page_type not in LIST_TYPES:
            return False
        return post.partial or not post.body_raw or (self.own_pages and post.comment_count != 0)

    def _from_own(self, request: PageRequest, page: ParsedPage) -> list[Post]:
        """The post of its own page: what stands there is all there is of it."""
        if page.page_type is not PageType.POST:
            return []
        return [
            replace(post, url=post.url or request.url, partial=False)
            for post in page.posts[:1]
            if post.body_raw or not post.partial
        ]

    def _settle(self, key: str, found: list[Post]) -> None:
        if found:
            self.posts.alias(key)
        else:
            self.posts.lose(key)

    def _note_older(self, request: PageRequest, page: ParsedPage, links: PageLinks) -> None:
        period, is_index = parse_period(request.url), page.page_type in INDEXES
        if period:
            self.archives.answered.add(period)
        if is_index and not links.older and request.url != self.home:
            self._reached_end = True
        cut_short = period is not None and self.archives.unknown(period, self.posts) > 0
        is_list = is_index or cut_short or page.page_type is PageType.LABEL
        if links.older and is_list and not TAIL.search(path_of(links.older)):
            self._older.setdefault(list_key(links.older), links.older)
        if is_index:
            self._note_end("index", page.posts)

    def _note_end(self, list_name: str, posts: Sequence[Post]) -> None:
        urls = [post.url for post in posts if post.url]
        self._ends.update({list_name: urls[-1]} if urls else {})


def with_id(post: Post) -> Post | None:
    """Return the post with an id: its own, else "path:" and the path of its address, which no edit changes.

    None for a post that states neither.
    """
    if post.post_id or not post.url:
        return post if post.post_id else None
    return replace(post, post_id=f"path:{path_of(post.url)}")
