"""Captures that the Wayback Machine and Common Crawl hold of a blog, found in their indexes (CDX).

The Wayback Machine gives a capture as its server sent it under `/web/<time>id_/<address>`. Common Crawl gives
a byte range of a WARC file; whole files of it are never fetched.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from crawler.blogger.urls import read_address
from crawler.errors import UsageError
from pipelines.imports.capture_choice import Snapshot
from pipelines.imports.cdx_answers import captures_of_lines, crawl_indexes, page_count, resumable_captures
from pipelines.imports.fetcher import Fetcher
from pipelines.imports.origin import timestamp
from pipelines.imports.warc import Capture, read_warc

MOST_FILES = 200
"""Captures of one file that are listed."""

PAGE_LINES = 20_000
"""Captures that an index gives at once."""


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
    """The index and the captures of a server with the interface of web.archive.org."""

    def __init__(self, base: str, fetcher: Fetcher) -> None:
        self._base, self._fetcher = base.rstrip("/"), fetcher

    def snapshots(self, site: str, period: Period) -> Iterator[Snapshot]:
        """Yield the captures of a site that answered with success, in the order of the index."""
        limits = {"from": period.since, "to": period.until, "limit": str(PAGE_LINES)}
        query = {"showResumeKey": "true"} | {name: value for name, value in limits.items() if value}
        seen: set[str | None] = set()
        key: str | None = ""
        while key is not None and key not in seen:
            seen.add(key)
            resumed = query | ({"resumeKey": key} if key else {})
            found, key = self._fetcher.get_checked(self._index(f"{site}*", resumed), resumable_captures)
            yield from found

    def files(self, pattern: str) -> Iterator[Snapshot]:
        """Yield the captures of a file, or of all whose addresses begin so where the pattern ends in "*"."""
        yield from resumable_captures(
            self._fetcher.get(self._index(pattern, {"limit": str(MOST_FILES)})) or b""
        )[0]

    def _index(self, pattern: str, more: Mapping[str, str]) -> str:
        query = {
            "url": pattern,
            "output": "json",
            "fl": "original,timestamp,mimetype,digest,length",
            "filter": "statuscode:200",
            "collapse": "digest",
        }
        return f"{self._base}/cdx/search/cdx?{urlencode(query | dict(more))}"

    def address(self, snapshot: Snapshot) -> str:
        """Return the address of the capture as its server sent it."""
        return f"{self._base}/web/{snapshot.time}id_/{snapshot.url}"

    def fetch(self, snapshot: Snapshot) -> Capture | None:
        """Return the capture as its server sent it; None where it is not to be had."""
        return _replayed(self._fetcher, self.address(snapshot), snapshot)


class Pywb:
    """The index and the captures of one collection of a pywb server, such as `http://127.0.0.1:8080/blogs`."""

    def __init__(self, base: str, fetcher: Fetcher) -> None:
        self._base, self._fetcher = base.rstrip("/"), fetcher

    def snapshots(self, site: str, period: Period) -> Iterator[Snapshot]:
        """Yield the captures of a site that answered with success; pywb gives all of them at once."""
        query = {"url": f"{site}*", "output": "json", "filter": "=status:200"}
        index = f"{self._base}/cdx?{urlencode(query)}"
        found = self._fetcher.get_checked(index, captures_of_lines)
        yield from (snapshot for snapshot in found if period.holds(snapshot.time))

    def fetch(self, snapshot: Snapshot) -> Capture | None:
        """Return the capture as its server sent it; None where it is not to be had."""
        return _replayed(self._fetcher, f"{self._base}/{snapshot.time}id_/{snapshot.url}", snapshot)


class CommonCrawl:
    """The index of one crawl and byte ranges of its WARC files."""

    def __init__(self, index: str, data: str, fetcher: Fetcher) -> None:
        self._index, self._data, self._fetcher = index.rstrip("/"), data.rstrip("/"), fetcher

    def snapshots(self, site: str, period: Period) -> Iterator[Snapshot]:
        """Yield the captures of a site in every crawl that the index lists, the newest crawl first."""
        query = urlencode({"url": f"{site}*", "output": "json", "filter": "=status:200"})
        crawls = f"{self._index}/collinfo.json"
        for crawl in self._fetcher.get_checked(crawls, crawl_indexes):
            index = f"{crawl}?{query}"
            numbers = f"{index}&showNumPages=true"
            for number in range(self._fetcher.get_checked(numbers, page_count)):
                page = f"{index}&page={number}"
                found = self._fetcher.get_checked(page, captures_of_lines)
                yield from (snapshot for snapshot in found if period.holds(snapshot.time))

    def fetch(self, snapshot: Snapshot) -> Capture | None:
        """Return the capture; None where the record holds none."""
        last = snapshot.offset + snapshot.length - 1
        span = {"Range": f"bytes={snapshot.offset}-{last}"}
        body = self._fetcher.get(f"{self._data}/{snapshot.filename}", span)
        records = read_warc(io.BytesIO(body or b""))
        return next((record for record in records if isinstance(record, Capture)), None)


CaptureService = WaybackMachine | Pywb | CommonCrawl
"""An index of captures, and the captures."""


def site_of(blog: str) -> str:
    """Host and folder of a blog, without a scheme."""
    parts = urlsplit(read_address(blog).home)
    return f"{parts.netloc}{parts.path.rstrip('/')}/"


def _replayed(fetcher: Fetcher, address: str, snapshot: Snapshot) -> Capture | None:
    body = fetcher.get(address)
    if body is None:
        return None
    return Capture(snapshot.url, timestamp(snapshot.time), 200, snapshot.content_type, body)
