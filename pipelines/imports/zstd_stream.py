"""Files packed with Zstandard; those of WARC (.warc.zst) may begin with the dictionary of their records."""

import io
import sys
from typing import IO, cast

DICTIONARY_MARK = b"\x5d\x2a\x4d\x18"
"""Beginning of the skippable frame that holds the dictionary."""
_FRAME = b"\x28\xb5\x2f\xfd"
_MOST = 16 << 20
"""Bytes of a dictionary."""


def open_zstd(packed: IO[bytes]) -> IO[bytes]:
    """Return the unpacked stream. Raise OSError where it cannot be unpacked."""
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - few files need it
    else:
        from backports import zstd  # noqa: PLC0415

    class Unpacked(zstd.ZstdFile):
        """Raises OSError for damage, as other files do."""

        def read1(self, size: int | None = -1) -> bytes:
            try:
                return super().read1(size)
            except zstd.ZstdError as error:
                raise OSError(str(error)) from error

    packed = io.BufferedReader(cast("io.RawIOBase", packed))
    dictionary = _dictionary(packed)
    try:
        if dictionary.startswith(_FRAME):
            dictionary = zstd.ZstdDecompressor().decompress(dictionary, _MOST)
        known = zstd.ZstdDict(dictionary) if dictionary else None
    except (zstd.ZstdError, ValueError) as error:
        raise OSError(f"its dictionary is damaged: {error}") from error
    return cast("IO[bytes]", Unpacked(packed, zstd_dict=known))


def _dictionary(packed: "io.BufferedReader[io.RawIOBase]") -> bytes:
    """Read the dictionary that stands before the first record; b"" where there is none."""
    if not packed.peek(8).startswith(DICTIONARY_MARK):
        return b""
    size = int.from_bytes(packed.read(8)[4:], "little")
    if size > _MOST:
        raise OSError(f"its dictionary has more than {_MOST >> 20} MiB; refused")
    return packed.read(size)
