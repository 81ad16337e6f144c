"""How a command ends that could not do its work: one line and an exit code."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.commands import ScrapyCommand

from crawler.commands.printing import printing
from crawler.errors import ArchiveError, ArchiveLockedError, BlogArchiveError
from crawler.exits import Exit


@contextmanager
def telling(command: ScrapyCommand) -> Iterator[None]:
    """Print an error of ours as one line on stderr, and set the command's exit code."""
    try:
        with printing(command):
            yield
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        command.exitcode = Exit.INTERRUPTED
    except BlogArchiveError as error:
        print(f"error: {error}", file=sys.stderr)
        command.exitcode = of_error(error)


def of_error(error: BlogArchiveError) -> Exit:
    """What an error that ends a command before its work is done means for the exit code."""
    if isinstance(error, ArchiveError):
        return Exit.LOCKED if isinstance(error, ArchiveLockedError) else Exit.ARCHIVE
    return Exit.USAGE


def megabytes(size: int) -> str:
    """A size as people read it."""
    return f"{size / 1e6:,.1f} MB"
