"""CSV that opens safely in a spreadsheet."""

import codecs
import csv
import json
from io import TextIOWrapper
from typing import IO, Any

from pipelines.export.writers import Shape
from pipelines.search.export_rows import Record

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of what spreadsheets run as a formula (OWASP: CSV injection), wide forms included."""


class Csv:
    """RFC 4180: commas, CRLF, UTF-8. Lists are JSON. What would be a formula begins with an apostrophe."""

    def __init__(self, file: IO[bytes], shape: Shape) -> None:
        if shape.bom:
            file.write(codecs.BOM_UTF8)
        self._text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._rows = csv.writer(self._text)
        self._cell = _raw if shape.raw_csv else safe
        self._rows.writerow(shape.columns)

    def write(self, record: Record) -> None:
        self._rows.writerow([self._cell(value) for value in record.values()])

    def close(self) -> None:
        self._text.detach()


def _raw(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    value = _raw(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value
