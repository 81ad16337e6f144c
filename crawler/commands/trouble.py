"""Errors of commands that fetch nothing: one line, and the exit code for it."""

import sys

from crawler.errors import ArchiveError, ArchiveLockedError, BlogArchiveError, ExportError
from crawler.exits import Exit


def report(error: BlogArchiveError | KeyboardInterrupt) -> Exit:
    """Say what went wrong; give the code to exit with."""
    if isinstance(error, KeyboardInterrupt):
        print("interrupted; nothing was changed", file=sys.stderr)
        return Exit.INTERRUPTED
    print(f"error: {error}", file=sys.stderr)
    if isinstance(error, ArchiveLockedError):
        return Exit.LOCKED
    return Exit.ARCHIVE if isinstance(error, ArchiveError | ExportError) else Exit.USAGE
