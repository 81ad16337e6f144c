"""Parquet, by pyarrow: typed columns, lists as lists."""

from datetime import datetime
from typing import IO, Any

from pipelines.export.fields import FieldType
from pipelines.export.writer import WriterOptions, import_optional
from pipelines.search.export_rows import Record

_GROUP_BYTES = 32 * 1024 * 1024  # text of one row group, which is held in memory
_GROUP_ROWS = 10_000


class ParquetWriter:
    """Writes row groups of bounded size, compressed by Zstandard."""

    def __init__(self, file: IO[bytes], options: WriterOptions) -> None:
        pa = import_optional("pyarrow", ".parquet", "pyarrow>=26")
        parquet = import_optional("pyarrow.parquet", ".parquet", "pyarrow>=26")
        self._make = pa.RecordBatch.from_pylist
        self._types = options.columns
        self._schema = pa.schema([(name, _arrow(pa, kind)) for name, kind in options.columns.items()])
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Record] = []
        self._held = 0

    def write(self, record: Record) -> None:
        self._rows.append({name: _to_arrow(value, self._types[name]) for name, value in record.items()})
        self._held += sum(len(value) for value in record.values() if isinstance(value, str))
        if self._held >= _GROUP_BYTES or len(self._rows) >= _GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def __del__(self) -> None:
        """Do not write the footer of an unfinished file, which may be gone."""
        if hasattr(self, "_writer"):
            self._writer.is_open = False

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_batch(self._make(self._rows, self._schema))
        self._rows, self._held = [], 0


def _arrow(pa: Any, field_type: FieldType) -> Any:
    """Return the Arrow type of a field type."""
    if isinstance(field_type, list):
        return pa.list_(_arrow(pa, field_type[0]))
    if isinstance(field_type, dict):
        return pa.struct([(name, _arrow(pa, inner)) for name, inner in field_type.items()])
    simple = {"integer": pa.int64, "time": lambda: pa.timestamp("us", tz="UTC")}
    return simple.get(field_type, pa.string)()


def _to_arrow(value: Any, field_type: FieldType) -> Any:
    """Return a value with its times as datetimes; a time that is less exact than an instant is None."""
    if field_type == "time":
        return _instant(value)
    if isinstance(field_type, list) and isinstance(field_type[0], dict):
        return [_to_arrow(each, field_type[0]) for each in value]
    if isinstance(field_type, dict):
        return {name: _to_arrow(each, field_type.get(name)) for name, each in value.items()}
    return value


def _instant(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text and "T" in text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
