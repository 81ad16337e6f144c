"""Zstandard frames of texts: with a dictionary, or against a similar text. Pure.

Imported when the first text is packed or unpacked: a command that does neither does not load the library.
"""

import sys
from collections.abc import Sequence
from functools import lru_cache

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Dictionary = zstd.ZstdDict

_LEVEL = 2  # level 6 is a twentieth smaller and takes four times as long; crawls of packed archives use it
_LIKE_ANOTHER: dict[int, int] = {
    zstd.CompressionParameter.compression_level: _LEVEL,
    zstd.CompressionParameter.checksum_flag: 1,
}
"""The checksum tells when a frame is read with another text than it was made against."""
_MOST = 256_000_000  # bytes of a text; a frame that claims more is not one of ours
_SIZE = 65_536  # bytes of a dictionary


def train(samples: Sequence[bytes]) -> bytes | None:
    """Return a dictionary made of these texts; None where they are too few or too alike to make one."""
    try:
        return zstd.train_dict(samples, _SIZE).dict_content
    except (zstd.ZstdError, ValueError):  # ValueError: they are all empty
        return None


def pack(text: bytes, dictionary: Dictionary, base: bytes = b"") -> bytes:
    """Return a frame of `text`: against `base` where there is one, else with the dictionary."""
    if not base:
        return _compressor(dictionary).compress(text, zstd.ZstdCompressor.FLUSH_FRAME)
    prefix = zstd.ZstdDict(base, is_raw=True).as_prefix
    return zstd.compress(text, options=_LIKE_ANOTHER, zstd_dict=prefix)


@lru_cache(maxsize=2)  # making one takes as long as packing 1,500 letters
def _compressor(dictionary: Dictionary) -> zstd.ZstdCompressor:
    return zstd.ZstdCompressor(_LEVEL, zstd_dict=dictionary.as_digested_dict)


def dictionary_id(frame: bytes) -> int | None:
    """Return the id of the dictionary that a frame needs, 0 for none; None for what is no frame of a text."""
    try:
        info = zstd.get_frame_info(frame)
    except zstd.ZstdError:
        return None
    return info.dictionary_id if (info.decompressed_size or 0) <= _MOST else None


def unpack(frame: bytes, dictionary: Dictionary | None, base: bytes = b"") -> str | None:
    """Return the text of a frame; None for one that is damaged or was made against something else."""
    known = dictionary or (zstd.ZstdDict(base, is_raw=True).as_prefix if base else None)
    try:
        return zstd.ZstdDecompressor(known).decompress(frame, _MOST).decode("utf-8", "replace")
    except zstd.ZstdError:
        return None
