"""Compressed formats, with the same bytes for the same content."""

import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import IO, Any, cast

from pipelines.export.writer import WriterFactory, WriterOptions
from pipelines.search.export_rows import Record

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

COMPRESSORS: Mapping[str, Callable[[], Any]] = {
    ".gz": partial(zlib.compressobj, wbits=31),
    ".zst": zstd.ZstdCompressor,
}
"""Without a file name or time inside. Unlike files of these libraries they write nothing when collected."""


class _CompressedFile:
    """The file of another format, compressed on its way."""

    def __init__(self, file: IO[bytes], compressor: Any) -> None:
        self._file, self._compressor = file, compressor

    def write(self, data: bytes) -> None:
        self._file.write(self._compressor.compress(data))

    def close(self) -> None:
        self._file.write(self._compressor.flush())


class CompressedWriter:
    """Writes another format through a compressor."""

    def __init__(self, make: WriterFactory, ending: str, file: IO[bytes], options: WriterOptions) -> None:
        """`ending` is one of COMPRESSORS."""
        self._compressed = _CompressedFile(file, COMPRESSORS[ending]())
        self._inner = make(cast("IO[bytes]", self._compressed), options)

    def write(self, record: Record) -> None:
        self._inner.write(record)

    def close(self) -> None:
        self._inner.close()
        self._compressed.close()


_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can store


class ReproducibleZipFile(zipfile.ZipFile):
    """Writes every member with the same date, permissions and system."""

    def __del__(self) -> None:
        """Do not close: an unfinished file is not wanted, and may be gone."""

    def writestr(
        self, name: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Add a member of that name."""
        super().writestr(self.member(str(name), compress_type), data, compresslevel=compresslevel)

    def member(self, name: str, compress_type: int | None = None) -> zipfile.ZipInfo:
        """Return the description of a member."""
        info = zipfile.ZipInfo(name, _EPOCH)
        info.create_system = 3
        info.external_attr = 0o644 << 16
        info.compress_type = self.compression if compress_type is None else compress_type
        return info
