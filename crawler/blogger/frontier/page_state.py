"""The position in a blog's pages, and what those that were read prove."""

from dataclasses import dataclass, field

from crawler.blogger.frontier.archive_pages import ArchivePages
from crawler.blogger.frontier.linked_pages import LinkedPages
from crawler.blogger.frontier.seen import SeenPosts
from crawler.blogger.frontier.sitemap_files import SitemapFiles


@dataclass(slots=True)
class PageState:
    """The addresses that were met and asked for, and the posts behind them."""

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
