"""What goes to a terminal, a log or cron's mail: text that can do nothing, over streams that may break.

Titles and error messages come from strangers: an escape sequence in one could rename a window or hide lines.
"""

import errno
import io
import logging
import os
import re
import sys
from pathlib import Path

_ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")
"""Controls but tab and newline, and the marks that reorder text."""


def inert(text: str) -> str:
    """The text with controls written out, as `\\x1b`. Newlines and tabs stay."""
    return _ACTIVE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class InertFormatter(logging.Formatter):
    """One line a record, unless it carries a traceback."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (of the base class)
        return " ".join(super().formatMessage(record).split("\n"))

    def format(self, record: logging.LogRecord) -> str:
        return inert(super().format(record))


class Outlet(io.RawIOBase):
    """A standard stream that takes everything, also when its reader has gone or its disk is full.

    What a crawl stores matters more than what it says: `| head` or a full log must not end it.
    """

    failure: OSError | None = None
    """Why nothing is written any more."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.descriptor

    def isatty(self) -> bool:
        return os.isatty(self.descriptor)

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        if self.failure is None:
            try:
                return os.write(self.descriptor, view)
            except OSError as error:
                self.failure = error
        return view.nbytes

    @property
    def lost(self) -> OSError | None:
        """The failure, unless the reader left of its own accord."""
        return None if self.failure is None or self.failure.errno == errno.EPIPE else self.failure


def steady_streams() -> Outlet:
    """Put outlets in the place of stdout and stderr, before anything holds them; gives stdout's."""
    out = Outlet(1)
    _replace("stdout", out)
    _replace("stderr", Outlet(2))
    return out


def inert_logs() -> None:
    """Have every log written inertly."""
    for handler in logging.root.handlers:
        old = handler.formatter
        handler.setFormatter(InertFormatter(old._fmt if old else None, old.datefmt if old else None))


def _replace(name: str, outlet: Outlet) -> None:
    old = getattr(sys, name)
    if old is None or not _is_open(outlet.descriptor):  # cron may start us without
        setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (for good)
        return
    old.flush()
    buffered = io.BufferedWriter(outlet)
    stream = io.TextIOWrapper(buffered, old.encoding, errors="backslashreplace", line_buffering=True)
    setattr(sys, name, stream)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
