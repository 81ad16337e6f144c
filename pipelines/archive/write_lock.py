"""One writer at a time: who crawls, repairs or deletes holds the lock beside the archive, `<archive>.lock`.

The kernel keeps the lock and gives it back when the process ends, however it ends; the file only names the
holder, so one left behind by `kill -9` is in nobody's way. Readers and other programs never need it.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import ArchiveError, ArchiveLockedError
from pipelines.archive.archive import Archive
from pipelines.archive.blogs import close_killed_crawls
from pipelines.archive.checks.integrity import require_sound

POLL_SECONDS = 0.2
_CHECK_FOLDER = "check that its folder exists and may be written, and that the disk is not full"
_HOLDER = re.compile(r"process (\d+) since (\S+ \S+ UTC)")


@contextmanager
def sole_writer(path: str | Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the archive's lock while it is written; before that, make sure that it can be.

    Create or migrate the archive, and record crawls that were killed as interrupted. Wait up to `wait`
    seconds for another writer. Raise ArchiveLockedError, which names the other writer, and ArchiveError for
    a file that cannot be used or is damaged.
    """
    with hold(Path(path), wait=wait):
        with Archive(path) as archive:
            require_sound(archive)
            with archive.writing() as context:
                close_killed_crawls(context)
        yield


@contextmanager
def hold(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of the archive at `path`.

    Wait up to `wait` seconds for another holder to end. Raise ArchiveLockedError, which names the holder,
    and ArchiveError where the folder cannot be used.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - it loads asyncio, which readers do without

    file, name = lock_path(Path(os.path.realpath(path))), str(path)
    lock = FileLock(file, poll_interval=POLL_SECONDS, thread_local=False, on_acquired=_sign)
    try:
        file.touch()  # FileLock would make the folder, and wait for a file that cannot be made
        lock.acquire(timeout=wait)
    except Timeout:
        raise ArchiveLockedError(
            f"{name}: {_holder(file)} writes to it; let that end, or wait for it with --wait", path=name
        ) from None
    except OSError as exc:
        raise ArchiveError(
            f"{name}: cannot be written ({file.name}: {exc.strerror}); {_CHECK_FOLDER}", path=name
        ) from exc
    try:
        yield
    finally:
        with suppress(OSError):  # Windows cannot remove a file that is open
            file.unlink()  # while it is held: who has opened it meanwhile tries again
        lock.release()


def lock_path(path: Path) -> Path:
    """Return the file beside the archive that carries its lock."""
    return path.with_name(path.name + ".lock")


def _sign(file: int) -> None:
    """Write who holds the lock into its file. On a full disk it stays unsaid."""
    said = f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n"
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, said.encode())


def _holder(file: Path) -> str:
    """Return who holds the lock, in words; the file may not be signed yet, or be gone."""
    try:
        match = _HOLDER.match(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        match = None
    return f"another run (process {match[1]}, since {match[2]})" if match else "another run"
