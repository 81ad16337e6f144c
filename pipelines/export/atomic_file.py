"""A file or folder that is replaced in one step, when the new one is complete; until then the old one stays.

The new one grows beside it under a name with a dot. What a killed export has left there, the next one to the
same name removes.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crawler.errors import ExportError

try:
    import fcntl
except ImportError:  # Windows has no such locks: two exports to one name at once are on their own there
    fcntl = None  # type: ignore[assignment]

MARK = ".blogger-archive-export"
"""A file inside every folder that an export has made: only such a folder is ever replaced."""


@contextmanager
def environmental(path: Path) -> Iterator[None]:
    """Raise ExportError, one line that names `path`, for what the machine did."""
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
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to be written that takes the place of `path` by `commit`. Raises ExportError."""
    if path.is_dir():
        raise ExportError(f"{path}: is a folder; name a file")
    if path.exists() and not path.is_file():
        raise ExportError(f"{path}: is a device or pipe; name a file, or - for standard output")
    with environmental(path), _locked(_beside(path, "part")) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            _beside(path, "part").unlink()
            raise


def commit(path: Path) -> None:
    """Put the finished file in the place of `path`."""
    with environmental(path):
        _beside(path, "part").replace(path)
        _sync_folder(path.parent)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to be filled that takes the place of `path` by `commit_folder`. Raises ExportError."""
    part, old = _beside(path, "part"), _beside(path, "old")
    if path.exists() and not (path / MARK).is_file() and (not path.is_dir() or any(path.iterdir())):
        raise ExportError(f"{path}: is there and was made by no export; name another folder")
    with environmental(path):
        if old.exists() and not path.exists():
            old.rename(path)  # the last export was killed between two renames
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)
        part.mkdir()
        (part / MARK).touch()
        try:
            yield part
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def commit_folder(path: Path) -> None:
    """Put the finished folder in the place of `path`."""
    part, old = _beside(path, "part"), _beside(path, "old")
    with environmental(path):
        if hasattr(os, "sync"):
            os.sync()  # one call for what may be a million files
        if path.exists():
            path.rename(old)
        part.rename(path)
        _sync_folder(path.parent)
        shutil.rmtree(old, ignore_errors=True)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f".{path.name}.{ending}")


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    """The file at `path`, empty, and nobody else's while it is open."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        with os.fdopen(os.open(path, flags, 0o666), "r+b") as file:
            _lock(file, path)
            if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                file.truncate()
                yield file
                return


def _lock(file: IO[bytes], path: Path) -> None:
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ExportError(f"{path}: another export writes it just now; wait for its end") from error


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
