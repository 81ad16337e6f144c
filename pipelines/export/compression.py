"""Compressed files: the same bytes for the same content."""

import gzip
import sys
from typing import IO, cast

from pipelines.export.writers import MakeWriter, Shape, Writer
from pipelines.search.export_rows import Record

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


class Packed:
    """Another format's bytes, compressed."""

    def __init__(self, make: MakeWriter, packer: IO[bytes], shape: Shape) -> None:
        self._packer = packer
        self._inner: Writer = make(packer, shape)

    def write(self, record: Record) -> None:
        self._inner.write(record)

    def close(self) -> None:
        self._inner.close()
        self._packer.close()


def gzipped(make: MakeWriter) -> MakeWriter:
    """The format within gzip, without a name or a time inside."""

    def made(file: IO[bytes], shape: Shape) -> Writer:
        packer = gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6)
        return Packed(make, cast("IO[bytes]", packer), shape)

    return made


def zstandard(make: MakeWriter) -> MakeWriter:
    """The format within Zstandard."""

    def made(file: IO[bytes], shape: Shape) -> Writer:
        return Packed(make, cast("IO[bytes]", zstd.ZstdFile(file, "wb")), shape)

    return made
