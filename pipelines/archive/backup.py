"""Backups: complete copies of the archive, made while a crawl may write, and checked.

It is made from one moment's state by SQLite's backup API, beside its place and under another name; only when
it has passed the checks and lies on the disk does it take the place.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ArchiveError, UsageError
from pipelines.archive.archive import Archive
from pipelines.archive.checks.integrity import problems as problems_of
from pipelines.archive.connection import LOCK_SECONDS, connect_to_read
from pipelines.archive.environment_errors import environmental, refusal
from pipelines.archive.table_counts import count_rows

_STEP = 2000  # pages of a file that are copied between two calls of `progress`: 8 MB

Progress = Callable[[int, int], None]  # called with the bytes that are copied and the bytes in all


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished copy of an archive, or of some of its blogs."""

    path: Path
    bytes: int
    rows: dict[str, int]  # by table; of a whole archive as they were at the moment when the copy began
    problems: tuple[str, ...]  # what is wrong with the archive and so with its copy; the file itself is sound


def back_up(archive: Path, target: Path, *, replace: bool = False, progress: Progress | None = None) -> Copy:
    """Copy the archive to `target`. Readers and writers go on meanwhile.

    Raises UsageError for a target that is there already (unless `replace`) or is the archive itself, and
    ArchiveError where archive or target cannot be used or the copy is unsound; then nothing is left behind.
    """
    refuse_target(archive, target, replace=replace)
    with beside_target(target) as part:
        rows = _copy(archive, part, progress or (lambda _done, _all: None))
        problems = _verify(archive, part, rows)
        size = settle(part, target)
    return Copy(target, size, rows, tuple(problems))


def copy_as_it_is(archive: Path, target: Path) -> None:
    """Copy an archive page by page, unchecked. Either may be damaged, or cut off.

    Raises ArchiveError where the target cannot be written.
    """
    with (
        environmental(target),
        closing(sqlite3.connect(archive)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        for connection in (source, copy):
            connection.execute("PRAGMA writable_schema = ON")  # else SQLite refuses what is cut off
        source.backup(copy)


@contextmanager
def unchanged(archive: Path) -> Iterator[sqlite3.Connection]:
    """Keep writers out, also those that do not ask for our lock; yield what a `rollback` lets them in by."""
    with environmental(archive), closing(sqlite3.connect(archive, timeout=LOCK_SECONDS)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # else SQLite refuses what is cut off
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def refuse_target(archive: Path, target: Path, *, replace: bool) -> None:
    """Raise UsageError for a target that no copy may be written to: see `back_up`."""
    if target.is_dir():
        raise UsageError(f"{target}: is a folder; name a file in it")
    if target.exists() and not target.is_file():
        raise UsageError(f"{target}: is a device or pipe; name a file")
    if target.exists() and archive.exists() and target.samefile(archive):
        raise UsageError(f"{target}: is the archive itself; name another file")
    if target.exists() and not replace:
        raise UsageError(f"{target}: is there already; name another file, or replace it with --force")


@contextmanager
def beside_target(target: Path, remove: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Yield a name beside the target; `remove` what an earlier run left there, and at the end what is there.

    Raise ArchiveError for errors of the system within; it names the target, which a person knows of.
    """
    part, clear = target.with_name(target.name + ".part"), remove or _remove
    try:
        clear(part)
        try:
            yield part
        finally:
            clear(part)
    except OSError as exc:
        raise refusal(
            target, f"cannot be written ({exc.strerror})", "check its folder and the space there"
        ) from exc
    except ArchiveError as exc:
        if not exc.path.startswith(str(part)):
            raise
        raise ArchiveError(str(exc).replace(str(part), str(target)), path=str(target)) from exc


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _copy(archive: Path, part: Path, progress: Progress) -> dict[str, int]:
    """Copy one moment's state; give its rows. The open transaction keeps that moment."""
    with closing(connect_to_read(archive)) as source:
        source.execute("BEGIN")
        rows = count_rows(source)
        copy_file(source, part, progress)
    return rows


def copy_file(source: sqlite3.Connection, part: Path, progress: Progress) -> None:
    """Copy what a connection reads to a new file, without a write-ahead log."""
    size = source.execute("PRAGMA page_size").fetchone()[0]

    def told(_: int, left: int, all_: int) -> None:
        progress((all_ - left) * size, all_ * size)

    with environmental(part), closing(sqlite3.connect(part)) as copy:
        source.backup(copy, pages=_STEP, progress=told)
        copy.execute("PRAGMA journal_mode = DELETE")


def _verify(archive: Path, part: Path, rows: dict[str, int]) -> list[str]:
    """Read everything that was written. Gives what is wrong but is the archive's own fault."""
    with Archive(part) as copy:
        problems = problems_of(copy)
        found = copy.counts()
    unsound = [problem for problem in problems if problem.startswith("file: ")]
    if unsound:
        raise ArchiveError(
            f"{archive}: its copy is damaged ({unsound[0]}); try: blogger-archive verify", path=str(archive)
        )
    if found != rows:
        raise ArchiveError(
            f"{archive}: its copy is incomplete ({found}, not {rows}); run the backup again",
            path=str(archive),
        )
    return problems


def settle(part: Path, target: Path) -> int:
    """Bring the copy to the disk and then to its place; give its size."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    size = part.stat().st_size
    part.replace(target)
    sync_folder(target.parent)
    return size


def sync_folder(path: Path) -> None:
    """Bring the names of files in a folder to the disk."""
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
