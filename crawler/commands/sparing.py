"""No output takes the place of the archive."""

from pathlib import Path

from crawler.errors import UsageError

BESIDE = ("", "-wal", "-shm", "-journal", ".lock")
"""What an archive's name is followed by in the names of its files."""


def spare_archive(target: Path, archive: Path) -> None:
    """Raises UsageError for a file to be written that is the archive, or one that SQLite keeps beside it."""
    kept = archive.resolve()
    if target.resolve() in {kept.with_name(kept.name + ending) for ending in BESIDE}:
        raise UsageError(f"{target}: is the archive itself; name another file")
