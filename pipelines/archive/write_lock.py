"""The turn of the one writer: its lock, a look at the archive's soundness, and the runs that were killed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.archive.archive import Archive
from pipelines.archive.blogs import close_killed_crawls
from pipelines.archive.integrity import require_sound
from pipelines.archive.lock import hold


@contextmanager
def sole_writer(path: str | Path, *, wait: float = 0.0, unsound: bool = False) -> Iterator[None]:
    """Hold the archive's lock while it is written; before, make sure that it can be.

    Creates the archive or brings it up to date. Waits up to `wait` seconds for another writer. Raises
    ArchiveLockedError, which names that one, and ArchiveError for a file that cannot be used or is damaged
    (unless `unsound`: who comes to mend it).
    """
    with hold(Path(os.path.realpath(path)), wait=wait, name=str(path)) as alone:
        with Archive(path) as archive:
            if not unsound:
                require_sound(archive)
            if alone:
                with archive.writing() as context:
                    close_killed_crawls(context)
        yield
