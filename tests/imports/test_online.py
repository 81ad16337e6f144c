"""Captures come from servers with the interfaces of the Wayback Machine and Common Crawl."""

import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.errors import UsageError
from crawler.items import Link, Post
from pipelines.archive import Archive
from pipelines.archive.index_answers import IndexAnswers
from pipelines.imports.capture_choice import Snapshot, choose
from pipelines.imports.cdx import CaptureService, CommonCrawl, Period, WaybackMachine
from pipelines.imports.fetcher import Fetcher, FetchError, PauseError
from pipelines.imports.import_report import ImportReport
from pipelines.imports.importer import Importer
from pipelines.imports.online import OnlineSource
from pipelines.imports.units import ImportOptions
from tests.helpers.processes import blogger_archive, call
from tests.imports.test_feed_stream import backup, entry
from tests.imports.test_importer import page

# The writer of WARC files, which only tests use, leaves its buffers to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

URL = "http://serra.blogspot.com/2014/11/{}.html"
GATE = b"<html><head><title>Parked</title></head><body><p>This domain is for sale.</p></body></html>"
HIDDEN = b"AdministrativeAccessControlException"  # body of a capture that the archive does not show
CAPTURES = {
    (URL.format(1), "20150101000000"): page(1),
    (URL.format(2), "20150101000000"): page(2, "Texto de 2015."),
    (URL.format(2), "20170101000000"): page(2, "Texto de 2017."),
    (URL.format(3), "20150101000000"): page(3),
    (URL.format(3), "20190101000000"): GATE,
}
"""Address and time to what was captured."""


class Server(BaseHTTPRequestHandler):
    """Both services; `busy` requests are answered 429 first."""

    busy: ClassVar[int] = 0
    broken: ClassVar[int] = 0  # answers that end before their last byte
    busy_after: ClassVar[int | None] = None  # requests after which all are answered 429
    asked: ClassVar[list[str]] = []
    warc: ClassVar[bytes] = b""
    lines: ClassVar[list[dict[str, str]]] = []
    page: ClassVar[int] = 2  # captures of one answer of an index

    def do_GET(self) -> None:
        Server.asked.append(self.path)
        if Server.busy or (Server.busy_after is not None and len(Server.asked) > Server.busy_after):
            Server.busy -= bool(Server.busy)
            self._answer(429, b"", {"Retry-After": "7"})
            return
        parts = urlsplit(self.path)
        body = self._body(parts.path, parse_qs(parts.query))
        self._answer(404 if body is None else 403 if body == HIDDEN else 200, body or b"", {})

    def _body(self, path: str, query: dict[str, list[str]]) -> bytes | None:
        if path == "/cdx/search/cdx":
            (site,) = query["url"]
            found = [
                [url, time, "text/html", sha1(body, usedforsecurity=False).hexdigest()]
                for (url, time), body in CAPTURES.items()
                if url.startswith(f"http://{site.removesuffix('*')}") and time >= query.get("from", ["0"])[0]
            ]
            start = int(query.get("resumeKey", ["0"])[0])
            end = start + Server.page
            more: list[list[str]] = [[], [str(end)]] if end < len(found) else []
            return json.dumps(
                [["original", "timestamp", "mimetype", "digest"], *found[start:end], *more]
            ).encode()
        if path.startswith("/web/"):
            time, _, url = path.removeprefix("/web/").partition("id_/")
            return CAPTURES.get((url, time)) or None
        if path == "/collinfo.json":
            return json.dumps([{"cdx-api": f"http://{self.headers['Host']}/CC-MAIN-2019-index"}]).encode()
        if path == "/CC-MAIN-2019-index":
            if "showNumPages" in query:
                return json.dumps({"pages": -(-len(Server.lines) // Server.page)}).encode()
            start = int(query["page"][0]) * Server.page
            return "\n".join(map(json.dumps, Server.lines[start : start + Server.page])).encode()
        if path == "/data.warc.gz":
            first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
            return Server.warc[int(first) : int(last) + 1]
        return None

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: -1 if Server.broken else None])
        Server.broken -= bool(Server.broken)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def base() -> Iterator[str]:
    Server.asked, Server.busy, Server.busy_after = [], 0, None
    Server.warc, Server.lines = b"", []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, args=(0.005,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def fetcher(slept: list[float]) -> Fetcher:
    return Fetcher("test", delay=0, sleep=slept.append)


def run(file: Path, service: CaptureService, period: Period | None = None) -> ImportReport:
    source = OnlineSource("wayback:serra", "serra.blogspot.com", service, period or Period())
    with Archive(file) as archive:
        return list(Importer(archive, ImportOptions()).run(source))[-1]


def stored(file: Path) -> dict[str, Post]:
    with Archive(file, read_only=True) as archive:
        return {post.url or "": post for post in archive.posts()}


def test_the_newest_capture_that_holds_a_post_is_imported(
    base: str, fetcher: Fetcher, tmp_path: Path
) -> None:
    report = run(tmp_path / "a.db", WaybackMachine(base, fetcher))
    assert report.posts == {"new": 3}
    found = stored(tmp_path / "a.db")
    assert found[URL.format(2)].text == "Texto de 2017."
    assert found[URL.format(2)].captured == datetime(2017, 1, 1, tzinfo=UTC)
    assert found[URL.format(3)].text == "A ponte abriu."
    assert {post.source for post in found.values()} == {"capture"}


NO_GOOD = {
    "parked": GATE,
    "error page": page(4).replace(b"<body>", b"<body><script>_WidgetManager._SetDataContext([{"
                                  b"'name': 'blog', 'data': {'pageType': 'error_page'}}]);</script>"),
    "gate": b"<html><body>This blog is open to invited readers only</body></html>",
    "home page": page(1),
    "cut": page(4, "Texto cortado.")[:-40],
    "not shown": HIDDEN,
    "not kept": b"",
}  # fmt: skip
"""Content of a capture of post 4 that is no good one."""


@pytest.mark.parametrize("bad", NO_GOOD)
def test_an_older_capture_is_taken_where_the_newest_is_no_good_one(
    bad: str, base: str, fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = URL.format(4)
    found = {(address, f"{year}0101000000"): NO_GOOD[bad] for year in (2018, 2019, 2020, 2021)}
    monkeypatch.setattr(f"{__name__}.CAPTURES", found | {(address, "20150101000000"): page(4)})
    report = run(tmp_path / "a.db", WaybackMachine(base, fetcher))
    assert report.without_capture == report.unreadable == []
    assert stored(tmp_path / "a.db")[address].text == "A ponte abriu."
    assert len(Server.asked) == 3 + 2


@pytest.mark.parametrize("bad", NO_GOOD)
def test_posts_without_a_good_capture_are_named(
    bad: str, base: str, fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.CAPTURES", {(URL.format(4), "20200101000000"): NO_GOOD[bad]})
    report = run(tmp_path / "a.db", WaybackMachine(base, fetcher))
    lost = [] if bad == "cut" else [f"{URL.format(4)}: no good capture, of 1"]
    assert report.without_capture == lost
    assert (URL.format(4) in stored(tmp_path / "a.db")) is (bad == "cut")


def test_a_content_that_was_no_good_is_fetched_once(
    base: str, fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parked = {(URL.format(number), "20200101000000"): GATE for number in range(3)}
    monkeypatch.setattr(f"{__name__}.CAPTURES", parked)
    report = run(tmp_path / "a.db", WaybackMachine(base, fetcher))
    assert len(report.without_capture) == 3
    assert len([path for path in Server.asked if "/web/" in path]) == 1


def test_an_answer_that_breaks_off_is_asked_for_again(base: str, fetcher: Fetcher) -> None:
    Server.broken = 1
    assert (
        fetcher.get(f"{base}/collinfo.json")
        == json.dumps([{"cdx-api": f"{base}/CC-MAIN-2019-index"}]).encode()
    )
    assert len(Server.asked) == 2


def test_one_request_for_the_index_and_one_for_each_capture(
    base: str, fetcher: Fetcher, tmp_path: Path
) -> None:
    run(tmp_path / "a.db", WaybackMachine(base, fetcher))
    assert len(Server.asked) == 3 + 4
    run(tmp_path / "a.db", WaybackMachine(base, fetcher))
    assert len(Server.asked) == 3 + 4


def test_an_interrupted_import_goes_on_without_asking_the_index_again(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, asked = tmp_path / "a.db", 0

    def fetch(*_: object) -> None:
        raise PauseError("a pause of 900 s; run again after that")

    with Archive(file) as archive:
        fetcher = Fetcher("test", delay=0, cache=IndexAnswers(archive))
        source = OnlineSource("wayback:serra", "serra.blogspot.com", WaybackMachine(base, fetcher), Period())
        with monkeypatch.context() as patched:
            patched.setattr(WaybackMachine, "fetch", fetch)
            with pytest.raises(PauseError, match="900"):
                list(Importer(archive, ImportOptions()).run(source))
        asked = len(Server.asked)
        assert asked == 3
        report = list(Importer(archive, ImportOptions()).run(source))[-1]
    assert report.posts == {"new": 3}
    assert not [path for path in Server.asked[asked:] if path.startswith("/cdx")]


@pytest.mark.slow
def test_the_index_is_forgotten_once_all_is_imported(base: str, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    setting = ("-s", f"BLOGGER_WAYBACK_URL={base}", "-s", "BLOGGER_MAX_WAIT=1")
    Server.busy_after = 5
    done = call("import", "wayback:serra.blogspot.com", *setting, archive=file)
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)
    assert "a pause of 7 s" in done.stderr
    with Archive(file, read_only=True) as archive, archive.reading() as connection:
        assert connection.execute("SELECT count(*) FROM _index_answers").fetchone()[0] == 3
        assert connection.execute("SELECT count(*) FROM posts").fetchone()[0] == 2
    Server.busy_after = None
    done = call("import", "wayback:serra.blogspot.com", *setting, archive=file)
    assert (done.returncode, "1 new" in done.stdout) == (0, True)
    assert sum(path.startswith("/cdx") for path in Server.asked) == 3
    with Archive(file, read_only=True) as archive, archive.reading() as connection:
        assert connection.execute("SELECT count(*) FROM _index_answers").fetchone()[0] == 0


def test_a_server_that_asks_for_a_pause_gets_it(
    base: str, fetcher: Fetcher, slept: list[float], tmp_path: Path
) -> None:
    Server.busy = 2
    assert run(tmp_path / "a.db", WaybackMachine(base, fetcher)).posts == {"new": 3}
    assert slept.count(7.0) == 2


def test_a_pause_that_is_too_long_ends_the_import_in_one_line(base: str, tmp_path: Path) -> None:
    Server.busy = 1
    patient = Fetcher("test", delay=0, max_wait=5, sleep=lambda _: None)
    with pytest.raises(FetchError, match="a pause of 7 s; run again after that"):
        run(tmp_path / "a.db", WaybackMachine(base, patient))


def test_common_crawl_is_asked_for_byte_ranges(base: str, fetcher: Fetcher, tmp_path: Path) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for (url, time), body in CAPTURES.items():
        start = out.tell()
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        at = {"WARC-Date": f"{time[:4]}-{time[4:6]}-{time[6:8]}T00:00:00Z"}
        writer.write_record(writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=at
        ))  # fmt: skip
        Server.lines.append({
            "url": url, "timestamp": time, "mime": "text/html", "filename": "data.warc.gz",
            "offset": str(start), "length": str(out.tell() - start),
        })  # fmt: skip
    Server.warc = out.getvalue()
    assert run(tmp_path / "a.db", CommonCrawl(base, base, fetcher)).posts == {"new": 3}
    assert stored(tmp_path / "a.db")[URL.format(2)].text == "Texto de 2017."


def test_pages_and_lists_are_worth_a_request_and_other_things_are_not() -> None:
    host = "http://a.blogspot.com"
    good = (
        "/2014/11/x.html",
        "/p/about.html",
        "/2014/11/",
        "/2014_11_01_archive.html",
        "/",
        "/search/label/y",
    )
    bad = (
        "/favicon.ico",
        "/robots.txt",
        "/search/label/y/z",
        "/?m=1",
        "/2014/11/x.jpg",
        "/feeds/comments/default",
    )
    snapshots = [Snapshot(host + path, "20150101000000", "text/html") for path in (*bad, *reversed(good))]
    assert [each[0].url.removeprefix(host) for each in choose(snapshots)] == [
        "/2014/11/x.html", "/p/about.html", "/2014/11/", "/2014_11_01_archive.html", "/", "/search/label/y",
    ]  # fmt: skip
    homes = [
        Snapshot(f"{host}/", f"2015{month:02}{day:02}000000", "text/html")
        for month in (1, 2)
        for day in (1, 9)
    ]
    assert [each[0].time for each in choose(homes)] == ["20150109000000", "20150209000000"]


def test_feeds_come_first_then_each_permalink_once_in_all_its_spellings() -> None:
    addresses = (
        "http://a.blogspot.com/2014/11/x.html", "https://a.blogspot.com/2014/11/x.html?m=1",
        "http://a.blogspot.com/search/label/y", "http://a.blogspot.com/feeds/posts/default",
        "http://a.blogspot.com/2014/11/x.html?showComment=12",
    )  # fmt: skip
    found = list(choose(Snapshot(url, f"2015010100000{n}", "text/html") for n, url in enumerate(addresses)))
    assert [[snapshot.url for snapshot in each] for each in found] == [
        ["http://a.blogspot.com/feeds/posts/default"],
        [addresses[4], addresses[1], addresses[0]],
        [addresses[2]],
    ]


def test_a_period_ends_with_the_whole_of_its_last_part() -> None:
    period = Period("2015", "201601")
    times = ("20141231235959", "20150101000000", "20160131235959", "20160201000000")
    assert [period.holds(time) for time in times] == [False, True, True, False]
    with pytest.raises(UsageError, match="a year"):
        Period("last year")


@pytest.mark.slow
def test_the_command_line_imports_from_the_server_that_the_settings_name(base: str, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    done = blogger_archive(
        "import",
        "wayback:serra.blogspot.com",
        "--from",
        "2015",
        "-s",
        f"BLOGGER_WAYBACK_URL={base}",
        archive=file,
    )
    assert done.returncode == 0, done.stderr
    assert "3 new" in done.stdout
    assert len(stored(file)) == 3


def test_a_dead_server_is_one_line(tmp_path: Path) -> None:
    done = blogger_archive(
        "import", "wayback:serra.blogspot.com", "-s", "BLOGGER_WAYBACK_URL=ftp://x", archive=tmp_path / "a.db"
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_a_server_that_does_not_answer_is_one_line_and_the_other_sources_go_on(tmp_path: Path) -> None:
    dead = ("-s", "BLOGGER_WAYBACK_URL=http://127.0.0.1:1", "-s", "BLOGGER_MAX_WAIT=0.5")
    source = tmp_path / "b.xml"
    source.write_bytes(backup(entry(1000001)))
    done = call("import", "wayback:serra.blogspot.com", source, *dead, archive=tmp_path / "a.db")
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert "http://127.0.0.1:1/" in done.stderr
    assert "1 new" in done.stdout
    assert call("import", "wayback:serra.blogspot.com", *dead, archive=tmp_path / "a.db").returncode == 5


@pytest.mark.parametrize("answer", [b"<html>", b'[["a","b","c"],["u"]]', b'[["a","b","c"]', b"3"])
def test_an_answer_that_is_no_index_is_named(
    answer: bytes, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, base: str, tmp_path: Path
) -> None:
    monkeypatch.setattr(Server, "_body", lambda *_: answer)
    for service in (WaybackMachine(base, fetcher), CommonCrawl(base, base, fetcher)):
        with pytest.raises(FetchError, match="no index of captures"):
            run(tmp_path / "a.db", service)


@pytest.mark.slow
def test_country_copies_that_the_archive_has_met_are_asked_for_too(base: str, tmp_path: Path) -> None:
    brazil = "http://serra.blogspot.com.br/2014/11/{}.html"
    pages = {
        (brazil.format(1), "20160101000000"): page(1, "No Brasil."),
        (brazil.format(7), "20160101000000"): page(7),
    }
    file, other = tmp_path / "a.db", "http://outraserra.blogspot.de/2014/11/1.html"
    links = tuple(Link(url=url) for url in (brazil.format(9), other, "http://serra.example/"))
    with Archive(file) as archive:
        archive.import_posts([Post(blog_id="1", post_id="9", text="Veja.", body_raw="Veja.", links=links)])
    CAPTURES.update(pages)
    try:
        done = call("import", "wayback:serra.blogspot.com", "-s", f"BLOGGER_WAYBACK_URL={base}", archive=file)
    finally:
        for key in pages:
            del CAPTURES[key]
    assert (done.returncode, done.stderr) == (0, "")
    sites = {parse_qs(urlsplit(asked).query)["url"][0] for asked in Server.asked if "cdx" in asked}
    assert sites == {"serra.blogspot.com/*", "serra.blogspot.com.br/*"}
    found = stored(file)
    assert found[URL.format(1)].text == "No Brasil."
    assert URL.format(7) in found
