"""What a run's exit code says. Scrapy alone exits 0 on nearly every failure."""

from collections.abc import Collection
from enum import IntEnum


class Exit(IntEnum):
    """In the README as a table."""

    OK = 0
    """Every blog was crawled completely."""
    BUG = 1
    """The program itself failed; please report what it printed."""
    USAGE = 2
    """What was typed cannot be used; nothing was fetched."""
    INCOMPLETE = 3
    """A crawl got less than a blog says it holds."""
    SOME_FAILED = 4
    """Some blogs gave nothing at all."""
    ALL_FAILED = 5
    """No blog gave anything."""
    LOCKED = 6
    """Another program holds the archive's lock."""
    ARCHIVE = 7
    """The archive cannot be used: damaged, not an archive, too new, disk full."""
    INTERRUPTED = 130
    """Ctrl-C; what had been fetched is stored."""
    TERMINATED = 143
    """SIGTERM; what had been fetched is stored."""


def of_outcomes(outcomes: Collection[str]) -> Exit:
    """The code for how the crawls of a run ended ("complete", "incomplete", "failed", "interrupted")."""
    failed = sum(outcome == "failed" for outcome in outcomes)
    if failed:
        return Exit.ALL_FAILED if failed == len(outcomes) else Exit.SOME_FAILED
    return Exit.OK if set(outcomes) == {"complete"} else Exit.INCOMPLETE
