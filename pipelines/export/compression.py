"""Compressed formats, with the same bytes for the same content."""

import gzip
import sys
import zipfile
from collections.abc import Callable, Mapping
from typing import IO, Any, cast

from pipelines.export.writer import Writer, WriterFactory, WriterOptions
from pipelines.search.export_rows import Record

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


class CompressedWriter:
    """Writes another format through a compressor."""

    def __init__(self, make: WriterFactory, compressor: IO[bytes], options: WriterOptions) -> None:
        self._compressor = compressor
        self._inner: Writer = make(compressor, options)

    def write(self, record: Record) -> None:
        self._inner.write(record)

    def close(self) -> None:
        self._inner.close()
        self._compressor.close()


def compressed(make: WriterFactory, ending: str) -> WriterFactory:
    """Return a format compressed as an ending of COMPRESSORS says."""
    return lambda file, options: CompressedWriter(make, COMPRESSORS[ending](file), options)


class _WhileOpen:
    """A file as a compressor writes to it; one that is closed takes no more.

    After a failure the file is closed before the compressor is collected, which would write its last bytes.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        return len(data) if self._file.closed else self._file.write(data)

    def flush(self) -> None:
        if not self._file.closed:
            self._file.flush()


COMPRESSORS: Mapping[str, Callable[[IO[bytes]], Any]] = {
    ".gz": lambda file: gzip.GzipFile(
        "", "wb", fileobj=cast("IO[bytes]", _WhileOpen(file)), mtime=0, compresslevel=6
    ),
    ".zst": lambda file: zstd.ZstdFile(cast("IO[bytes]", _WhileOpen(file)), "wb"),
}
"""Without a file name or time inside."""

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can store


class ReproducibleZipFile(zipfile.ZipFile):
    """Writes every member with the same date, permissions and system."""

    def __del__(self) -> None:
        """Do not close: an unfinished file is not wanted, and may be gone."""

    def writestr(
        self, name: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Add a member of that name."""
        info = zipfile.ZipInfo(str(name), _EPOCH)
        info.create_system = 3
        info.external_attr = 0o644 << 16
        info.compress_type = self.compression if compress_type is None else compress_type
        super().writestr(info, data, compresslevel=compresslevel)
