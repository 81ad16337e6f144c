"""JSON: one array, or one object a line."""

import json
import re
from typing import IO

from pipelines.export.writer import WriterOptions
from pipelines.search.export_rows import Record

_to_json = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_INVISIBLE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Controls that act on a terminal or reorder text; JSON escapes only those below U+0020 by itself."""


def _encode(record: Record) -> str:
    line = _to_json(record)
    if line.isascii() and "\x7f" not in line:
        return line  # five times as fast as looking for them
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


class JsonLinesWriter:
    """One object a line, UTF-8."""

    def __init__(self, file: IO[bytes], _options: WriterOptions) -> None:
        self._file = file

    def write(self, record: Record) -> None:
        self._file.write((_encode(record) + "\n").encode())

    def close(self) -> None:
        """Do nothing: every record is complete."""


class JsonArrayWriter:
    """One array, an object a line, UTF-8."""

    def __init__(self, file: IO[bytes], _options: WriterOptions) -> None:
        self._file = file
        self._before = "[\n"

    def write(self, record: Record) -> None:
        self._file.write((self._before + _encode(record)).encode())
        self._before = ",\n"

    def close(self) -> None:
        self._file.write(b"[]\n" if self._before == "[\n" else b"\n]\n")
