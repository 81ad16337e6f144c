"""Captures are read from WARC files, whole and damaged."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import pipelines.imports.warc
from pipelines.imports.body_encoding import decode_body
from pipelines.imports.warc import Capture, DamagedRecord, read_warc

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# The writer, which only tests use, leaves its buffers to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PAGE = b"<p>The last tram leaves at midnight." * 50


def response(
    writer: WARCWriter, number: int, body: bytes = PAGE, headers: Mapping[str, str] | None = None
) -> None:
    fields = {"Content-Type": "text/html; charset=UTF-8"} | dict(headers or {})
    record = writer.create_warc_record(
        f"http://quay.blogspot.com/2019/08/{number}.html",
        "response",
        payload=io.BytesIO(body),
        http_headers=StatusAndHeaders("200 OK", list(fields.items()), protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": "2020-02-03T04:05:06Z"},
    )
    writer.write_record(record)


def warc(count: int, *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
    for number in range(count):
        response(writer, number)
    return out.getvalue()


def captures(body: bytes) -> list[Capture]:
    return [found for found in read_warc(io.BytesIO(body)) if isinstance(found, Capture)]


@pytest.mark.parametrize("packed", [True, False])
def test_responses_are_read(packed: bool) -> None:
    found = captures(warc(3, packed=packed))
    assert [capture.url[-6:] for capture in found] == ["0.html", "1.html", "2.html"]
    assert {capture.body for capture in found} == {PAGE}
    assert found[0].captured == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert (found[0].status, found[0].content_type) == (200, "text/html; charset=UTF-8")


def test_chunks_and_compression_of_the_server_are_undone() -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    small = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(small), small)
    response(writer, 0, chunked, {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"})
    assert captures(out.getvalue())[0].body == PAGE


def deflated(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", deflated),
        ("gzip", bytes),
        ("br", bytes),
        ("GZIP, identity", gzip.compress),
        ("deflate, gzip", lambda body: gzip.compress(deflated(body))),
    ],
    ids=["x-gzip", "zlib", "deflate", "gzip undone", "br undone", "identity too", "twice"],
)
def test_bodies_are_unpacked_where_they_are_packed(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    out = io.BytesIO()
    response(WARCWriter(out, gzip=True), 0, pack(PAGE), {"Content-Encoding": encoding})
    assert captures(out.getvalue())[0].body == PAGE


@pytest.mark.parametrize(("encoding", "pack"), [("br", brotli.compress), ("zstd", zstd.compress)])
def test_a_body_is_unpacked_as_far_as_it_may_be(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(PAGE)
    assert decode_body(packed, encoding, limit=1 << 20) == PAGE
    assert decode_body(packed, encoding, limit=100)[:100] == PAGE[:100]
    assert decode_body(PAGE, encoding, limit=1 << 20) == PAGE


def test_a_record_that_cannot_be_used_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines.imports.warc, "MAX_CAPTURE_BYTES", 3000)
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    response(writer, 0)
    response(writer, 1, b"\x1f\x8b\x08" * 2000)
    response(writer, 2)
    found = list(read_warc(io.BytesIO(out.getvalue())))
    assert [type(each) for each in found] == [Capture, DamagedRecord, Capture]


def test_a_warc_that_was_packed_whole_is_read() -> None:
    assert len(captures(gzip.compress(warc(3, packed=False)))) == 3


def test_a_revisit_says_so_and_has_no_body() -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(
        writer.create_revisit_record(
            "http://quay.blogspot.com/", "sha1:X", "http://quay.blogspot.com/", "2019-01-01T00:00:00Z"
        )
    )
    [found] = captures(out.getvalue())
    assert (found.is_revisit, found.body) == (True, b"")


@pytest.mark.parametrize(("packed", "cut"), [(True, 20), (False, 20), (False, 1700)])
def test_a_torn_record_at_the_end_costs_itself_only_and_is_named(packed: bool, cut: int) -> None:
    *whole, last = read_warc(io.BytesIO(warc(3, packed=packed)[:-cut]))
    assert [each.body for each in whole if isinstance(each, Capture)][:2] == [PAGE] * 2
    assert isinstance(last, DamagedRecord)


@pytest.mark.parametrize("packed", [True, False])
def test_a_record_that_is_cut_anywhere_is_named_and_costs_itself_only(packed: bool) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    response(writer, 0)
    begin = out.tell() + 1
    response(writer, 1)
    for cut in range(begin, out.tell() - 16):  # the end of a record, without any content
        *before, last = read_warc(io.BytesIO(out.getvalue()[:cut]))
        assert isinstance(last, DamagedRecord), cut
        assert [each.body for each in before if isinstance(each, Capture)][:1] == [PAGE]


@pytest.mark.parametrize(
    ("told", "instead"),
    [
        (b"WARC-Type: response", b"WARC-Type-: response"),
        (b"WARC-Target-URI", b"WARC-Target-URL"),
        (b"WARC-Date", b"WARC-Data"),
        (b"HTTP/1.1 200 OK", b"200"),
        (b"\r\n\r\nWARC/1.0", b"1234\r\n\r\nWARC/1.0"),
    ],
    ids=["type", "address", "date", "status", "length"],
)
def test_a_record_that_lacks_a_header_costs_itself_only_and_is_named(told: bytes, instead: bytes) -> None:
    whole = warc(3, packed=False)
    begin = whole.index(b"WARC/1.0\r\n", whole.index(b"0.html"))
    found = list(read_warc(io.BytesIO(whole[:begin] + whole[begin:].replace(told, instead, 1))))
    assert {each.url[-6:] for each in found if isinstance(each, Capture)} >= {"0.html", "2.html"}
    assert any(isinstance(each, DamagedRecord) for each in found)


def test_pages_kept_as_files_and_texts_of_pages_are_captures() -> None:
    out, url = io.BytesIO(), "http://quay.blogspot.com/2019/08/1.html"
    writer = WARCWriter(out, gzip=True)
    for kind, address, body in (
        ("resource", url, PAGE),
        ("conversion", url, b"Tram"),
        ("resource", "urn:text:1", b"x"),
        ("metadata", url, b"x"),
    ):
        record = writer.create_warc_record(
            address, kind, payload=io.BytesIO(body), warc_content_type="text/html; charset=utf-8"
        )
        writer.write_record(record)
    found = captures(out.getvalue())
    assert [(each.status, each.body, each.is_text) for each in found] == [
        (200, PAGE, False),
        (200, b"Tram", True),
    ]
    assert found[0].content_type == "text/html; charset=utf-8"


def test_reading_goes_on_behind_a_damaged_record() -> None:
    body = bytearray(warc(20))
    at = len(body) // 2
    body[at : at + 40] = b"\xff" * 40
    found = list(read_warc(io.BytesIO(bytes(body))))
    assert sum(isinstance(each, Capture) for each in found) >= 18
    assert sum(isinstance(each, DamagedRecord) for each in found) >= 1


@pytest.mark.parametrize("junk", [b"", b"no warc at all", b"\x1f\x8b\x08junk", b"WARC/1.0\r\n\r\n"])
def test_what_is_no_warc_ends_quietly(junk: bytes) -> None:
    assert captures(junk) == []


COLUMNS = "1 0 Tool\nURL IP-address Archive-date Content-type {}Archive-length\n"
MORE_COLUMNS = "Result-code Checksum Location Offset Filename "
ARC = (
    (COLUMNS.format(""), b"text/html %d\n"),
    (COLUMNS.format(MORE_COLUMNS).replace("1", "2", 1), b"text/html 200 x - 1 a.arc %d\n"),
)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("gap", [b"\n", b""], ids=["blank line", "none"])
def test_arc_of_both_versions_is_read(version: int, packed: bool, gap: bytes) -> None:
    columns, end = ARC[version - 1][0].encode(), ARC[version - 1][1]
    answer = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    head = b"filedesc://a.arc 0.0.0.0 20060102030405 text/plain %d\n" % len(columns) + columns + gap
    place = b"http://quay.blogspot.com/%d.html 1.2.3.4 20060102030405 "
    records = [head, *((place + end) % (number, len(answer)) + answer + b"\n" for number in range(2))]
    found = captures(b"".join(map(gzip.compress, records) if packed else records))
    assert [(each.url, each.body) for each in found] == [
        (f"http://quay.blogspot.com/{number}.html", PAGE) for number in range(2)
    ]
    assert {each.captured for each in found} == {datetime(2006, 1, 2, 3, 4, 5, tzinfo=UTC)}
