"""Text for a terminal, a log or cron's mail: without active controls, over streams that may break.

Titles and error messages come from strangers: an escape sequence in one could rename a window or hide lines.
"""

import errno
import io
import os
import re
import sys
from pathlib import Path
from typing import TextIO

_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)
"""Controls but tab and newline, marks that reorder text, and surrogates that no encoding can write."""
_BLANKS = re.compile(r"\s+")


def escape_controls(text: str) -> str:
    """Return the text with controls written out, as `\\x1b`. Newlines and tabs stay."""
    return _ACTIVE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


MOST_SHOWN = 300
"""Characters of what a person typed that are repeated to them."""


def one_line(text: str) -> str:
    """Return the text on one line, with a space for each run of controls and white space."""
    return _BLANKS.sub(" ", _ACTIVE.sub(" ", text))


def count(number: int, noun: str) -> str:
    """Return a number and its noun, in the plural where it is not one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def allows_colour(stream: TextIO) -> bool:
    """Return whether colours may be written: to a terminal that can show them, unless NO_COLOR forbids it.

    NO_COLOR counts where it is not empty (https://no-color.org).
    """
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")


class UnbreakableStream(io.RawIOBase):
    """A standard stream that accepts everything, also when its reader has gone or its disk is full.

    A crawl's posts matter more than its output: `| head` or a full log must not end it.
    """

    failure: OSError | None = None  # the error after which nothing is written any more

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
        """The failure, or None where the reader left of its own accord."""
        return None if self.failure is None or self.failure.errno == errno.EPIPE else self.failure


def keep_streams_open() -> UnbreakableStream:
    """Replace stdout and stderr by unbreakable streams, before anything holds them; return stdout's."""
    out = UnbreakableStream(1)
    _replace("stdout", out)
    _replace("stderr", UnbreakableStream(2))
    return out


def _replace(name: str, raw: UnbreakableStream) -> None:
    old = getattr(sys, name)
    if old is None or not _is_open(raw.descriptor):  # cron may start us without
        setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (for good)
        return
    old.flush()
    text = io.TextIOWrapper(
        io.BufferedWriter(raw), old.encoding, errors="backslashreplace", line_buffering=True
    )
    setattr(sys, name, text)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def short_path(path: str) -> str:
    """Return a path relative to the working directory where that is shorter to read and paste."""
    relative = os.path.relpath(path)
    return relative if not relative.startswith("..") else path
