"""Counts of one source of an import."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_NAMED = 1000
"""Files that no reader takes and that are named: a folder may hold any number of pictures."""


@dataclass(slots=True)
class ImportReport:
    """Counts of one source, while it is read and at its end."""

    source: str
    units: int = 0
    """Pages, captures and entries read, with those of an earlier run that was interrupted."""
    resumed: int = 0
    """Units of that earlier run."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Kind of file to its units."""
    posts: Counter[str] = field(default_factory=Counter)
    """"new", "changed", "unchanged", "suspect" to posts."""
    pages: Counter[str] = field(default_factory=Counter)
    """The same of static pages."""
    comments: Counter[str] = field(default_factory=Counter)
    drafts: int = 0
    """Posts that were never published, kept apart from posts."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Reason to units that gave nothing."""
    unknown: list[str] = field(default_factory=list)
    """Lines that name files and entries that no reader takes, the first of them."""
    unreadable: list[str] = field(default_factory=list)
    """Lines that name what could not be read, and why."""
    without_capture: list[str] = field(default_factory=list)
    """Lines that name posts of which a web archive has no good capture."""
    already: bool = False
    """True where the same file was imported whole before."""

    def skip(self, reason: str, name: str) -> None:
        """Count a unit that gave nothing; `name` is what no reader takes, or ""."""
        self.skipped[reason] += 1
        if name and len(self.unknown) < MAX_NAMED:
            self.unknown.append(f"{reason}: {name}")

    def count_held(self, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """Call new only what the archive has gained: two stored copies may prove to be one post."""
        for table, counted in (("posts", self.posts), ("pages", self.pages)):
            gained = after.get(table, counted["new"]) - before.get(table, 0)
            if joined := min(counted["new"] - gained, counted["new"]):
                counted.update(new=-joined, unchanged=joined)
