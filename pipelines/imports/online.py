"""Web archives on the network as sources of imports: `wayback:BLOG` and `cc:BLOG`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from itertools import chain, islice
from urllib.parse import urlsplit

from crawler.items import Post
from pipelines.archive.import_journal import ImportSource
from pipelines.imports.capture_choice import MAX_TRIES, Snapshot, choose
from pipelines.imports.cdx import CaptureService, Period, site_of
from pipelines.imports.copies import NoCapture, Nothing
from pipelines.imports.fetcher import HIDDEN, FetchError, PauseError, RefusalError
from pipelines.imports.folders import Unreadable
from pipelines.imports.recognise import SourceKind
from pipelines.imports.units import Found, ImportOptions, Located, Reading, read_capture
from pipelines.imports.warc import Capture


class CaptureGrade(IntEnum):
    """From the worst to the best."""

    NOTHING = 0
    """Parked domain, gate, error page: nothing of the blog."""
    OTHER = 1
    """Posts, but not the one at this address, which led elsewhere."""
    CUT = 2
    """The post, on a page whose end is missing."""
    GOOD = 3


@dataclass(frozen=True, slots=True)
class OnlineSource:
    """The captures of one blog in one web archive."""

    name: str
    """As it was typed: "wayback:example.blogspot.com"."""
    blog: str
    service: CaptureService
    period: Period
    country_hosts: tuple[str, ...] = ()
    """Hosts of country copies of the blog, which are asked for as well."""
    _useless: set[str] = field(default_factory=set, init=False, compare=False)
    """Contents that were no page of the blog at one address, and are at no other."""

    def identify(self) -> ImportSource:
        """Name the source for the journal. What a web archive adds later is imported with `--again`."""
        return ImportSource(self.name, f"{self.period.since or 'first'} to {self.period.until or 'last'}")

    def units(self, options: ImportOptions) -> Iterator[Located]:  # noqa: ARG002 (of files)
        """Yield one unit for each feed, permalink and list; it is fetched when it is read."""
        sites = (site_of(self.blog), *(f"{host}/" for host in self.country_hosts))
        found = chain.from_iterable(self.service.snapshots(site, self.period) for site in sites)
        for snapshots in choose(found):
            yield Located(snapshots[0].url, SourceKind.WARC, partial(self._fetch, snapshots))

    def _fetch(self, snapshots: tuple[Snapshot, ...]) -> Reading:
        return partial(iter, self._read(snapshots))

    def _read(self, snapshots: tuple[Snapshot, ...]) -> list[Found]:
        """Read the newest good capture; where there is none, the best of the newest few."""
        path = snapshots[0].permalink_path
        reached, best = CaptureGrade.NOTHING, list[Found]()
        unknown = (snapshot for snapshot in snapshots if snapshot.content not in self._useless)
        for snapshot in islice(unknown, MAX_TRIES):
            this, found = self._attempt(snapshot, path)
            if this > reached or not best:
                reached, best = this, found
            if reached is CaptureGrade.GOOD or isinstance(found[0], Unreadable):
                break
        if path and reached < CaptureGrade.CUT and not any(isinstance(each, Unreadable) for each in best):
            best.append(NoCapture(snapshots[0].url, len(snapshots)))
        return best

    def _attempt(self, snapshot: Snapshot, path: str | None) -> tuple[CaptureGrade, list[Found]]:
        try:
            capture = self.service.fetch(snapshot)
        except PauseError:
            raise
        except FetchError as error:
            if isinstance(error, RefusalError) and error.status in HIDDEN:
                return CaptureGrade.NOTHING, [Nothing(f"HTTP {error.status}")]
            return CaptureGrade.NOTHING, [Unreadable(snapshot.url, str(error))]
        if capture is None:
            return CaptureGrade.NOTHING, [Nothing("not to be had")]
        found = list(read_capture(capture))
        grade = _grade(found, capture, path)
        if grade is CaptureGrade.NOTHING:
            self._useless.add(snapshot.content or snapshot.url)
        return grade, found


def _grade(found: Sequence[object], capture: Capture, path: str | None) -> CaptureGrade:
    """Grade what was read of a capture; `path` is that of the permalink asked for, None for others."""
    if any(isinstance(each, Nothing) for each in found):
        return CaptureGrade.NOTHING
    if path is None:
        return CaptureGrade.GOOD
    if not any(isinstance(each, Post) and urlsplit(each.url or "").path == path for each in found):
        return CaptureGrade.OTHER
    return CaptureGrade.CUT if capture.is_cut or b"</html" not in capture.body.lower() else CaptureGrade.GOOD
