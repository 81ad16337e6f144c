"""A crawl through a blog's pages, where its feed does not give the posts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crawler.blogger.frontier.archive_pages import ArchivePages, ArchivePeriod, parse_period
from crawler.blogger.frontier.exchange import PageRequest, Purpose
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.linked_pages import LinkedPages
from crawler.blogger.frontier.page_posts import HeldPost, split_posts, with_id
from crawler.blogger.frontier.seen import SeenPosts, key_of
from crawler.blogger.frontier.sitemap_files import SitemapFiles
from crawler.blogger.index_page import PageLinks, Sitemap
from crawler.blogger.page import ParsedPage
from crawler.blogger.page_type import LIST_TYPES
from crawler.items import Post

REFUSALS = 5
"""Failures in a row, not counting pages that are not there, after which a server is left alone."""


@dataclass(slots=True)
class PageCrawl:
    """The addresses that were met and asked for, the posts behind them, and what those that were read prove.

    Ask for what `PageOrder` says, then call `take_sitemap`, `take` or `fail`, and again.
    """

    home: str
    posts: SeenPosts
    total: int | None = None
    """Number of posts by the feed."""
    archives: ArchivePages = field(default_factory=ArchivePages)
    sitemap: SitemapFiles = field(default_factory=SitemapFiles)
    seen: bool = False
    """A page of the blog itself was seen."""
    gaps: int = 0
    """Lists of posts that could not be had."""
    stopped: bool = False
    home_asked: bool = False
    lists_hold_whole: bool = False
    """The last list held at least half of its posts whole."""
    linked: LinkedPages = field(default_factory=LinkedPages)
    lists_closed: int = 0
    """Lists that robots.txt closes."""
    asked: set[str] = field(default_factory=set)
    """Keys of what was asked for."""
    own_pages: bool = False
    """Posts with comments that are not held are read from their own pages though a list holds them whole."""
    held: Mapping[str, HeldPost] = field(default_factory=dict)
    """By their keys."""
    counted: set[str] = field(default_factory=set)
    """Keys of posts of which a list counts no comments but those that are held."""
    counting: bool = False
    """Lists that count comments are asked for, then the pages of posts of which none counts what is held."""
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
        read_lists = self.linked.reached_end or bool(self.archives.urls and not list(self.archives.unread()))
        all_read = not (self.linked.unvisited or self.linked.labels)
        return self.found_all or all_read or (read_lists and not self.gaps and not self.lists_closed)

    @property
    def unread(self) -> list[str]:
        """Addresses of posts that the sitemap names and that no source brought."""
        return [url for key, url in self.sitemap.keys.items() if not self.posts.closed(key)]

    def count_unknown(self, period: ArchivePeriod) -> int:
        """Count posts that the archive gadget counts and of which no address is known."""
        return self.archives.count(period) - self.posts.known_in[period.wider]

    def take_feed(self, urls: Sequence[str]) -> None:
        """Take note of posts that came by one answer of the feed, which has noted their ids."""
        for url in urls:
            self.posts.note_held(key_of(url))
        self.linked.note_whole(urls)
        self.linked.note_end("feed", urls)

    def take_sitemap(self, request: PageRequest, sitemap: Sitemap) -> None:
        """Take one sitemap file."""
        failed = self.sitemap.take(self.home, request.url, sitemap, gaps=self.gaps)
        for key in map(key_of, sitemap.permalinks):
            held, at = self.held.get(key), parse_update_time(self.sitemap.saves.get(key))
            if held and at == held.saved.replace(microsecond=0) and not self.posts.closed(key):
                self.posts.keep(key, held.post_id)
        self.posts.note(sitemap.permalinks)
        if failed:
            self.fail(request)

    @property
    def uncounted(self) -> list[str]:
        """Keys of posts held as they are of which nothing tells that all comments are held."""
        return [key for key in self.posts.kept if key not in self.counted]

    def seek_counts(self) -> None:
        """Have posts that are held as they are looked at for comments."""
        self.counting = not self.posts.kept.keys() <= self.counted | self.asked

    def uncounted_periods(self) -> Counter[str]:
        """Number of such posts by the path of their year and of their month: "/2015/", "/2015/04".

        Empty while no list tells the comments of any post.
        """
        keys = self.uncounted if self.counting and self.counted else ()
        return Counter(key[:end] for key in keys for end in (len("/2015/"), len("/2015/04")))

    def read_uncounted(self) -> None:
        """Have the pages of the other posts read."""
        self.counting = False
        for key in self.uncounted:
            if key not in self.asked:
                self.posts.want(key, self.sitemap.keys[key])

    def take(self, request: PageRequest, page: ParsedPage, links: PageLinks) -> list[Post]:
        """Take one page. Returns the posts that it holds whole and that were not held before."""
        self.seen, self._refused = True, 0
        found, cut = split_posts(page, request.url, self._needs_page)
        if page.page_type in LIST_TYPES and page.posts:
            self.lists_hold_whole = len(found) * 2 >= len(page.posts)
            self.counted.update(key_of(p.url or "") for p in page.posts if not self._needs_page(p))
        named = [with_id(post) for post in found]
        new = [post for post in named if post is not None and self.posts.hold(post)]
        self.posts.note(post.url for post in cut if post.url)
        self.posts.note(links.permalinks)
        self.archives.note(links)
        fruitful = any(not self.posts.closed(key_of(url)) for url in links.permalinks)
        self.linked.note_lists(page, links, new, fruitful=fruitful)
        if request.purpose is Purpose.POST:
            settle = self.posts.close if found else self.posts.lose
            settle(key_of(request.url))
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
            self.lists_closed += forbidden
        elif self.sitemap.is_guessed(request.url):
            self.sitemap.end(whole=not (refused or forbidden or self.gaps))
        else:
            self.gaps += 1

    def _needs_page(self, post: Post) -> bool:
        """Tell whether a post that a list shows may have comments that are not held."""
        held, count = self.held.get(key_of(post.url or "")), post.comment_count
        return self.own_pages and (count is None or count not in (0, held and held.comments))

    def _note_older(self, request: PageRequest, page: ParsedPage, links: PageLinks) -> None:
        period = parse_period(request.url)
        if period:
            self.archives.answered.add(period)
        cut_short = period is not None and self.count_unknown(period) > 0
        self.linked.note_older(page, links, is_home=request.url == self.home, cut_short=cut_short)
