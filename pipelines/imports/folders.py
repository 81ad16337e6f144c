"""List the files of a folder, and what in it is none: pipes, sockets, devices, links to nothing."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from crawler.errors import UsageError


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or member that cannot be read, with the reason in one line."""

    name: str
    reason: str


class FileProgress:
    """The part of some files that was read: the bytes of those behind, and the place in the present one."""

    def __init__(self) -> None:
        self._behind, self._size = 0, 0
        self._stream: IO[bytes] | None = None
        self._place = 0

    def begin(self, file: Path | None) -> None:
        """Go on to a file; None: all were read."""
        self._behind += self._size
        self._size, self._place, self._stream = file.stat().st_size if file else 0, 0, None

    def open(self, file: Path) -> IO[bytes]:
        """Open the present file, from now on or once more."""
        self._stream = file.open("rb")
        return self._stream

    @property
    def read_bytes(self) -> int:
        """Bytes that were read, never fewer than before."""
        if self._stream is not None and not self._stream.closed:
            self._place = max(self._place, self._stream.tell())
        return self._behind + self._place


def printable(path: str | Path) -> str:
    r"""Return a path as text that any file or database takes: bytes that are not UTF-8 become `\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", ".git/")


def is_litter(name: str) -> bool:
    """Tell what operating systems and tools leave in folders and archives."""
    return any(part in f"{name}/" if part.endswith("/") else name.endswith(part) for part in _LITTER)


def read_beginning(path: str, size: int) -> bytes:
    """Return so many bytes of a file, none where it is not there or cannot be read."""
    try:
        with Path(path).open("rb") as stream:
            return stream.read(size)
    except OSError:
        return b""


def list_files(path: Path) -> Iterator[Path | Unreadable]:
    """Yield `path` or all files below it, in the order of names. Raise UsageError where it does not exist."""
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{printable(path)}: {reason}; check the name") from error
    if not is_folder:
        yield _regular(path)
        return
    closed: list[OSError] = []
    files = [
        Path(folder, name) for folder, _, names in os.walk(path, onerror=closed.append) for name in names
    ]
    for denied in closed:
        yield Unreadable(printable(denied.filename), f"{denied.strerror}; change its rights")
    for file in sorted(files):
        yield _regular(file)


def _regular(file: Path) -> Path | Unreadable:
    """Refuse what is no file: opening a pipe waits for a writer, and a device may never end."""
    try:
        mode = file.stat().st_mode
    except OSError as error:
        return Unreadable(printable(file), f"{error.strerror}; a link to nothing?")
    if stat.S_ISREG(mode):
        return file
    return Unreadable(printable(file), "a pipe, socket or device; save its content to a file and import that")
