"""Exit codes of runs and commands. Scrapy alone exits 0 on nearly every failure."""

from collections.abc import Collection
from enum import IntEnum

from crawler.errors import ArchiveError, ArchiveLockedError, BlogArchiveError, ExportError, NoWorkersError


class Exit(IntEnum):
    """docs/crawling.md explains each in a table, docs/cron.md says what to do."""

    OK = 0  # every blog was crawled completely
    NOTHING_FOUND = 1  # a search or an export matches no post, as of grep
    USAGE = 2  # the command line cannot be used; nothing was fetched
    INCOMPLETE = 3  # a crawl got less than a blog says it holds
    SOME_FAILED = 4  # some blogs gave nothing at all
    ALL_FAILED = 5  # no blog gave anything
    LOCKED = 6  # another program holds the archive's lock
    ARCHIVE = 7  # the archive cannot be used: damaged, not an archive, too new, disk full
    BUG = 70  # the program itself failed; please report what it printed
    HUNG_UP = 129  # SIGHUP, as of a terminal that closes; what had been fetched is stored
    INTERRUPTED = 130  # Ctrl-C; what had been fetched is stored
    TERMINATED = 143  # SIGTERM; what had been fetched is stored


def of_outcomes(outcomes: Collection[str]) -> Exit:
    """Return the code for the outcomes of a run's crawls: complete, incomplete, failed or interrupted."""
    failed = sum(outcome == "failed" for outcome in outcomes)
    if failed:
        return Exit.ALL_FAILED if failed == len(outcomes) else Exit.SOME_FAILED
    return Exit.OK if set(outcomes) == {"complete"} else Exit.INCOMPLETE


def of_error(error: BlogArchiveError) -> Exit:
    """Return the code for an error that ends a command before its work is done."""
    if isinstance(error, ArchiveLockedError):
        return Exit.LOCKED
    if isinstance(error, NoWorkersError):
        return Exit.INCOMPLETE
    return Exit.ARCHIVE if isinstance(error, ArchiveError | ExportError) else Exit.USAGE
