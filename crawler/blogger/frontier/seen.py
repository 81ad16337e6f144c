"""The posts of one blog as a crawl through its pages knows them: held, known by address, lost."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.blogger.frontier.archive_pages import ArchivePeriod
from crawler.blogger.page.identity import path_of
from crawler.blogger.urls import permalink
from crawler.items import Post

TAIL = re.compile(r"/\d{4}/\d{2}/[^/]+\.html$")


@lru_cache(maxsize=1000)  # each post of a feed's page is asked for twice
def key_of(url: str) -> str:
    """Return the key of a post by its address: the end of the path, alike on all hosts and in all folders."""
    path, anchor = path_of(permalink(url)), url.partition("#")[2]
    tail = TAIL.search(path)
    return tail.group() if tail else path + (f"#{anchor}" if anchor.isdecimal() else "")


@dataclass(slots=True)
class SeenPosts:
    """The blog's posts: those held, those known by address only, those that could not be had."""

    ids: set[str]
    """Of the posts held; shared with the pager of the feed."""
    pending: dict[str, str] = field(default_factory=dict)
    """Key → address."""
    lost: set[str] = field(default_factory=set)
    kept: dict[str, str] = field(default_factory=dict)
    """Key → id of posts that are held from before as they are, and need not come."""
    _closed: set[str] = field(default_factory=set)
    known_in: Counter[ArchivePeriod] = field(default_factory=Counter)
    """Posts held or still to be fetched whose address lies in a year or month."""
    held_in: Counter[ArchivePeriod] = field(default_factory=Counter)
    """Posts held whose address lies in a year or month."""

    @property
    def known(self) -> int:
        """Posts held or still to be fetched."""
        return len(self.ids) + len(self.pending)

    def note(self, urls: Iterable[str]) -> None:
        """Take note of addresses of posts."""
        for url in urls:
            key = key_of(url)
            if key not in self._closed and key not in self.pending:
                self.pending[key] = url
                self._count(self.known_in, key, 1)

    def keep(self, key: str, post_id: str) -> None:
        """Take note of a post that is held from before as it is; it is taken where it comes all the same."""
        self.kept[key] = post_id
        self.ids.add(post_id)
        self.note_held(key)

    def want(self, key: str, url: str) -> None:
        """Have a post that is held from before asked for all the same."""
        if key not in self.pending:
            self.pending[key] = url
            self._count(self.known_in, key, 1)

    def note_held(self, key: str) -> None:
        """Take note of a post that is held and whose id was noted."""
        self.close(key)
        self._count(self.known_in, key, 1)
        self._count(self.held_in, key, 1)

    def hold(self, post: Post) -> bool:
        """Take a whole post. False where it is held already."""
        key = key_of(post.url) if post.url else ""
        if key and self.kept.pop(key, None) == post.post_id:
            return True
        stated = not post.post_id.startswith("path:")
        seen = post.post_id in self.ids or f"path:{path_of(post.url or '')}" in self.ids
        if seen or (not stated and self.closed(key)):
            self.close(key)
            return False
        self.ids.add(post.post_id)
        self.lost.discard(key)
        self.note_held(key)
        return True

    def closed(self, key: str) -> bool:
        """Tell whether a post is held, or was found to be another one's second address."""
        return key in self._closed and key not in self.lost

    def lose(self, key: str) -> None:
        """Take note of a post that could not be had."""
        if not self.closed(key):
            self.lost.add(key)
        self.close(key)

    def close(self, key: str) -> None:
        """Take note of an address that need not be asked for: that of a post, or one that led to it."""
        if self.pending.pop(key, None):
            self._count(self.known_in, key, -1)
        if key:
            self._closed.add(key)

    def _count(self, counter: Counter[ArchivePeriod], key: str, step: int) -> None:
        if TAIL.match(key):
            counter[ArchivePeriod(key[1:5])] += step
            counter[ArchivePeriod(key[1:5], key[6:8])] += step
