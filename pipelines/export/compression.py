"""Compressed formats, with the same bytes for the same content."""

import gzip
import sys
import zipfile
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


def gzip_factory(make: WriterFactory) -> WriterFactory:
    """Return a format compressed by gzip, without a file name or time inside."""

    def made(file: IO[bytes], options: WriterOptions) -> Writer:
        compressor = gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6)
        return CompressedWriter(make, cast("IO[bytes]", compressor), options)

    return made


def zstandard_factory(make: WriterFactory) -> WriterFactory:
    """Return a format compressed by Zstandard."""

    def made(file: IO[bytes], options: WriterOptions) -> Writer:
        return CompressedWriter(make, cast("IO[bytes]", zstd.ZstdFile(file, "wb")), options)

    return made


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
