"""CSV that opens safely in a spreadsheet."""

import codecs
import csv
import json
from types import SimpleNamespace
from typing import IO, Any

from pipelines.export.writer import WriterOptions
from pipelines.search.export_rows import Record

_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters of cells that spreadsheets run as formulas (OWASP: CSV injection), with wide forms."""


class CsvWriter:
    """RFC 4180: commas, CRLF, UTF-8. Lists are JSON; an apostrophe is set before what would be a formula."""

    def __init__(self, file: IO[bytes], options: WriterOptions) -> None:
        if options.bom:
            file.write(codecs.BOM_UTF8)
        self._rows = csv.writer(SimpleNamespace(write=lambda row: file.write(row.encode())))
        self._cell = _raw if options.raw_csv else escape_formula
        self._rows.writerow(options.columns)

    def write(self, record: Record) -> None:
        self._rows.writerow([self._cell(value) for value in record.values()])

    def close(self) -> None:
        """Do nothing: every row is complete."""


def _raw(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def escape_formula(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula."""
    value = _raw(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_PREFIXES) else value
