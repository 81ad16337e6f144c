"""Counts of one source of an import."""

from collections import Counter
from dataclasses import dataclass, field


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
    unreadable: list[str] = field(default_factory=list)
    """Lines that name what could not be read, and why."""
    without_capture: list[str] = field(default_factory=list)
    """Lines that name posts of which a web archive has no good capture."""
    already: bool = False
    """True where the same file was imported whole before."""
