"""What all formats have in common: what a writer is told, and what it does."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import IO, Any, Protocol

from crawler.errors import ExportError
from crawler.items import Blog
from pipelines.search.export_rows import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a writer knows before the first record."""

    columns: Mapping[str, str]
    """Column → its type, "text", "integer" or a key of `fields.NESTED_TYPES`, in the order of the file."""
    blogs: Mapping[str, Blog] = field(default_factory=dict)
    """By blog id."""
    title: str = ""
    """Of a book or a feed."""
    bom: bool = False
    """Begin a CSV file with a byte order mark, which some spreadsheets need."""
    raw_csv: bool = False
    """Leave cells as they are that a spreadsheet would take for formulas."""


class Writer(Protocol):
    """Writes records, in the order in which they come."""

    def write(self, record: Record) -> None: ...

    def close(self) -> None:
        """Write what is left. The file itself stays open."""


class MakeWriter(Protocol):
    """A format: how its writer is made."""

    def __call__(self, file: IO[bytes], shape: Shape, /) -> Writer: ...


def extra(module: str, ending: str, package: str) -> Any:
    """A module that only one format needs. Raises ExportError where it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise ExportError(
            f'{ending} needs {module.partition(".")[0]}; run: {sys.executable} -m pip install "{package}"'
        ) from error
