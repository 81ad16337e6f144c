"""Members of a .zip file; also without its table of contents, which stands at the end: half a download."""

import io
import mmap
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO, cast

from pipelines.imports.unpacking import DAMAGE, unpacked

_HEADER = re.compile(rb"PK\x03\x04[\x0a-\x3f]\x00.{2}[\x00\x08]\x00.{20}", re.DOTALL)
"""Of a member: here one that is stored or deflated."""
_FIELDS = struct.Struct("<4s5H3L2H")
_PASSWORD, _SIZES_BEHIND, _UTF8 = 0x1, 0x8, 0x800
_ZIP64 = 0xFFFFFFFF


def read_member(
    archive: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo], name: str, size: int
) -> bytes:
    """Return so many bytes of a member of a whole file, none where it is not there or damaged."""
    try:
        with archive.open(infos[name]) as stream:
            return stream.read(size)
    except (KeyError, *DAMAGE):
        return b""


def cut_members(
    opened: Callable[[], IO[bytes]], most: int
) -> Iterator[tuple[zipfile.ZipInfo, Callable[[], IO[bytes]] | None]]:
    """Yield each member, in the order of the file, and how to open it; the last one ends where the file does.

    None cannot be opened: it has a password, or is stored and its size stands behind it. A member whose size
    is not known gives at most `most` times the bytes that are left of the file.
    """
    with opened() as stream, _bytes(stream) as data:
        end = 0
        for found in _HEADER.finditer(data):
            if found.start() < end:
                continue
            info, begin, is_known = _member(data, found.start(), most)
            end = begin + info.compress_size if is_known else begin
            if info.flag_bits & _PASSWORD or not (is_known or info.compress_type):
                yield info, None
            else:
                yield info, lambda info=info, begin=begin: _open(opened(), info, begin)  # type: ignore[misc]


def _bytes(stream: IO[bytes]) -> "mmap.mmap | memoryview":
    if isinstance(stream, io.BytesIO):
        return stream.getbuffer()
    return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _member(data: "mmap.mmap | memoryview", at: int, most: int) -> tuple[zipfile.ZipInfo, int, bool]:
    """Return a member by its own header, where its bytes begin, and whether its size is known."""
    fields = _FIELDS.unpack_from(data, at)
    flags, packed, size, name, extra = fields[2], *fields[7:11]
    at += _FIELDS.size
    begin = at + name + extra
    info = zipfile.ZipInfo(
        bytes(data[at : at + name]).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    )
    info.flag_bits, info.compress_type = flags, fields[3]
    is_known = not flags & _SIZES_BEHIND and _ZIP64 not in (packed, size)
    if is_known:
        info.compress_size, info.file_size, info.CRC = packed, size, fields[6]
    else:
        info.compress_size = len(data) - begin
        info.file_size = most * info.compress_size
    return info, begin, is_known


def _open(stream: IO[bytes], info: zipfile.ZipInfo, begin: int) -> IO[bytes]:
    stream.seek(begin)
    return unpacked(lambda packed: cast("IO[bytes]", zipfile.ZipExtFile(packed, "r", info)), stream)
