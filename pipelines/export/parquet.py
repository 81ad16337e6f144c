"""ParquetWriter, by pyarrow: typed columns, lists as lists."""

from typing import IO, Any

from pipelines.export.writer import WriterOptions, import_optional
from pipelines.search.export_rows import Record

_GROUP_BYTES = 32 * 1024 * 1024
"""Text of one row group, which is held in memory."""
_GROUP_ROWS = 10_000


class ParquetWriter:
    """Row groups of bounded size, Zstandard inside."""

    def __init__(self, file: IO[bytes], options: WriterOptions) -> None:
        pa = import_optional("pyarrow", ".parquet", "pyarrow>=26")
        parquet = import_optional("pyarrow.parquet", ".parquet", "pyarrow>=26")
        self._make = pa.RecordBatch.from_pylist
        self._schema = pa.schema([(name, _arrow(pa, kind)) for name, kind in options.columns.items()])
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Record] = []
        self._held = 0

    def write(self, record: Record) -> None:
        self._rows.append(record)
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


def _arrow(pa: Any, kind: Any) -> Any:
    """An arrow type: of "text", "integer", a list of one kind, or an object of several."""
    if isinstance(kind, list):
        return pa.list_(_arrow(pa, kind[0]))
    if isinstance(kind, dict):
        return pa.struct([(name, _arrow(pa, inner)) for name, inner in kind.items()])
    return pa.int64() if kind == "integer" else pa.string()
