"""One file, or folder, of an export while it is written."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import IO

from pipelines.export.atomic_file import commit, commit_folder, new_file, new_folder
from pipelines.export.card import File
from pipelines.export.formats import Format
from pipelines.export.markdown import Folder, Markdown
from pipelines.export.writers import Shape, Writer
from pipelines.search.export_rows import Record


class Part:
    """Takes records; at the end tells what became of them."""

    def __init__(self, name: str, writer: Writer, measure: Callable[[], tuple[int | None, str]]) -> None:
        """`measure` gives size and checksum of what was written."""
        self._name, self._writer, self._measure = name, writer, measure
        self._posts = 0

    def write(self, record: Record) -> None:
        self._writer.write(record)
        self._posts += 1

    def finish(self, part: str | None) -> File:
        """Write what is left."""
        self._writer.close()
        size, checksum = self._measure()
        return File(name=self._name, posts=self._posts, bytes=size, sha256=checksum, part=part)


@contextmanager
def open_part(path: Path, form: Format, shape: Shape) -> Iterator[Part]:
    """A part that becomes `path` by `commit_part`."""
    if form.make is None:
        with new_folder(path) as place:
            folder = Folder(place)
            yield Part(path.name, Markdown(folder.put, shape), lambda: (None, folder.checksum))
    else:
        with new_file(path) as file:
            yield Part(path.name, form.make(file, shape), lambda: _measured(file))


def commit_part(path: Path, form: Format) -> None:
    """Put the finished file or folder in its place."""
    (commit if form.make else commit_folder)(path)


def _measured(file: IO[bytes]) -> tuple[int, str]:
    file.flush()
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    return size, file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
