"""The archive pages of a blog, as its archive gadget links them, and which are worth a request.

A gadget names each year, month or week once, most often with its number of posts. Old templates link weeks or
months as `YYYY_MM_DD_archive.html`, newer ones as `/YYYY/MM/`; one blog may have both for the same posts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crawler.blogger.index_page import PageLinks
from crawler.blogger.page.identity import path_of

SLASHED = re.compile(r"/(\d{4})/(?:(\d{2})/)?$")
DATED = re.compile(r"/(\d{4})_(\d{2})_(\d{2})_archive\.html?$")


@dataclass(frozen=True, slots=True, order=True)
class ArchivePeriod:
    """The time that an archive page covers; `day` is the first one where the address names a day."""

    year: str
    month: str = ""
    day: str = ""

    @property
    def wider(self) -> "ArchivePeriod":
        """The period in which the addresses of its posts can be counted: a year or a month."""
        return ArchivePeriod(self.year, self.month)


def parse_period(url: str) -> ArchivePeriod | None:
    """Parse the period from the address of an archive page; one spelling for all hosts and folders."""
    path = path_of(url)
    match = DATED.search(path) or SLASHED.search(path)
    return ArchivePeriod(*(part or "" for part in match.groups())) if match else None


@dataclass(slots=True)
class ArchivePages:
    """Archive pages seen so far. `total` is the number of posts by their counts, no post counted twice."""

    urls: dict[ArchivePeriod, str] = field(default_factory=dict)
    counts: dict[ArchivePeriod, int] = field(default_factory=dict)
    asked: set[ArchivePeriod] = field(default_factory=set)
    answered: set[ArchivePeriod] = field(default_factory=set)
    total: int = 0

    def note(self, links: PageLinks) -> None:
        """Take in the links and numbers of one page. Gadgets are folded, so no page tells all."""
        before = len(self.urls), sum(self.counts.values())
        for url in links.archives:
            if period := parse_period(url):
                self.urls.setdefault(period, url)
                self.counts[period] = max(self.counts.get(period, 0), links.counts.get(url, 0))
        if before != (len(self.urls), sum(self.counts.values())):
            self.total = sum(self._of_year(year) for year in {period.year for period in self.urls})

    def _of_year(self, year: str) -> int:
        levels = [0, 0, 0]
        for period, count in self.counts.items():
            if period.year == year:
                levels[bool(period.month) + bool(period.day)] += count
        return max(levels)

    def count(self, period: ArchivePeriod) -> int:
        """Posts in a period by the gadget's numbers, for a week those of its month; 0 is unknown."""
        if not period.day or not self.counts.get(period):
            return self.counts.get(period, 0)
        weeks = sum(n for p, n in self.counts.items() if p.wider == period.wider and p.day)
        return self.counts.get(period.wider, 0) or weeks

    def unread(self) -> Iterator[ArchivePeriod]:
        """Pages not asked for yet: years, months, weeks, each newest first."""
        left: Iterable[ArchivePeriod] = (period for period in self.urls if period not in self.asked)
        yield from sorted(sorted(left, reverse=True), key=lambda p: bool(p.month) + bool(p.day))

    def covered(self, period: ArchivePeriod) -> bool:
        """Tell whether other pages show the posts of a page without a count."""
        if not period.month:
            return any(other.year == period.year and other.month for other in self.urls)
        twin = (
            ArchivePeriod(period.year, period.month)
            if period.day
            else ArchivePeriod(period.year, period.month, "01")
        )
        return twin in self.answered
