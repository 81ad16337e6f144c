"""The formats, by the endings of their files."""

from dataclasses import dataclass
from functools import partial

from crawler.errors import UsageError
from pipelines.export.atom_backup import AtomWriter
from pipelines.export.compression import COMPRESSORS, CompressedWriter
from pipelines.export.csv_file import CsvWriter
from pipelines.export.epub import EpubWriter
from pipelines.export.json_file import JsonArrayWriter, JsonLinesWriter
from pipelines.export.markdown import MarkdownZipWriter
from pipelines.export.parquet import ParquetWriter
from pipelines.export.writer import WriterFactory

ROW_FORMATS: dict[str, WriterFactory] = {
    ".json": JsonArrayWriter,
    ".jsonl": JsonLinesWriter,
    ".csv": CsvWriter,
    ".parquet": ParquetWriter,
}
"""Formats of records with columns."""
DOCUMENT_FORMATS: dict[str, WriterFactory | None] = {
    ".zip": MarkdownZipWriter,
    ".epub": EpubWriter,
    ".xml": AtomWriter,
    ".md": None,
}
"""Formats for reading. None: a folder of files, which `partitions` opens."""


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """The format of a kind of file."""

    ending: str
    make_writer: WriterFactory | None  # None for a folder of files
    is_document: bool


WACZ = ".wacz"
"""Ending of packed WARC files: no posts are written, so it is none of FORMATS."""
FORMATS = {
    **{ending: OutputFormat(ending, make, is_document=False) for ending, make in ROW_FORMATS.items()},
    **{
        plain + end: OutputFormat(
            plain + end, partial(CompressedWriter, ROW_FORMATS[plain], end), is_document=False
        )
        for plain in (".json", ".jsonl", ".csv")
        for end in COMPRESSORS
    },
    **{ending: OutputFormat(ending, make, is_document=True) for ending, make in DOCUMENT_FORMATS.items()},
}


def find_format(name: str) -> OutputFormat:
    """Return the format of a file name, or of an ending alone. Raises UsageError for an unknown ending."""
    found = [ending for ending in FORMATS if name.lower().endswith(ending)]
    if not found:
        raise UsageError(f"{name}: no format has that ending; there are {', '.join((*FORMATS, WACZ))}")
    return FORMATS[max(found, key=len)]
