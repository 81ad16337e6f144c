"""Walk files, folders and archives (.zip, .tar.*, .gz, .lzma, .zst), nested ones too, one member at a time.

All are told by content. Nothing is ever extracted to disk, so a member's name can do no harm ("zip slip"); a
member larger than it may be, or packed far denser than text packs, is reported and skipped ("zip bomb").
"""

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, cast

from pipelines.imports.folders import FileProgress, Unreadable, list_files, printable
from pipelines.imports.once_stream import OnceStream
from pipelines.imports.recognise import HEAD_BYTES, SourceKind, is_packed_warc, recognise
from pipelines.imports.zstd_stream import DICTIONARY_MARK, open_zstd

MAX_MEMBER_BYTES = 64 << 20
"""Size of one unpacked page or feed that is read whole. Backups and WARC files are streams without it."""
MAX_RATIO = 1000
"""Unpacked bytes a packed byte: deflate reaches 1,032 on a run of one byte, 5 to 10 on pages."""
MAX_NESTING = 4
"""Archives inside archives; a .tar.gz is two."""

_TAR_MODES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
"""Names of files that are named when they are no tar file: a damaged one would else be an unknown file."""
_TAR_BLOCK = 512
_PAGE_AND_ZIP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype[^<>]*>\s*)?<html data-sfz[\s>]", re.IGNORECASE)
"""Beginning of SingleFile's compressed pages: a script, and behind it a zip file with the page."""
_STREAMS = frozenset({SourceKind.ATOM, SourceKind.WARC})
"""Kinds that are read front to back, whatever their size."""
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", ".git/")
"""Left in folders and archives by operating systems and tools."""
_FOREIGN = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
}
"""Beginnings of files that only other programs unpack."""
DAMAGE = (
    OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, struct.error,
    zipfile.BadZipFile, tarfile.TarError, RuntimeError,
)  # fmt: skip
"""zipfile raises RuntimeError for a member with a password, ValueError and struct.error for broken tables."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file, or one file inside an archive."""

    name: str
    """Path for messages: "backup.zip!Blogs/news/feed.atom"."""
    open: Callable[[], IO[bytes]]
    """Open for reading, unpacked. Call it before the next member is asked for."""


def walk(path: Path, progress: FileProgress | None = None) -> Iterator[Member | Unreadable]:
    """Yield every file under `path`, in the order of names. Raise UsageError where `path` does not exist."""
    progress = progress or FileProgress()
    for file in list_files(path):
        if isinstance(file, Unreadable):
            yield file
        elif not _is_ignored(file.name if file == path else file.relative_to(path).as_posix()):
            progress.begin(file)
            yield from _expand(Member(printable(file), partial(progress.open, file)), MAX_NESTING)
    progress.begin(None)


def _is_ignored(name: str) -> bool:
    return any(part in f"{name}/" if part.endswith("/") else name.endswith(part) for part in _IGNORED)


def _expand(member: Member, depth: int) -> Iterator[Member | Unreadable]:
    """The member itself, or what is inside it where it is packed or an archive."""
    try:
        with closing(member.open()) as stream:
            head = stream.read(HEAD_BYTES)
        foreign = next((tool for magic, tool in _FOREIGN.items() if head.startswith(magic)), None)
        if foreign:
            yield Unreadable(member.name, f"packed with {foreign}; unpack it first")
        elif (inside := _inside(member, head)) is None:
            yield member
        elif depth:
            for inner in inside:
                yield from _expand(inner, depth - 1) if isinstance(inner, Member) else [inner]
        else:
            yield Unreadable(
                member.name, f"archives are nested more than {MAX_NESTING} deep; unpack it first"
            )
    except DAMAGE as error:
        yield Unreadable(member.name, f"{error or type(error).__name__}; the file is damaged or not readable")


def _inside(member: Member, head: bytes) -> Iterator[Member | Unreadable] | None:
    """Members of an archive or packed file; None where it is neither."""
    unpack = next((unpack for magic, unpack in _UNPACKERS.items() if head.startswith(magic)), None)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or _PAGE_AND_ZIP.match(head):
        return _zip_members(member)
    if unpack:
        plain = Member(member.name, lambda: _Unpacked(unpack, member.open()))
        return None if is_packed_warc(head) else iter([plain])
    return _tar_members(member) if _is_tar(head) or member.name.lower().endswith(_TAR_MODES) else None


def _is_tar(head: bytes) -> bool:
    """Tell by the checksum of the first header, which the oldest tar files have as well."""
    try:
        tarfile.TarInfo.frombuf(head[:_TAR_BLOCK], tarfile.ENCODING, "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


class _Unpacked(io.BufferedReader):
    """An unpacked stream that closes the packed one below it."""

    def __init__(self, unpack: Callable[[IO[bytes]], IO[bytes]], packed: IO[bytes]) -> None:
        try:
            unpacked = unpack(packed)
        except OSError:
            packed.close()
            raise
        super().__init__(cast("io.RawIOBase", unpacked), 1 << 20)
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


_UNPACKERS: Mapping[bytes, Callable[[IO[bytes]], IO[bytes]]] = {
    b"\x1f\x8b": lambda packed: cast("IO[bytes]", gzip.GzipFile(fileobj=packed, mode="rb")),
    b"\xfd7zXZ\0": lzma.LZMAFile,
    b"\x5d\0\0": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
    b"\x28\xb5\x2f\xfd": open_zstd,
    DICTIONARY_MARK: open_zstd,
}
"""Beginnings of files with one packed file in each."""


def _zip_members(member: Member) -> Iterator[Member | Unreadable]:
    with closing(member.open()) as stream:
        if type(stream) in (io.BufferedReader, io.BytesIO):
            yield from _listed(member.name, stream)
        # Each seek in a packed stream unpacks it from its beginning, so a zip file inside another is kept.
        elif len(body := stream.read(MAX_MEMBER_BYTES + 1)) <= MAX_MEMBER_BYTES:
            yield from _listed(member.name, io.BytesIO(body))
        else:
            yield Unreadable(
                member.name, f"more than {MAX_MEMBER_BYTES >> 20} MiB inside another archive; unpack it first"
            )


def _listed(name: str, stream: IO[bytes]) -> Iterator[Member | Unreadable]:
    with zipfile.ZipFile(stream) as archive:
        if sum(info.compress_size for info in archive.infolist()) > stream.seek(0, io.SEEK_END):
            yield Unreadable(name, "its members overlap, as those of a zip bomb do; refused")
            return
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            label = f"{name}!{info.filename}"
            if info.is_dir() or _is_ignored(info.filename):
                continue
            if info.file_size > MAX_RATIO * max(1, info.compress_size):
                yield Unreadable(label, "it is packed more densely than text can be; refused")
            else:
                yield Member(label, lambda info=info: archive.open(info))  # type: ignore[misc]


def _tar_members(member: Member) -> Iterator[Member | Unreadable]:
    with (
        closing(member.open()) as stream,
        tarfile.open(fileobj=stream, mode="r|", bufsize=1 << 20) as archive,
    ):
        for info in archive:
            if info.isfile() and not _is_ignored(info.name):
                data = archive.extractfile(info)
                assert data is not None
                yield _tar_member(f"{member.name}!{printable(info.name)}", data, info.size)


def _tar_member(name: str, data: IO[bytes], size: int) -> Member | Unreadable:
    """A tar stream is read once, front to back: a small member is kept, as it is opened more than once."""
    if size <= MAX_MEMBER_BYTES:
        body = data.read()
        return Member(name, lambda: io.BytesIO(body))
    once = OnceStream(data)
    head = once.open().read(HEAD_BYTES)
    kind = recognise(name, head)
    if kind in _STREAMS or any(map(head.startswith, _UNPACKERS)):
        return Member(name, once.open)
    if kind is not SourceKind.UNKNOWN:
        return Unreadable(name, f"more than {MAX_MEMBER_BYTES >> 20} MiB inside a tar file; unpack it first")
    return Member(name, lambda: io.BytesIO(head))


def read_bounded(member: Member, limit: int = MAX_MEMBER_BYTES) -> bytes:
    """Return the whole unpacked member. Raise OSError where it is damaged or larger than `limit` bytes."""
    try:
        with closing(member.open()) as stream:
            body = stream.read(limit + 1)
    except DAMAGE as error:
        raise OSError(f"{error or type(error).__name__}; the file is damaged") from error
    if len(body) > limit:
        raise OSError(f"it has more than {limit >> 20} MiB unpacked, which no page has; refused")
    return body
