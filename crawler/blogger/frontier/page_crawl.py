"""The order in which a blog's pages are asked for where its feed does not give the posts.

The order is that of cost: the sitemap (150 addresses an answer), the home page, archive pages, older pages of
the index, and then the own pages of the posts that no list held whole. Pages of lists often hold whole posts,
which need no request of their own. No list is asked for under two spellings, and no archive page of which all
posts are known. Where neither sitemap nor numbers nor the end of a list prove that all were found, the oldest
post's page is asked for, for each post links to the next older one; then the lists of labels; then the pages
of all posts that lists held whole, for their links to newer and older ones.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.blogger.frontier.archive_pages import ArchivePages, ArchivePeriod, parse_period
from crawler.blogger.frontier.exchange import PageRequest, Purpose
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.linked_pages import LinkedPages
from crawler.blogger.frontier.page_keys import PAGE_KEYS
from crawler.blogger.frontier.page_posts import is_cut, whole_posts, with_id
from crawler.blogger.frontier.seen import SeenPosts, key_of
from crawler.blogger.frontier.sitemap_files import SitemapFiles
from crawler.blogger.index_page import PageLinks, Sitemap
from crawler.blogger.page import ParsedPage
from crawler.blogger.page_type import LIST_TYPES
from crawler.items import Post

REFUSALS = 5
"""Failures in a row, not counting pages that are not there, after which a server is left alone."""

PATIENCE = 50
"""Pages of posts in a row that may name no new post before such pages are asked for no more."""


@dataclass(slots=True)
class PageCrawl:
    """The position in a blog's pages: `next`, then `take_sitemap`, `take` or `fail`, and again."""

    home: str
    posts: SeenPosts
    total: int | None = None
    """Number of posts by the feed."""
    own_pages: bool = False
    """Tell whether to read posts with comments from their own pages even where a list holds them whole."""
    held: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    """Key → id and last save of posts that need not come where the sitemap tells of no later one."""
    archives: ArchivePages = field(default_factory=ArchivePages)
    sitemap: SitemapFiles = field(default_factory=SitemapFiles)
    seen: bool = False
    """A page of the blog itself was seen."""
    gaps: int = 0
    """Lists of posts that could not be had."""
    stopped: bool = False
    _home_asked: bool = False
    _whole: bool = False
    _linked: LinkedPages = field(default_factory=LinkedPages)
    _lists_closed: int = 0
    """Lists that robots.txt closes."""
    _asked: set[str] = field(default_factory=set)
    _refused: int = 0

    @property
    def expected(self) -> int | None:
        """The feed's total, else what the archive gadget or the sitemap counts; None where nothing tells."""
        if self.total is not None:
            return self.total
        return max(self.archives.total, len(self.sitemap.keys)) or None

    @property
    def found_all(self) -> bool:
        """Tell whether every post's address is known, as far as the blog's own numbers tell.

        A sitemap of which a part could not be had counts nothing.
        """
        if self.sitemap.is_whole:
            return self.posts.known >= self.archives.total
        is_counted = self.total is not None or self.archives.total > 0
        return is_counted and self.posts.known >= (self.expected or 0)

    @property
    def is_proved(self) -> bool:
        """Tell whether what was read shows that there are no other posts, as far as it shows anything."""
        if self.total is not None or self.archives.total or self.sitemap.is_whole:
            return self.found_all or self.posts.known + len(self.posts.lost) >= (self.expected or 0)
        read_lists = self._linked.reached_end or bool(self.archives.urls and not list(self.archives.unread()))
        all_read = not (self._linked.unvisited or self._linked.labels)
        return self.found_all or all_read or (read_lists and not self.gaps and not self._lists_closed)

    @property
    def unread(self) -> list[str]:
        """Addresses of posts that the sitemap names and that no source brought."""
        return [url for key, url in self.sitemap.keys.items() if not self.posts.closed(key)]

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
        self._linked.note_feed(posts)

    def take_sitemap(self, request: PageRequest, sitemap: Sitemap) -> None:
        """Take one sitemap file."""
        failed = self.sitemap.take(self.home, request.url, sitemap, gaps=self.gaps)
        for key in map(key_of, sitemap.permalinks):
            post_id, saved = self.held.get(key, ("", None))
            at = parse_update_time(self.sitemap.saves.get(key))
            if saved and at == saved.replace(microsecond=0) and not self.posts.closed(key):
                self.posts.keep(key, post_id)
        self.posts.note(sitemap.permalinks)
        if failed:
            self.fail(request)

    def take(self, request: PageRequest, page: ParsedPage, links: PageLinks) -> list[Post]:
        """Take one page. Returns the posts that it holds whole and that were not held before."""
        self.seen, self._refused = True, 0
        found = whole_posts(page, request.url, own_pages=self.own_pages)
        if page.page_type in LIST_TYPES and page.posts:
            self._whole = len(found) * 2 >= len(page.posts)
        named = [with_id(post) for post in found]
        new = [post for post in named if post is not None and self.posts.hold(post)]
        self.posts.note(post.url for post in self._cut(page) if post.url)
        self.posts.note(links.permalinks)
        self.archives.note(links)
        fruitful = any(not self.posts.closed(key_of(url)) for url in links.permalinks)
        self._linked.note_lists(page, links, new, fruitful=fruitful)
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
        elif self.sitemap.is_guessed(request.url):
            self.sitemap.end(whole=not (refused or forbidden or self.gaps))
        else:
            self.gaps += 1

    def _ask(self, url: str, purpose: Purpose) -> PageRequest | None:
        key = PAGE_KEYS[purpose](url)
        if key in self._asked:
            return None
        self._asked.add(key)
        return PageRequest(url, purpose)

    def _next_sitemap(self) -> PageRequest | None:
        while url := self.sitemap.next(self.home):
            if request := self._ask(url, Purpose.SITEMAP):
                return request
        return None

    def _next_home(self) -> PageRequest | None:
        # Not by its address, which a redirect changes.
        asked, self._home_asked = self._home_asked, True
        return None if asked else self._ask(self.home, Purpose.LIST)

    def _next_archive(self) -> PageRequest | None:
        wanted = (period for period in self.archives.unread() if self._wants(period))
        return self._ask_archive(next(wanted, None))

    def _wants(self, period: ArchivePeriod) -> bool:
        count, found_all = self.archives.count(period), self.found_all
        if not count:
            return not (self.sitemap.is_whole or found_all or self.archives.covered(period))
        if self.archives.unknown(period, self.posts) > 0 and not found_all:
            return True
        return self._whole and not self.sitemap.is_whole and count - self.posts.held_in(period.wider) > 1

    def _any_archive(self) -> PageRequest | None:
        """Posts are missing that no count explains: addresses may lie in another month than the date."""
        short = not self.sitemap.is_whole and self.expected is not None and not self.found_all
        return self._ask_archive(next(self.archives.unread(), None) if short else None)

    def _ask_archive(self, period: ArchivePeriod | None) -> PageRequest | None:
        if period is None:
            return None
        self.archives.asked.add(period)
        return self._ask(self.archives.urls[period], Purpose.LIST)

    def _next_index(self) -> PageRequest | None:
        return self._next_of(self._linked.older, Purpose.LIST, lambda: not self.found_all)

    def _next_post(self) -> PageRequest | None:
        url = next(iter(self.posts.pending.values()), None)
        return self._ask(url, Purpose.POST) if url else None

    def _oldest_post(self) -> PageRequest | None:
        return self._next_of(self._linked.ends, Purpose.POST, lambda: not self.found_all)

    def _next_label(self) -> PageRequest | None:
        return self._next_of(self._linked.labels, Purpose.LIST, lambda: not self.is_proved)

    def _next_neighbour(self) -> PageRequest | None:
        """Ask for the page of a post that a list held whole: it links to a newer and an older post."""
        if self._linked.fruitless >= PATIENCE:
            return None
        request = self._next_of(self._linked.unvisited, Purpose.POST, lambda: not self.is_proved)
        self._linked.fruitless += request is not None
        return request

    def _next_of(
        self, addresses: dict[str, str], purpose: Purpose, wanted: Callable[[], bool]
    ) -> PageRequest | None:
        """Take addresses until one was not asked for yet, as long as they are wanted."""
        while addresses and wanted():
            if request := self._ask(addresses.pop(next(iter(addresses))), purpose):
                return request
        return None

    def _cut(self, page: ParsedPage) -> list[Post]:
        return [post for post in page.posts if is_cut(page, post, own_pages=self.own_pages)]

    def _settle(self, key: str, found: list[Post]) -> None:
        if found:
            self.posts.alias(key)
        else:
            self.posts.lose(key)

    def _note_older(self, request: PageRequest, page: ParsedPage, links: PageLinks) -> None:
        period = parse_period(request.url)
        if period:
            self.archives.answered.add(period)
        cut_short = period is not None and self.archives.unknown(period, self.posts) > 0
        self._linked.note_older(page, links, is_home=request.url == self.home, cut_short=cut_short)
