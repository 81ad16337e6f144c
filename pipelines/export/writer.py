"""The interface of the formats: `Writer`, its factory and its options."""

import sqlite3
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import IO, Any, Protocol

from crawler.errors import ExportError
from crawler.items import Blog
from pipelines.search.export_rows import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterOptions:
    """The facts that a writer needs before the first record."""

    columns: Mapping[str, Any]  # column → type (see `fields.FieldType`), in the order of the file
    blogs: Mapping[str, Blog] = field(default_factory=dict)  # by blog id
    title: str = ""  # of a book or a feed
    bom: bool = False  # begin a CSV file with a byte order mark, which some spreadsheets need
    raw_csv: bool = False  # leave cells as they are that a spreadsheet would take for formulas
    media: sqlite3.Connection | None = None  # the media file, where a document is to contain its pictures


class Writer(Protocol):
    """Writes records in the order in which they are given."""

    def write(self, record: Record) -> None: ...

    def close(self) -> None:
        """Write what is left. The file itself stays open."""


WriterFactory = Callable[[IO[bytes], WriterOptions], Writer]
"""Makes the writer of a format."""


def import_optional(module: str, ending: str, package: str) -> Any:
    """Import a module that only one format needs. Raises ExportError if it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise ExportError(
            f'{ending} needs {module.partition(".")[0]}; run: {sys.executable} -m pip install "{package}"'
        ) from error
