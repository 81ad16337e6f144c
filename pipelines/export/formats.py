"""The formats, by the endings of their files."""

from dataclasses import dataclass

from crawler.errors import UsageError
from pipelines.export.atom_backup import Atom
from pipelines.export.compression import gzipped, zstandard
from pipelines.export.csv_file import Csv
from pipelines.export.epub import Epub
from pipelines.export.json_file import JsonArray, JsonLines
from pipelines.export.markdown import MarkdownZip
from pipelines.export.parquet import Parquet
from pipelines.export.writers import MakeWriter

FOLDER = ".md"
ROWS: dict[str, MakeWriter] = {".json": JsonArray, ".jsonl": JsonLines, ".csv": Csv, ".parquet": Parquet}
"""Formats of records with columns."""
PACKERS = {".gz": gzipped, ".zst": zstandard}
DOCUMENTS: dict[str, MakeWriter | None] = {
    ".zip": MarkdownZip, ".epub": Epub, ".xml": Atom, FOLDER: None,
}  # fmt: skip
"""Formats that are read, not computed with. A folder is made in its own way."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of file is written."""

    ending: str
    make: MakeWriter | None
    """None for a folder of files."""
    document: bool


FORMATS = {
    **{ending: Format(ending, make, document=False) for ending, make in ROWS.items()},
    **{
        plain + packed: Format(plain + packed, pack(ROWS[plain]), document=False)
        for plain in (".json", ".jsonl", ".csv")
        for packed, pack in PACKERS.items()
    },
    **{ending: Format(ending, make, document=True) for ending, make in DOCUMENTS.items()},
}


def format_of(name: str) -> Format:
    """By the ending of a file's name, or by the ending alone. Raises UsageError for one that is unknown."""
    found = [ending for ending in FORMATS if name.lower().endswith(ending)]
    if not found:
        raise UsageError(f"{name}: no format has that ending; there are {', '.join(FORMATS)}")
    return FORMATS[max(found, key=len)]
