"""One writer at a time: who crawls, repairs or forgets holds the lock beside the archive, `<archive>.lock`.

The kernel keeps it and gives it back when the process ends, however it ends; the file only says whose it is,
so one left behind by `kill -9` is in nobody's way. Readers and other programs never need it. Where there are
no such locks (Windows) there is none, and SQLite's own are what keeps two crawls apart.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import ArchiveError, ArchiveLockedError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

POLL_SECONDS = 0.2
_CHECK_FOLDER = "check that its folder exists and may be written, and that the disk is not full"
_HOLDER = re.compile(r"process (\d+) since (\S+ \S+ UTC)")


def lock_path(path: Path) -> Path:
    """The file beside the archive that carries its lock."""
    return path.with_name(path.name + ".lock")


@contextmanager
def hold(path: Path, *, wait: float = 0.0, name: str = "") -> Iterator[bool]:
    """Hold the lock of the archive at `path`; False where there are none, so that nobody is kept out.

    Waits up to `wait` seconds for another holder to end. Raises ArchiveLockedError, which says who that is
    and calls the archive by its `name`, and ArchiveError where its folder cannot be used.
    """
    name = name or str(path)
    if fcntl is None:
        yield False
        return
    file = _acquire(lock_path(path), time.monotonic() + wait, name)
    try:
        _sign(file)
        yield True
    finally:
        if _is_still(file, lock_path(path)):
            lock_path(path).unlink()  # while it is held: nobody can have taken it meanwhile
        os.close(file)


def _acquire(path: Path, deadline: float, name: str) -> int:
    while True:
        file = _open(path, name)
        if _try(file):
            if _is_still(file, path):
                return file
        elif time.monotonic() >= deadline:
            holder = _holder(file)
            os.close(file)
            raise ArchiveLockedError(
                f"{name}: {holder} writes to it; let that end, or wait for it with --wait", path=name
            )
        else:
            time.sleep(POLL_SECONDS)
        os.close(file)


def _open(path: Path, name: str) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        raise ArchiveError(
            f"{name}: cannot be written ({path.name}: {exc.strerror}); {_CHECK_FOLDER}",
            path=name,
        ) from exc


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(file: int, path: Path) -> bool:
    """Whether the locked file is the one that others find; the last holder may have removed it just now."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _sign(file: int) -> None:
    """Say whose the lock is. On a full disk it stays unsaid."""
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.pwrite(
            file, f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n".encode(), 0
        )


def _holder(file: int) -> str:
    """Who holds the lock, in words; the signature may not be written yet."""
    match = _HOLDER.match(os.pread(file, 100, 0).decode(errors="replace"))
    return f"another run (process {match[1]}, since {match[2]})" if match else "another run"
