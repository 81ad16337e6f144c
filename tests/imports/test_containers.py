"""Files, folders and archives are walked one member at a time."""

import bz2
import gzip
import io
import lzma
import os
import socket
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, cast

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.errors import UsageError
from pipelines.imports import containers
from pipelines.imports.containers import MAX_NESTING, Member, read_bounded, walk
from pipelines.imports.cut_zip import cut_members
from pipelines.imports.folders import Unreadable
from pipelines.imports.recognise import SourceKind
from pipelines.imports.units import ImportOptions, units
from pipelines.imports.unpacking import DAMAGE
from pipelines.imports.zstd_stream import DICTIONARY_MARK
from tests.imports.test_feed_stream import backup, entry

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# The writer of WARC files, which only tests use, leaves its buffers to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def contents(path: Path) -> dict[str, bytes | str]:
    found: dict[str, bytes | str] = {}
    for member in walk(path):
        name = member.name.removeprefix(f"{path.parent}{os.sep}")
        found[name] = read_bounded(member) if isinstance(member, Member) else member.reason
    return found


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/"), body)
    return packed.getvalue()


def test_a_folder_gives_its_files_in_the_order_of_names_without_litter(tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    (folder / "2019/08").mkdir(parents=True)
    (folder / "__MACOSX").mkdir()
    for name in ("index.html", "2019/08/tram.html", ".DS_Store", "__MACOSX/index.html"):
        (folder / name).write_bytes(name.encode())
    assert contents(folder) == {
        "mirror/2019/08/tram.html": b"2019/08/tram.html",
        "mirror/index.html": b"index.html",
    }


def test_packed_pages_are_unpacked(tmp_path: Path) -> None:
    page = tmp_path / "tram.html.gz"
    page.write_bytes(gzip.compress(b"<p>tram"))
    assert contents(page) == {"tram.html.gz": b"<p>tram"}


@pytest.mark.parametrize("mode", ["gz", "xz", "bz2", ""])
def test_tar_files_are_walked_whatever_packs_them(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("blog.tar." + mode if mode else "blog.tar")
    with tarfile.open(path, f"w:{mode}") as archive:  # type: ignore[call-overload]
        info = tarfile.TarInfo("../../etc/passwd")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"tram"))
    assert list(contents(path).values()) == [b"tram"]
    assert not (tmp_path.parents[1] / "etc").exists()


def test_archives_in_archives_are_walked_to_a_limit(tmp_path: Path) -> None:
    body = b"<p>tram"
    for _ in range(MAX_NESTING):
        body = zipped(inner=body)
    path = tmp_path / "nested.zip"
    path.write_bytes(body)
    assert list(contents(path).values()) == [b"<p>tram"]
    path.write_bytes(zipped(inner=body))
    assert "unpack it first" in str(contents(path))


@pytest.mark.parametrize("name", ["blog.tar", "blog"])
@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        lzma.compress,
        lambda body: lzma.compress(body, format=lzma.FORMAT_ALONE),
        bz2.compress,
        lambda body: gzip.compress(gzip.compress(body)),
    ],
    ids=["gz", "xz", "lzma", "bz2", "gz twice"],
)
def test_packed_files_are_told_by_content(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        info = tarfile.TarInfo("a.html")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"tram"))
    path = tmp_path / name
    path.write_bytes(zipped(inner=pack(plain.getvalue())))
    assert contents(path) == {f"{name}!inner!a.html": b"tram"}


def test_a_file_packed_without_end_is_one_line(tmp_path: Path) -> None:
    body = b"tram"
    for _ in range(MAX_NESTING + 1):
        body = gzip.compress(body)
    path = tmp_path / "a.gz"
    path.write_bytes(body)
    assert "nested more than" in str(contents(path))


@pytest.mark.parametrize("magic", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\0", b"LZIP\1", b"\x1f\x9d\x90"])
def test_what_only_others_unpack_is_named(tmp_path: Path, magic: bytes) -> None:
    path = tmp_path / "blog"
    path.write_bytes(magic + bytes(20))
    assert "; unpack it first" in str(contents(path))


def test_members_that_overlap_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.html", os.urandom(1000))
        archive.filelist *= 100
    assert "overlap" in str(contents(path))


def test_a_large_member_of_a_tar_file_costs_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "MAX_MEMBER_BYTES", 100_000)
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name, body in (("a.mp4", bytes(200_000)), ("b.html", b"<p>" * 100_000), ("c.html", b"tram")):
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    film, page, small = contents(path).values()
    assert len(film) < 100_000
    assert "inside a tar file" in str(page)
    assert small == b"tram"


@pytest.mark.parametrize("mode", ["w", "w:gz"], ids=["plain", "packed"])
def test_large_backups_and_warc_files_are_streams_inside_a_tar_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Any
) -> None:
    monkeypatch.setattr(containers, "MAX_MEMBER_BYTES", 50_000)
    feed = backup(*(entry(1000000 + number, inside=os.urandom(99).hex()) for number in range(900)))
    record = warc_of(*(f"http://serra.blogspot.com/2014/11/{n}.html" for n in range(99)))
    packed = {"b.xml.gz": gzip.compress(feed, 0), "b.xml.zst": zstd.compress(feed)}
    members = {"a.xml": feed, **packed, "c.warc": record, "d.xml": feed}
    path = tmp_path / "a.tar"
    with tarfile.open(path, mode) as archive:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    kinds = Counter(
        (located.name.partition("!")[2], located.kind) for located in units(path, ImportOptions())
    )
    assert kinds == {
        ("a.xml", "atom"): 901, ("b.xml.gz", "atom"): 901, ("b.xml.zst", "atom"): 901,
        ("c.warc", "warc"): 99, ("d.xml", "atom"): 901,
    }  # fmt: skip


def warc_of(*urls: str) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for url in urls:
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        payload = io.BytesIO(b"<p>tram" * 200)
        writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))
    return out.getvalue()


@pytest.mark.parametrize("dictionary", ["none", "raw", "packed"])
def test_warc_files_packed_with_zstandard_are_read(tmp_path: Path, dictionary: str) -> None:
    records = [warc_of(f"http://serra.blogspot.com/2014/11/{n}.html") for n in range(40)]
    known = zstd.train_dict(records * 5, 4000) if dictionary != "none" else None
    front = b""
    if known:
        content = zstd.compress(known.dict_content) if dictionary == "packed" else known.dict_content
        front = DICTIONARY_MARK + len(content).to_bytes(4, "little") + content
    path = tmp_path / "a.warc.zst"
    path.write_bytes(front + b"".join(zstd.compress(record, zstd_dict=known) for record in records))
    found = list(units(path, ImportOptions()))
    assert [located.kind for located in found] == [SourceKind.WARC] * 40
    path.write_bytes(path.read_bytes()[:-9])
    assert [located.kind for located in units(path, ImportOptions())].count(
        SourceKind.WARC
    ) >= 36  # the block with the cut


@pytest.mark.parametrize(
    "body", [b"\x28\xb5\x2f\xfdnonsense", b"\x5d\x2a\x4d\x18\xff\xff\xff\xff", b"\x5d\x2a\x4d\x18"]
)
def test_what_is_no_zstandard_is_named(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.warc.zst"
    path.write_bytes(body)
    [found] = walk(path)
    assert isinstance(found, Unreadable)
    assert found.name == str(path)


def test_a_zip_bomb_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped(a=b"\0" * (20 << 20), b=b"<p>tram"))
    found = contents(path)
    assert found["bomb.zip!b"] == b"<p>tram"
    assert "more densely" in str(found["bomb.zip!a"])


def test_a_gzip_bomb_is_read_to_its_limit_only() -> None:
    packed = gzip.compress(b"\0" * (1 << 20))
    with pytest.raises(OSError, match="refused"):
        read_bounded(
            Member("x", lambda: cast("IO[bytes]", gzip.GzipFile(fileobj=io.BytesIO(packed)))), limit=1 << 10
        )


def streamed(**members: bytes) -> bytes:
    """A zip file with the sizes of its members behind them, as programs write that cannot seek."""
    packed = io.BytesIO()
    out = io.BufferedWriter(cast("io.RawIOBase", Unseekable(packed)))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    out.flush()
    return packed.getvalue()


class Unseekable(io.RawIOBase):
    def __init__(self, below: io.BytesIO) -> None:
        self.below = below

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self.below.write(data)


@pytest.mark.parametrize("pack", [zipped, streamed])
@pytest.mark.parametrize("inside", [False, True], ids=["file", "inside another"])
def test_of_a_cut_zip_file_all_that_is_there_is_read(
    tmp_path: Path, pack: Callable[..., bytes], inside: bool
) -> None:
    body = pack(a=b"<p>tram", b=b"<p>" + os.urandom(3000), c=os.urandom(3000))[:4500]
    path = tmp_path / "half.zip"
    path.write_bytes(zipped(inner=body) if inside else body)
    found = {name.rpartition("half.zip")[2]: given for name, given in cut_contents(path)}
    first = "!inner" if inside else ""
    assert found[f"{first}!a"] == b"<p>tram"
    assert len(found[f"{first}!b"]) == 3003
    assert 0 < len(found[f"{first}!c"]) < 3000
    assert "members that are there: 3" in str(found[first])


def cut_contents(path: Path) -> Iterator[tuple[str, bytes | str]]:
    """Each member with its bytes up to where they end."""
    for member in walk(path):
        if isinstance(member, Unreadable):
            yield member.name, member.reason
            continue
        read = b""
        with closing(member.open()) as stream, suppress(EOFError):
            while piece := stream.read(100):
                read += piece
        yield member.name, read


def stored(*, password: bool = False, **members: bytes) -> bytes:
    """A zip file without its table of contents, of members that are stored."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    made = bytearray(packed.getvalue())
    made[6] |= password
    return bytes(made[: made.index(b"PK\x01\x02")])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (stored(a=b"<p>ferry", b=b"<p>tram").replace(b"ferry", b"berry"), "CRC"),
        (stored(password=True, a=b"<p>ferry", b=b"<p>tram"), "password"),
    ],
    ids=["damaged", "with a password"],
)
def test_a_member_of_a_cut_zip_file_that_cannot_be_read_is_told(
    tmp_path: Path, body: bytes, said: str
) -> None:
    path = tmp_path / "half.zip"
    path.write_bytes(body)
    found = contents(path)
    assert said in str(found["half.zip!a"])
    assert found["half.zip!b"] == b"<p>tram"


def test_a_member_that_claims_no_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"<p>tram")
        archive.filelist[0].file_size = sys.maxsize
    assert "more densely" in str(contents(path)["bomb.zip!a"])


def test_a_member_of_a_cut_zip_file_is_read_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "half.zip"
    path.write_bytes(streamed(a=b"\0" * 50_000_000)[:49_000])
    [(_, opened)] = cut_members(lambda: path.open("rb"), 10)
    assert opened is not None
    with opened() as stream:
        assert 0 < len(stream.read()) <= 490_000


def test_names_in_a_zip_file_of_windows_are_paths(tmp_path: Path) -> None:
    path = tmp_path / "mirror.zip"
    path.write_bytes(zipped(**{"serra.blogspot.com\\2014\\11\\ponte.html": b"<p>tram"}))
    assert contents(path) == {"mirror.zip!serra.blogspot.com/2014/11/ponte.html": b"<p>tram"}


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstd.compress])
def test_what_stands_before_a_cut_is_given_and_then_the_damage_told(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "backup.xml"
    path.write_bytes(pack(b"<feed>" + os.urandom(3000))[:-900])
    [member] = walk(path)
    assert isinstance(member, Member)
    with closing(member.open()) as stream:
        assert b"<feed>".startswith(stream.read(9999)[:6])
        with pytest.raises(DAMAGE):
            stream.read(1)
    with pytest.raises(OSError, match="damaged"):
        read_bounded(member)


def test_a_missing_source_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nosuch\.xml: No such file"):
        list(walk(tmp_path / "nosuch.xml"))


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"], ids=["too long", "NUL"])
def test_a_name_that_no_file_can_have_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="check the name"):
        list(walk(tmp_path / name))


def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pipe")
    (tmp_path / "b.link").symlink_to("nowhere")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(str(tmp_path / "c.socket"))
    (tmp_path / "d.html").write_bytes(b"<p>tram")
    found = {member.name.rpartition("/")[2]: type(member) for member in walk(tmp_path)}
    assert found == {"a.pipe": Unreadable, "b.link": Unreadable, "c.socket": Unreadable, "d.html": Member}
    assert [type(member) for member in walk(tmp_path / "a.pipe")] == [Unreadable]


def test_names_that_are_not_utf_8_are_written_out(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.html")).write_bytes(b"<p>tram")
    with tarfile.open(tmp_path / "b.tar", "w", format=tarfile.GNU_FORMAT, encoding="latin-1") as archive:
        info = tarfile.TarInfo("caf\xe9.html")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"tram"))
    assert [name.rpartition("/")[2] for name in contents(tmp_path)] == [
        "b.tar!caf\\xe9.html",
        "caf\\xe9.html",
    ]
