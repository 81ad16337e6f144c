"""Walk files, folders and archives (.zip, .tar.*, .gz, .lzma, .zst), nested ones too, one member at a time.

All are told by content. Nothing is ever extracted to disk, so a member's name can do no harm ("zip slip"); a
member larger than it may be, or packed far denser than text packs, is reported and skipped ("zip bomb").
"""

import io
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from crawler.blogger.feed.wide_text import as_utf8, utf8_stream, wide_encoding
from pipelines.imports.cut_zip import cut_members, read_member
from pipelines.imports.folders import (
    FileProgress,
    Unreadable,
    is_litter,
    list_files,
    printable,
    read_beginning,
)
from pipelines.imports.noted_addresses import noted_address
from pipelines.imports.once_stream import OnceStream
from pipelines.imports.recognise import HEAD_BYTES, SourceKind, is_packed_warc, is_tar, recognise
from pipelines.imports.unpacking import DAMAGE, FOREIGN, UNPACKERS, unpacked

MAX_MEMBER_BYTES = 64 << 20
"""Size of one unpacked page or feed that is read whole. Backups and WARC files are streams without it."""
MAX_RATIO = 1000
"""Unpacked bytes a packed byte: deflate reaches 1,032 on a run of one byte, 5 to 10 on pages."""
MAX_NESTING = 4
"""Archives inside archives; a .tar.gz is two."""

_TAR_MODES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
"""Names of files that are named when they are no tar file: a damaged one would else be an unknown file."""
_PAGE_AND_ZIP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype[^<>]*>\s*)?<html data-sfz[\s>]", re.IGNORECASE)
"""Beginning of SingleFile's compressed pages: a script, and behind it a zip file with the page."""
_STREAMS = frozenset({SourceKind.ATOM, SourceKind.WARC, SourceKind.HAR})
"""Kinds that are read front to back, whatever their size."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file, or one file inside an archive."""

    name: str
    """Path for messages: "backup.zip!Blogs/news/feed.atom"."""
    open: Callable[[], IO[bytes]]
    """Open for reading, unpacked. Call it before the next member is asked for."""
    address: Callable[[], str | None] = lambda: None
    """Return the address that a file beside it states, at the same time as `open`."""


def walk(path: Path, progress: FileProgress | None = None) -> Iterator[Member | Unreadable]:
    """Yield every file under `path`, in the order of names. Raise UsageError where `path` does not exist."""
    progress = progress or FileProgress()
    for file in list_files(path):
        if isinstance(file, Unreadable):
            yield file
        elif not is_litter(file.name if file == path else file.relative_to(path).as_posix()):
            progress.begin(file)
            address = partial(noted_address, file.absolute().as_posix(), read_beginning)
            yield from expand(Member(printable(file), partial(progress.open, file), address))
    progress.begin(None)


def expand(member: Member, depth: int = MAX_NESTING) -> Iterator[Member | Unreadable]:
    """Yield the member itself, or what is inside it where it is packed or an archive."""
    try:
        with closing(member.open()) as stream:
            head = stream.read(HEAD_BYTES)
        foreign = next((tool for magic, tool in FOREIGN.items() if head.startswith(magic)), None)
        if foreign:
            yield Unreadable(member.name, f"packed with {foreign}; unpack it first")
        elif encoding := wide_encoding(head):
            yield replace(member, open=lambda: utf8_stream(member.open(), encoding))
        elif (inside := _inside(member, head)) is None:
            yield member
        elif depth:
            for inner in inside:
                yield from expand(inner, depth - 1) if isinstance(inner, Member) else [inner]
        else:
            yield Unreadable(
                member.name, f"archives are nested more than {MAX_NESTING} deep; unpack it first"
            )
    except DAMAGE as error:
        yield Unreadable(
            member.name, f"{str(error) or type(error).__name__}; the file is damaged or not readable"
        )


def _inside(member: Member, head: bytes) -> Iterator[Member | Unreadable] | None:
    """Members of an archive or packed file; None where it is neither."""
    unpack = next((unpack for magic, unpack in UNPACKERS.items() if head.startswith(magic)), None)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or _PAGE_AND_ZIP.match(head):
        return _zip_members(member)
    if unpack:
        plain = Member(member.name, lambda: unpacked(unpack, member.open()))
        return None if is_packed_warc(head) else iter([plain])
    return _tar_members(member) if is_tar(head) or member.name.lower().endswith(_TAR_MODES) else None


def _zip_members(member: Member) -> Iterator[Member | Unreadable]:
    with closing(member.open()) as stream:
        if type(stream) in (io.BufferedReader, io.BytesIO) and stream.seekable():
            yield from _listed(member)
        # Each seek in a packed stream unpacks it from its beginning, so a zip file inside another is kept.
        elif len(body := stream.read(MAX_MEMBER_BYTES + 1)) <= MAX_MEMBER_BYTES:
            yield from _listed(Member(member.name, partial(io.BytesIO, body)))
        else:
            yield Unreadable(
                member.name, f"more than {MAX_MEMBER_BYTES >> 20} MiB inside another archive; unpack it first"
            )


def _listed(member: Member) -> Iterator[Member | Unreadable]:
    with closing(member.open()) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except zipfile.BadZipFile as error:
            yield from _cut(member, error)
            return
        infos = archive.infolist()
        if sum(info.compress_size for info in infos) > stream.seek(0, io.SEEK_END):
            yield Unreadable(member.name, "its members overlap, as those of a zip bomb do; refused")
            return
        by_path = {_path(info): info for info in infos}
        for info in sorted(infos, key=lambda info: info.filename):
            address = partial(noted_address, _path(info), partial(read_member, archive, by_path))
            yield from _zip_member(member.name, info, partial(archive.open, info), address)


def _cut(member: Member, error: Exception) -> Iterator[Member | Unreadable]:
    """Yield what is there of a zip file whose end is not: half a download."""
    count = 0
    for info, opened in cut_members(member.open, MAX_RATIO):
        if opened is None:
            yield Unreadable(f"{member.name}!{_path(info)}", "has a password, or its size is not known")
            continue
        for found in _zip_member(member.name, info, opened):
            count += isinstance(found, Member)
            yield found
    then = f"members that are there: {count}; get the whole file" if count else "the file is damaged"
    yield Unreadable(member.name, f"{error}, or not all of it; {then}")


def _path(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/")  # as some programs of Windows write it


def _zip_member(
    name: str,
    info: zipfile.ZipInfo,
    opened: Callable[[], IO[bytes]],
    address: Callable[[], str | None] = lambda: None,
) -> Iterator[Member | Unreadable]:
    inside = _path(info)
    if info.is_dir() or is_litter(inside):
        return
    if MAX_RATIO * max(1, info.compress_size) < info.file_size:
        yield Unreadable(f"{name}!{inside}", "it is packed more densely than text can be; refused")
    else:
        yield Member(f"{name}!{inside}", opened, address)


def _tar_members(member: Member) -> Iterator[Member | Unreadable]:
    with (
        closing(member.open()) as stream,
        tarfile.open(fileobj=stream, mode="r|", bufsize=1 << 20) as archive,
    ):
        for info in archive:
            if info.isfile() and not is_litter(info.name):
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
    kind = recognise(name, as_utf8(head))
    if kind in _STREAMS or any(map(head.startswith, UNPACKERS)):
        return Member(name, once.open)
    if kind is not SourceKind.UNKNOWN:
        return Unreadable(name, f"more than {MAX_MEMBER_BYTES >> 20} MiB inside a tar file; unpack it first")
    return Member(name, lambda: io.BytesIO(head))


def read_bounded(member: Member, limit: int = MAX_MEMBER_BYTES) -> bytes:
    """Return the whole unpacked member. Raise OSError where it is damaged or larger than `limit` bytes."""
    try:
        with closing(member.open()) as stream:
            body = stream.read(limit + 1)
            stream.read(1)  # raises where it ended at a damage
    except DAMAGE as error:
        raise OSError(f"{str(error) or type(error).__name__}; the file is damaged") from error
    if len(body) > limit:
        raise OSError(f"it has more than {limit >> 20} MiB unpacked, which no page has; refused")
    return body
