"""One file, or folder, of an export while it is written."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

from crawler.errors import UsageError
from pipelines.export.atomic_file import replacing_file, replacing_folder
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
            name=self._name, part=partition, records=self._records, bytes=size, sha256=checksum
        )


@contextmanager
def open_partition(path: Path, form: OutputFormat, options: WriterOptions) -> Iterator[PartitionWriter]:
    """Open a partition that becomes `path` by `commit`."""
    if form.make_writer is None:
        with replacing_folder(path) as unfinished:
            folder = OutputFolder(unfinished)
            writer = MarkdownWriter(folder.put, options)
            yield PartitionWriter(path.name, writer, lambda: (None, folder.checksum))
    else:
        with replacing_file(path) as file:
            yield PartitionWriter(path.name, form.make_writer(file, options), lambda: _measure(file))


def _measure(file: IO[bytes]) -> tuple[int, str]:
    file.flush()
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    return size, file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


_PART = re.compile(r"([A-Za-z0-9_]+)=(\d*\.?\d+)")


def parse_split(text: str) -> dict[str, float]:
    """Parse "train=0.9,test=0.1" to name → upper end of its range in 0 … 1. Raises UsageError."""
    parts = [_PART.fullmatch(part.strip()) for part in text.split(",")]
    if not all(parts) or len({part[1] for part in parts if part}) != len(parts):
        raise UsageError(f"--split {text}: write it like train=0.9,test=0.1")
    ends, end = {}, 0.0
    for part in parts:
        assert part is not None
        end += float(part[2])
        ends[part[1]] = end
    if abs(end - 1) > 1e-6:
        raise UsageError(f"--split {text}: the shares make {end:g}, not 1")
    return ends


def partition_of(blog_id: str, ends: Mapping[str, float]) -> str:
    """Return the partition of all posts of a blog; it depends on the blog's id alone."""
    place = int.from_bytes(sha256(blog_id.encode()).digest()[:8]) / 2**64
    return next((name for name, end in ends.items() if place < end), list(ends)[-1])


def partition_path(path: Path, ending: str, part: str) -> Path:
    """Return the path of a partition: posts.jsonl.gz → posts.train.jsonl.gz."""
    stem = path.name[: -len(ending)] if path.name.lower().endswith(ending) else path.name
    return path.with_name(f"{stem}.{part}{path.name[len(stem) :]}")
