"""Pages that a blog's pages link to, asked for where nothing cheaper tells of all posts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

from crawler.blogger.frontier.seen import TAIL, key_of
from crawler.blogger.index_page import PageLinks
from crawler.blogger.page import ParsedPage
from crawler.blogger.page.identity import path_of
from crawler.blogger.page_type import LIST_TYPES, PageType
from crawler.blogger.urls import permalink
from crawler.items import Post

INDEXES = frozenset({PageType.INDEX, PageType.SEARCH})
_UNTIL = re.compile(r"updated-max=([0-9T:_+ -]+)")


def list_key(url: str) -> str:
    """Return the key of a page of the index: the instant before which its posts were published.

    The same instant is spelled in the reader's and in the blog's zone; `start` and `max-results` are noise.
    """
    match = _UNTIL.search(unquote(unquote(url)))
    if not match:
        return permalink(url)
    text = match.group(1).replace("_", ":").replace(" ", "+")
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return text


@dataclass(slots=True)
class LinkedPages:
    """Addresses by key, from which `PageCrawl` takes what it asks for."""

    older: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    unvisited: dict[str, str] = field(default_factory=dict)
    """Posts that a list held whole."""
    ends: dict[str, str] = field(default_factory=dict)
    """The last post of the feed and of the index: older ones, if there are, are linked from their pages."""
    fruitless: int = 0
    """Pages of such posts in a row that named no new post."""
    reached_end: bool = False
    """The last page of the index was read: one that an older page linked to, without a link of its own."""

    def note_lists(self, page: ParsedPage, links: PageLinks, new: Sequence[Post], *, fruitful: bool) -> None:
        """Take note of a page's labels and of the posts that it held whole; `fruitful`: it names new ones."""
        for url in links.labels:
            self.labels.setdefault(list_key(url), url)
        if page.page_type in LIST_TYPES:
            self.note_whole(_addresses(new))
        if fruitful:
            self.fruitless = 0

    def note_older(self, page: ParsedPage, links: PageLinks, *, is_home: bool, cut_short: bool) -> None:
        """Take note of the older page that a list links to; `cut_short`: an archive page of more posts."""
        is_index = page.page_type in INDEXES
        if is_index and not links.older and not is_home:
            self.reached_end = True
        is_list = is_index or cut_short or page.page_type is PageType.LABEL
        if links.older and is_list and not TAIL.search(path_of(links.older)):
            self.older.setdefault(list_key(links.older), links.older)
        if is_index:
            self.note_end("index", _addresses(page.posts))

    def note_whole(self, urls: Sequence[str]) -> None:
        """Take note of posts that a list held whole."""
        self.unvisited.update((key_of(url), url) for url in urls)

    def note_end(self, list_name: str, urls: Sequence[str]) -> None:
        """Take note of the last post of one part of a list."""
        self.ends.update({list_name: urls[-1]} if urls else {})


def _addresses(posts: Sequence[Post]) -> list[str]:
    return [post.url for post in posts if post.url]
