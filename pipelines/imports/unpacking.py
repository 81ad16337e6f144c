"""Files with one packed file in each, told by their beginnings."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO, Any, cast

from pipelines.imports.zstd_stream import DICTIONARY_MARK, open_zstd

FOREIGN = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"\x04\x22\x4d\x18": "lz4",
    b"LZIP": "lzip",
    b"\x1f\x9d": "compress",
}
"""Beginnings of files that only other programs unpack."""
DAMAGE = (
    OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, struct.error,
    zipfile.BadZipFile, tarfile.TarError, RuntimeError,
)  # fmt: skip
"""zipfile raises RuntimeError for a member with a password, ValueError and struct.error for broken tables."""


def unpacked(unpack: Callable[[IO[bytes]], IO[bytes]], packed: IO[bytes]) -> IO[bytes]:
    """Return the unpacked stream. Raise an error of DAMAGE where nothing of it can be unpacked."""
    return io.BufferedReader(_Unpacked(unpack, packed), 1 << 20)


class _Unpacked(io.RawIOBase):
    """An unpacked stream that closes the packed one below it, and gives all that stands before a damage."""

    def __init__(self, unpack: Callable[[IO[bytes]], IO[bytes]], packed: IO[bytes]) -> None:
        try:
            self._unpacked = cast("io.BufferedIOBase", unpack(packed))
        except OSError:
            packed.close()
            raise
        self._packed = packed
        self._given = 0
        self._damage: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """End at a damage once, else what was read with it is lost; then raise."""
        if self._damage:
            raise self._damage
        try:
            data = self._unpacked.read1(len(buffer))
        except DAMAGE as error:
            if not self._given:
                raise
            self._damage, data = error, b""
        buffer[: len(data)] = data
        self._given += len(data)
        return len(data)

    def close(self) -> None:
        super().close()
        self._packed.close()


UNPACKERS: Mapping[bytes, Callable[[IO[bytes]], IO[bytes]]] = {
    b"\x1f\x8b": lambda packed: cast("IO[bytes]", gzip.GzipFile(fileobj=packed, mode="rb")),
    b"\xfd7zXZ\0": lzma.LZMAFile,
    b"\x5d\0\0": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
    b"\x28\xb5\x2f\xfd": open_zstd,
    DICTIONARY_MARK: open_zstd,
}
"""Beginnings of files with one packed file in each."""
