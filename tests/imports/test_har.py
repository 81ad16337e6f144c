"""HAR files give the answers that a browser has noted."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from pipelines.imports import har
from pipelines.imports.har import read_har
from pipelines.imports.warc import Capture, DamagedRecord
from tests.imports.test_importer import page, run, stored

URL = "http://serra.blogspot.com/2014/11/{}.html"


def entry(number: int, *, packed: bool = False, status: int = 200, kind: str = "text/html") -> dict[str, Any]:
    body = page(number)
    text = b64encode(body).decode() if packed else body.decode()
    content = {"mimeType": kind, "text": text, **({"encoding": "base64"} if packed else {})}
    return {
        "startedDateTime": "2015-01-04T10:11:12.000-02:00",
        "request": {"method": "GET", "url": URL.format(number)},
        "response": {"status": status, "content": content},
    }


def log(*entries: object, mark: str = "") -> bytes:
    pages = [{"title": "a page [1]"}] * 9
    return (
        mark.encode() + json.dumps({"log": {"version": "1.2", "pages": pages, "entries": entries}}).encode()
    )


@pytest.mark.parametrize("chunk", [50, 1 << 20])
def test_answers_are_read_packed_or_not(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har, "_CHUNK", chunk)
    found = list(
        read_har(BytesIO(log(entry(1), entry(2, packed=True), entry(3, status=304), entry(4, status=404))))
    )
    assert [(each.url, each.body, each.status) for each in found if isinstance(each, Capture)] == [
        (URL.format(number), page(number), 404 if number == 4 else 200) for number in (1, 2, 3, 4)
    ]
    assert found[0].captured == datetime(2015, 1, 4, 12, 11, 12, tzinfo=UTC)  # type: ignore[union-attr]


def test_an_entry_that_is_none_costs_itself_only() -> None:
    broken, good = list(read_har(BytesIO(log({"request": {}}, entry(1)))))
    assert isinstance(broken, DamagedRecord)
    assert isinstance(good, Capture)


@pytest.mark.parametrize("cut", [-3, -400, 60])
def test_a_file_that_was_cut_says_so_and_gives_what_it_has(cut: int) -> None:
    *whole, end = read_har(BytesIO(log(entry(1), entry(2))[:cut]))
    assert len(whole) == {-3: 2, -400: 1, 60: 0}[cut]
    assert isinstance(end, DamagedRecord)
    assert "ends before" in end.reason


def test_an_entry_that_is_too_large_ends_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har, "_CHUNK", 100)
    monkeypatch.setattr(har, "MAX_CAPTURE_BYTES", 100)
    [end] = read_har(BytesIO(log(entry(1), entry(2))))
    assert isinstance(end, DamagedRecord)
    assert "or has more than" in end.reason


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_pages_of_a_log_are_imported(mark: str, tmp_path: Path) -> None:
    source = tmp_path / "serra.json"
    source.write_bytes(log(entry(1), entry(2, kind="image/png"), mark=mark))
    [report] = run(tmp_path / "a.db", source)
    assert (report.kinds, report.posts, report.skipped) == ({"har": 2}, {"new": 1}, {"other media": 1})
    [post] = stored(tmp_path / "a.db").values()
    assert (post.url, post.source) == (URL.format(1), "capture")
