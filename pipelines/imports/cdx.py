"""Captures that the Wayback Machine and Common Crawl hold of a blog, found in their indexes (CDX).

The Wayback Machine gives a capture as its server sent it under `/web/<time>id_/<address>`. Common Crawl gives
a byte range of a WARC file; whole files of it are never fetched.
"""

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from crawler.blogger.urls import permalink, read_address
from crawler.errors import UsageError
from pipelines.imports.fetcher import Fetcher, FetchError
from pipelines.imports.origin import timestamp
from pipelines.imports.warc import Capture, read_warc

MAX_TRIES = 3
"""Captures of one address that are tried, the newest first: a capture may be of a gate or a parked domain."""

MOST_FILES = 200
"""Captures of one file that are listed."""

_POST = re.compile(r"^/(?:[^?]*/)?\d{4}/\d{2}/[^/?]+\.html$")
_FEED = re.compile(r"^/(?:feeds/posts/(?:default|summary)|(?:[^?]*/)?(?:atom|rss)\.xml)")
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


@dataclass(frozen=True, slots=True)
class Period:
    """Captures that are asked for, by the beginning of their times, such as "2015"; "" is no limit."""

    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        for text in (self.since, self.until):
            if text and not re.fullmatch(r"\d{4,14}", text):
                raise UsageError(f"{text}: give a year, or a date as 20150131")

    def holds(self, time: str) -> bool:
        """Tell whether a capture is within it."""
        return (not self.since or time >= self.since) and (
            not self.until or time[: len(self.until)] <= self.until
        )


class WaybackMachine:
    """The index and the captures of a server that speaks as web.archive.org does."""

    def __init__(self, base: str, fetcher: Fetcher) -> None:
        self._base, self._fetcher = base.rstrip("/"), fetcher

    def snapshots(self, blog: str, period: Period) -> Iterator[Snapshot]:
        """Yield the captures of a blog that answered with success, in the order of the index."""
        query = {
            "url": f"{_site(blog)}*",
            "output": "json",
            "fl": "original,timestamp,mimetype",
            "filter": "statuscode:200",
            "collapse": "digest",
        }
        limits = {"from": period.since, "to": period.until}
        query |= {name: value for name, value in limits.items() if value}
        index = f"{self._base}/cdx/search/cdx?{urlencode(query)}"
        body = self._fetcher.get(index)
        with _index_errors(index):
            found = [Snapshot(url, time, type_) for url, time, type_ in json.loads(body or b"[]")[1:]]
        yield from found

    def files(self, pattern: str) -> Iterator[Snapshot]:
        """Yield the captures of a file, or of all whose addresses begin so where the pattern ends in "*"."""
        query = {
            "url": pattern,
            "output": "json",
            "fl": "original,timestamp,mimetype,length",
            "filter": "statuscode:200",
            "collapse": "digest",
            "limit": MOST_FILES,
        }
        body = self._fetcher.get(f"{self._base}/cdx/search/cdx?{urlencode(query)}")
        for url, time, content_type, length in json.loads(body or b"[]")[1:]:
            yield Snapshot(url, time, content_type, length=int(length) if length.isdigit() else 0)

    def address(self, snapshot: Snapshot) -> str:
        """Return the address of the capture as its server sent it."""
        return f"{self._base}/web/{snapshot.time}id_/{snapshot.url}"

    def fetch(self, snapshot: Snapshot) -> Capture | None:
        """Return the capture as its server sent it; None where it is not to be had."""
        body = self._fetcher.get(self.address(snapshot))
        if body is None:
            return None
        return Capture(snapshot.url, _time(snapshot), 200, snapshot.content_type, body)


class CommonCrawl:
    """The index of one crawl and byte ranges of its WARC files."""

    def __init__(self, index: str, data: str, fetcher: Fetcher) -> None:
        self._index, self._data, self._fetcher = index.rstrip("/"), data.rstrip("/"), fetcher

    def snapshots(self, blog: str, period: Period) -> Iterator[Snapshot]:
        """Yield the captures of a blog in every crawl that the index lists, the newest crawl first."""
        query = urlencode({"url": f"{_site(blog)}*", "output": "json", "filter": "=status:200"})
        for crawl in self._crawls():
            index = f"{crawl}?{query}"
            body = self._fetcher.get(index)
            with _index_errors(index):
                found = [_of_line(json.loads(line)) for line in (body or b"").splitlines()]
            yield from (snapshot for snapshot in found if period.holds(snapshot.time))

    def _crawls(self) -> list[str]:
        """Addresses of the indexes, one for each crawl, the newest first."""
        index = f"{self._index}/collinfo.json"
        body = self._fetcher.get(index)
        with _index_errors(index):
            return [crawl["cdx-api"] for crawl in json.loads(body or b"[]")]

    def fetch(self, snapshot: Snapshot) -> Capture | None:
        """Return the capture; None where the record holds none."""
        last = snapshot.offset + snapshot.length - 1
        span = {"Range": f"bytes={snapshot.offset}-{last}"}
        body = self._fetcher.get(f"{self._data}/{snapshot.filename}", span)
        records = read_warc(io.BytesIO(body or b""))
        return next((record for record in records if isinstance(record, Capture)), None)


def choose(snapshots: Iterable[Snapshot]) -> Iterator[tuple[Snapshot, ...]]:
    """Yield for each feed, then for each permalink, its captures, the newest first."""
    feeds: defaultdict[str, list[Snapshot]] = defaultdict(list)
    posts: defaultdict[str, list[Snapshot]] = defaultdict(list)
    for snapshot in snapshots:
        if not snapshot.content_type.startswith(_GOOD_TYPES):
            continue
        parts = urlsplit(snapshot.url)
        if _FEED.match(parts.path):
            feeds[f"{parts.path}?{parts.query}"].append(snapshot)
        elif _POST.match(parts.path):
            posts[urlsplit(permalink(snapshot.url)).path].append(snapshot)
    for found in (feeds, posts):
        for key in sorted(found):
            yield tuple(sorted(found[key], key=lambda snapshot: snapshot.time, reverse=True)[:MAX_TRIES])


@contextmanager
def _index_errors(index: str) -> Iterator[None]:
    """Raise FetchError for an answer that is no index, such as the page of a proxy or half an answer."""
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise FetchError(f"{index}: the answer is no index of captures ({error}); try again later") from error


def _of_line(line: Mapping[str, str]) -> Snapshot:
    return Snapshot(
        line["url"],
        line["timestamp"],
        line.get("mime", ""),
        line["filename"],
        int(line["offset"]),
        int(line["length"]),
    )


def _site(blog: str) -> str:
    """Host and folder of a blog, without a scheme."""
    parts = urlsplit(read_address(blog).home)
    return f"{parts.netloc}{parts.path.rstrip('/')}/"


def _time(snapshot: Snapshot) -> datetime:
    return timestamp(snapshot.time)
