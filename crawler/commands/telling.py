"""How a command ends that could not do its work: one line and an exit code."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.commands.printing import HasExitCode, printing
from crawler.errors import ArchiveError, ArchiveLockedError, BlogArchiveError, ExportError
from crawler.exit_codes import Exit
from crawler.terminal import inert


@contextmanager
def telling(command: HasExitCode) -> Iterator[None]:
    """Print an error of ours as one line on stderr, and set the command's exit code.

    Ctrl-C needs no words, and a reader who has gone, as in `| head`, has had enough.
    """
    try:
        with printing(command):
            yield
    except KeyboardInterrupt:
        command.exitcode = Exit.INTERRUPTED
    except BlogArchiveError as error:
        print(inert(f"error: {error}"), file=sys.stderr)
        command.exitcode = of_error(error)


def of_error(error: BlogArchiveError) -> Exit:
    """What an error that ends a command before its work is done means for the exit code."""
    if isinstance(error, ArchiveLockedError):
        return Exit.LOCKED
    return Exit.ARCHIVE if isinstance(error, ArchiveError | ExportError) else Exit.USAGE


def megabytes(size: int) -> str:
    """A size as people read it."""
    return f"{size / 1e6:,.1f} MB"
