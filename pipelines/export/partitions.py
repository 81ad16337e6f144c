"""One file, or folder, of an export while it is written."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import IO

from pipelines.export.atomic_file import commit_file, commit_folder, replacing_file, replacing_folder
from pipelines.export.dataset_card import ExportedFile
from pipelines.export.formats import OutputFormat
from pipelines.export.markdown import MarkdownWriter, OutputFolder
from pipelines.export.writer import Writer, WriterOptions
from pipelines.search.export_rows import Record


class PartitionWriter:
    """Writes records and counts them."""

    def __init__(self, name: str, writer: Writer, measure: Callable[[], tuple[int | None, str]]) -> None:
        """`measure` returns size and checksum of the written data."""
        self._name, self._writer, self._measure = name, writer, measure
        self._records = 0

    def write(self, record: Record) -> None:
        self._writer.write(record)
        self._records += 1

    def finish(self, partition: str | None) -> ExportedFile:
        """Close the writer and describe the file."""
        self._writer.close()
        size, checksum = self._measure()
        return ExportedFile(
            name=self._name, records=self._records, bytes=size, sha256=checksum, partition=partition
        )


@contextmanager
def open_partition(path: Path, form: OutputFormat, options: WriterOptions) -> Iterator[PartitionWriter]:
    """Open a partition that becomes `path` by `commit_partition`."""
    if form.make_writer is None:
        with replacing_folder(path) as unfinished:
            folder = OutputFolder(unfinished)
            writer = MarkdownWriter(folder.put, options)
            yield PartitionWriter(path.name, writer, lambda: (None, folder.checksum))
    else:
        with replacing_file(path) as file:
            yield PartitionWriter(path.name, form.make_writer(file, options), lambda: _measure(file))


def commit_partition(path: Path, form: OutputFormat) -> None:
    """Put the finished file or folder in its place."""
    (commit_file if form.make_writer else commit_folder)(path)


def _measure(file: IO[bytes]) -> tuple[int, str]:
    file.flush()
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    return size, file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
