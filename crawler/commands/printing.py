"""Standard output as it may be: closed, full, left by its reader, without the letters that are printed."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from crawler.exit_codes import Exit


class HasExitCode(Protocol):
    """A command of Scrapy's, as far as it matters here."""

    exitcode: int


@contextmanager
def printing(command: HasExitCode) -> Iterator[None]:
    """Print letters that the terminal lacks as escapes; end where nobody reads, or no room is left."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # `| head` has enough
        _silence()
    except OSError as error:
        if error.filename is not None:  # another file's trouble
            raise
        _silence()
        print(f"error: standard output: {error.strerror}; free some space there", file=sys.stderr)
        command.exitcode = Exit.ARCHIVE


def _silence() -> None:
    """What is buffered still goes nowhere, instead of failing again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
