"""Files and folders that are replaced in one step, when the new one is complete.

The new one is written beside the old one under a name with a dot. The next export to the same name removes
what a killed one has left there.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crawler.errors import ExportError
from pipelines.archive.backup import sync_folder

try:
    import fcntl
except ImportError:  # Windows has no such locks: two exports to one name at once are on their own there
    fcntl = None  # type: ignore[assignment]

_MARKER = ".blogger-archive-export"
"""Name of a file inside every folder made by an export: only such a folder is ever replaced."""


@contextmanager
def export_errors(path: Path) -> Iterator[None]:
    """Raise ExportError, one line that names `path`, for errors of the operating system."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        then = "free some space" if full else "check the folder and its permissions, or name another file"
        old = "; what was there before is untouched" if path.exists() else ""
        raise ExportError(f"{path}: {error.strerror or error}{old}; {then}") from error


@contextmanager
def replacing_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that replaces `path` by `commit`. Raises ExportError."""
    if path.is_dir():
        raise ExportError(f"{path}: is a folder; name a file")
    if path.exists() and not path.is_file():
        raise ExportError(f"{path}: is a device or pipe; name a file, or - for standard output")
    with export_errors(path), _locked(_sibling(path, "part")) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            _sibling(path, "part").unlink()
            raise


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """Make a new folder that replaces `path` by `commit`. Raises ExportError."""
    part, old = _sibling(path, "part"), _sibling(path, "old")
    if path.exists() and not (path / _MARKER).is_file() and (not path.is_dir() or any(path.iterdir())):
        raise ExportError(f"{path}: is there and was made by no export; name another folder")
    with export_errors(path):
        if old.exists() and not path.exists():
            old.rename(path)  # the last export was killed between two renames
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)
        part.mkdir()
        (part / _MARKER).touch()
        try:
            yield part
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def commit(path: Path) -> None:
    """Put the finished file or folder in the place of `path`."""
    part, old = _sibling(path, "part"), _sibling(path, "old")
    with export_errors(path):
        is_folder = part.is_dir()
        if is_folder and hasattr(os, "sync"):
            os.sync()  # one call for what may be a million files
        if is_folder and path.exists():
            path.rename(old)
        part.replace(path)
        sync_folder(path.parent)
        if is_folder:
            shutil.rmtree(old, ignore_errors=True)


def _sibling(path: Path, ending: str) -> Path:
    return path.with_name(f".{path.name}.{ending}")


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    """Open the file at `path`, emptied, and locked while it is open."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        with os.fdopen(os.open(path, flags, 0o666), "r+b") as file:
            lock_file(file, path)
            if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                file.truncate()
                yield file
                return


def lock_file(file: IO[bytes], path: Path) -> None:
    """Lock an open file as long as it is open. Raises ExportError where another export has it."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ExportError(f"{path}: another export writes it just now; wait for its end") from error
