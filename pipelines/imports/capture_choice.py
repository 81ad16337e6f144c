"""Captures that are worth a request: of feeds, then of posts and static pages, then of lists. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.blogger.urls import permalink

MAX_TRIES = 3
"""Captures of one address that are fetched, the newest first, until one is good."""

_FEED = re.compile(r"/(?:feeds/posts/(?:default|summary)|(?:.*/)?(?:atom|rss)\.xml)")
_POST = re.compile(r"/(?:.*/)?(?:\d{4}/\d{2}|p)/[^/]+\.html")
_MONTH = re.compile(r"/(?:.*/)?(?:\d{4}(?:/\d{2})?/?|(?:archives?/)?\d{4}_\d{2}_\d{2}_archive\.html)")
_LABEL = re.compile(r"/search(?:/label/[^/]+)?/?")
_HOME = re.compile(r"/(?:index\.html)?")
_GOOD_TYPES = ("text/html", "application/atom+xml", "application/rss+xml", "application/xml", "text/xml",
               "application/json", "warc/revisit", "-")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One capture in an index."""

    url: str
    time: str
    """14 digits, UTC."""
    content_type: str = ""
    filename: str = ""
    """Of the WARC file that holds it, in Common Crawl."""
    offset: int = 0
    length: int = 0
    digest: str = ""
    """Of the content; "" where the index states none."""

    @property
    def content(self) -> str:
        """A mark of its content; "" where that is not known, or the capture has none."""
        return "" if self.content_type == "warc/revisit" else self.digest

    @property
    def permalink_path(self) -> str | None:
        """The path of a post or static page in its one spelling; None for a feed or a list."""
        is_post = _POST.fullmatch(urlsplit(self.url).path)
        return urlsplit(permalink(self.url)).path if is_post else None


def choose(snapshots: Iterable[Snapshot]) -> Iterator[tuple[Snapshot, ...]]:
    """Yield for each address its captures, the newest first: feeds, permalinks, months, home, labels.

    One capture of a content is enough. A home page shows other posts each month: the last capture of each
    is one of its own.
    """
    found: defaultdict[tuple[int, str], list[Snapshot]] = defaultdict(list)
    for snapshot in snapshots:
        if key := _key(snapshot):
            found[key].append(snapshot)
    for key in sorted(found):
        newest_first = sorted(found[key], key=lambda snapshot: snapshot.time, reverse=True)
        contents: dict[str, Snapshot] = {}
        for snapshot in newest_first:
            contents.setdefault(snapshot.content or f"{snapshot.time} {snapshot.url}", snapshot)
        yield tuple(contents.values())


def _key(snapshot: Snapshot) -> tuple[int, str] | None:
    """The place of an address in the order of requests, and its one spelling; None: not worth one."""
    if not snapshot.content_type.startswith(_GOOD_TYPES):
        return None
    parts = urlsplit(snapshot.url)
    for place, pattern in enumerate((_FEED, _POST, _MONTH, _HOME, _LABEL)):
        if not pattern.fullmatch(parts.path):
            continue
        if pattern is _POST:
            return place, urlsplit(permalink(snapshot.url)).path
        if pattern is _HOME:
            return (place, snapshot.time[:6]) if not parts.query else None
        return place, f"{parts.path.rstrip('/')}?{parts.query if pattern in (_FEED, _LABEL) else ''}"
    return None
