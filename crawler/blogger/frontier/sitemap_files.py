"""The files of a blog's sitemap: which to ask for next, and whether all were read."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.blogger.frontier.seen import key_of
from crawler.blogger.index_page import Sitemap
from crawler.blogger.urls import permalink

SITEMAP_SIZE = 150
"""Addresses in a full page of Blogger's sitemap. Its index was seen to name 20 pages of more."""


@dataclass(slots=True)
class SitemapFiles:
    """The position in a sitemap: `next`, then `take` or `end`, and again."""

    keys: dict[str, str] = field(default_factory=dict)
    """Keys of the posts that it names, with their addresses."""
    saves: dict[str, str] = field(default_factory=dict)
    """Key of a post → when it was last saved, as written."""
    is_whole: bool = False
    """It was read to its end."""
    _started: bool = False
    _waiting: list[str] = field(default_factory=list)
    _named: set[str] = field(default_factory=set)
    """Files that another one names; the numbered ones after them are only guessed."""
    _is_foreign: bool = False

    def next(self, home: str) -> str | None:
        """Return the address of the next file of a blog with that home page; None at the end."""
        if not self._started:
            self._started, self._waiting = True, [f"{home}sitemap.xml"]
        return self._waiting.pop(0) if self._waiting else None

    def take(self, home: str, url: str, sitemap: Sitemap, *, gaps: int) -> bool:
        """Take a file; return whether it is empty, which counts as one that could not be had.

        `gaps`: lists and files that could not be had so far.
        """
        before = len(self.keys)
        if sitemap.is_bloggers:
            self.keys.update((key_of(url), url) for url in sitemap.permalinks)
            self.saves.update((key_of(url), at) for url, at in sitemap.saves.items())
        else:
            self._is_foreign = True
        named = [each for each in sitemap.sitemaps if _is_of_posts(home, each)]
        self._named.update(named)
        self._waiting += named
        if len(sitemap.permalinks) >= SITEMAP_SIZE and len(self.keys) > before and not self._waiting:
            self._waiting = [_after(home, url)]
        elif not sitemap.permalinks and not sitemap.sitemaps:
            return True
        elif not self._waiting:
            self.end(whole=not gaps and not self._is_foreign)
        return False

    def is_guessed(self, url: str) -> bool:
        """Tell whether a file that could not be had need not exist: nothing names it, and none waits."""
        return not self._waiting and url not in self._named

    def end(self, *, whole: bool) -> None:
        """Take note that there are no more files."""
        self.is_whole = whole and bool(self.keys)


def _is_of_posts(home: str, url: str) -> bool:
    """Tell a sitemap of posts on the blog's own host from `sitemap-pages.xml`, which lists static pages."""
    parts, own = urlsplit(permalink(url)), urlsplit(permalink(home))
    return parts.netloc == own.netloc and "sitemap" in parts.path and "pages" not in parts.path


def _after(home: str, url: str) -> str:
    number = re.search(r"[?&]page=(\d{1,6})$", url)
    return f"{home}sitemap.xml?page={int(number.group(1)) + 1 if number else 2}"
