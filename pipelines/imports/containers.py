"""Walk files, folders and archives (.zip, .tar.*, .gz), nested ones too, one member at a time.

Nothing is ever extracted to disk, so a member's name can do no harm ("zip slip"); a member larger than it may
be, or packed far denser than text packs, is reported and skipped ("zip bomb").
"""

import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pipelines.imports.folders import Unreadable, list_files, printable

MAX_MEMBER_BYTES = 64 << 20
"""Size of one unpacked page or feed that is read whole. Backups and WARC files are streams without it."""
MAX_RATIO = 1000
"""Unpacked bytes a packed byte: deflate reaches 1,032 on a run of one byte, 5 to 10 on pages."""
MAX_NESTING = 3
"""Archives inside archives."""

_TAR_MODES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", ".git/")
"""Left in folders and archives by operating systems and tools."""
_DAMAGE = (
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

    @property
    def suffix(self) -> str:
        """The ending of the name in lower case, without a final .gz."""
        return Path(self.name.removesuffix(".gz")).suffix.lower()


def walk(path: Path) -> Iterator[Member | Unreadable]:
    """Yield every file under `path`, in the order of names. Raise UsageError where `path` does not exist."""
    for file in list_files(path):
        if isinstance(file, Unreadable):
            yield file
        elif not _is_ignored(file.name if file == path else file.relative_to(path).as_posix()):
            yield from _expand(Member(printable(file), _opener(file)), MAX_NESTING)


def _opener(file: Path) -> Callable[[], IO[bytes]]:
    return lambda: file.open("rb")


def _is_ignored(name: str) -> bool:
    return any(part in f"{name}/" if part.endswith("/") else name.endswith(part) for part in _IGNORED)


def _expand(member: Member, depth: int) -> Iterator[Member | Unreadable]:
    """The member itself, or what is inside it where it is an archive."""
    try:
        with closing(member.open()) as stream:
            head = stream.read(8)
            if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not member.name.endswith(".wacz"):
                yield from _inside(member, _zip_members, depth)
            elif member.name.lower().endswith(_TAR_MODES):
                yield from _inside(member, _tar_members, depth)
            elif head.startswith(b"\x1f\x8b") and not member.name.lower().endswith((".warc.gz", ".arc.gz")):
                yield Member(member.name, _unpacker(member))
            else:
                yield member
    except _DAMAGE as error:
        yield Unreadable(member.name, f"{error or type(error).__name__}; the file is damaged or not readable")


class _Gunzip(gzip.GzipFile):
    """A packed stream that closes the file below it."""

    def __init__(self, packed: IO[bytes]) -> None:
        super().__init__(fileobj=packed)
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


def _unpacker(member: Member) -> Callable[[], IO[bytes]]:
    return lambda: cast("IO[bytes]", _Gunzip(member.open()))


def _inside(
    member: Member, members: Callable[[str, IO[bytes]], Iterator[Member | Unreadable]], depth: int
) -> Iterator[Member | Unreadable]:
    if not depth:
        yield Unreadable(member.name, f"archives are nested more than {MAX_NESTING} deep; unpack it first")
        return
    with closing(member.open()) as stream:
        for inner in members(member.name, stream):
            yield from _expand(inner, depth - 1) if isinstance(inner, Member) else [inner]


def _zip_members(name: str, stream: IO[bytes]) -> Iterator[Member | Unreadable]:
    seekable = stream if stream.seekable() else io.BytesIO(stream.read(MAX_MEMBER_BYTES))
    with zipfile.ZipFile(seekable) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            label = f"{name}!{info.filename}"
            if info.is_dir() or _is_ignored(info.filename):
                continue
            if info.file_size > MAX_RATIO * max(1, info.compress_size):
                yield Unreadable(label, "it is packed more densely than text can be; refused")
            else:
                yield Member(label, lambda info=info: archive.open(info))  # type: ignore[misc]


def _tar_members(name: str, stream: IO[bytes]) -> Iterator[Member | Unreadable]:
    with tarfile.open(fileobj=stream, mode="r|*") as archive:
        for info in archive:
            if info.isfile() and not _is_ignored(info.name):
                data = archive.extractfile(info)
                assert data is not None
                yield _kept(f"{name}!{printable(info.name)}", data, info.size)


def _kept(name: str, data: IO[bytes], size: int) -> Member | Unreadable:
    """A tar stream is read once, front to back: a member is kept, because it is opened more than once."""
    if size > MAX_MEMBER_BYTES:
        return Unreadable(name, f"more than {MAX_MEMBER_BYTES >> 20} MiB inside a tar file; unpack it first")
    body = data.read()
    return Member(name, lambda: io.BytesIO(body))


def read_bounded(member: Member, limit: int = MAX_MEMBER_BYTES) -> bytes:
    """Return the whole unpacked member. Raise OSError where it is damaged or larger than `limit` bytes."""
    try:
        with closing(member.open()) as stream:
            body = stream.read(limit + 1)
    except _DAMAGE as error:
        raise OSError(f"{error or type(error).__name__}; the file is damaged") from error
    if len(body) > limit:
        raise OSError(f"it has more than {limit >> 20} MiB unpacked, which no page has; refused")
    return body
