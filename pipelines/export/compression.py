"""Compressed formats, with the same bytes for the same content."""

import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
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


class CompressedWriter:
    """Writes another format through a compressor."""

    def __init__(self, make: WriterFactory, ending: str, file: IO[bytes], options: WriterOptions) -> None:
        """`ending` is one of COMPRESSORS."""
        self._file, self._compressor = file, COMPRESSORS[ending]()
        compressed = SimpleNamespace(write=lambda data: file.write(self._compressor.compress(data)))
        self._inner = make(cast("IO[bytes]", compressed), options)

    def write(self, record: Record) -> None:
        self._inner.write(record)

    def close(self) -> None:
        self._inner.close()
        self._file.write(self._compressor.flush())


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
