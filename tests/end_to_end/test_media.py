"""`blogger-archive media` against a real server of pictures that misbehaves, in processes of their own."""

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest

from crawler.blogger.media_urls import capture_pattern
from crawler.media_reader import MediaAnswer
from pipelines.archive.media.media_connection import media_path
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_wanted import NamedMedia
from tests.helpers.hostile_server import Hit, HostileServer, lie
from tests.helpers.picture_host import PictureHost, Served, picture_host, save_posts_with
from tests.helpers.pictures import MP3, PAGE, SVG, claiming_png, picture
from tests.helpers.processes import FAST, Done, blogger_archive, call, start
from tests.helpers.tables import sql


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with picture_host() as serving:
        yield serving


def fetch(archive: Path, *more: object) -> Done:
    return blogger_archive("media", "fetch", *FAST, "-s", "DOWNLOAD_TIMEOUT=3", *more, archive=archive)


def states(archive: Path) -> dict[str, tuple[str, int | None, str | None]]:
    """Path of each address → state, status, reason."""
    rows = sql(media_path(archive), "SELECT url, state, status, reason FROM media")
    return {"/" + url.split("/", 3)[3]: (state, status, reason) for url, state, status, reason in rows}


def test_pictures_are_fetched_once_and_counted(host: PictureHost, tmp_path: Path) -> None:
    urls = [host.put(f"/{n}.png", picture(n)) for n in range(3)] + [host.url + "/gone.png"]
    archive = save_posts_with(tmp_path / "a.db", urls, home=host.url)
    before = archive.read_bytes()
    first = fetch(archive)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[-1].startswith("4 media files asked for: 3 came, 1 gone;")
    assert archive.read_bytes() == before
    assert host.asked["/gone.png"] == 1
    again = call("media", "fetch", archive=archive)
    assert again.stdout.startswith("Nothing is due")
    said = call("media", "status", archive=archive).stdout
    assert said.startswith("3 held (0.0 MB), 0 missing, 1 gone\n")
    assert "gone: 1 HTTP 404" in said
    counts = json.loads(call("media", "status", "--json", archive=archive).stdout)["counts"]
    assert (counts["held"], counts["gone"], counts["wanted"]) == (3, 1, 0)


def test_a_blog_of_text_gets_no_media_file(tmp_path: Path) -> None:
    archive = save_posts_with(tmp_path / "a.db", [], home="http://127.0.0.1:1")
    assert call("media", "fetch", archive=archive).stdout == "No post names a picture or media file.\n"
    assert call("media", "status", archive=archive).stdout.startswith("0 held")
    assert not media_path(archive).exists()


def test_a_blog_that_is_not_there_is_named(tmp_path: Path) -> None:
    archive = save_posts_with(tmp_path / "a.db", [], home="http://127.0.0.1:1")
    done = call("media", "fetch", "https://other.example", archive=archive)
    assert done.returncode == 2
    assert "https://other.example: no such blog" in done.stderr


@pytest.mark.slow
def test_bad_answers_are_told_apart(host: PictureHost, tmp_path: Path) -> None:
    host.robots = "User-agent: *\nDisallow: /private/\n"
    with picture_host() as other:
        secret = other.put("/secret.png", picture(99))
        circles = [f"/circle{n}.png" for n in range(4)]
        answers = {
            "/good.png": Served(picture(1), type="text/html"),  # a lying type does not matter
            "/sound": Served(MP3, type="image/png"),
            "/page.jpg": Served(PAGE, type="image/jpeg"),
            "/script.svg": Served(SVG, type="image/svg+xml"),
            "/svg.png": Served(SVG, type="image/png"),
            "/bomb.png": Served(claiming_png(60_000, 60_000)),
            "/dot.gif": Served(picture(size=(1, 1), form="GIF")),
            "/huge.png": Served(picture(2) + bytes(300_000)),
            "/slow.png": Served(picture(3), drip=0.3),
            "/inside.png": Served(status=302, headers={"Location": secret}),
            "/metadata": Served(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"}),
            "/moved.png": Served(status=301, headers={"Location": "/good2.png"}),
            "/removed.jpg": Served(status=302, headers={"Location": "/photo_unavailable.png"}),
            **{path: Served(status=302, headers={"Location": path}) for path in circles},
            "/same.png": Served(status=304),
            "/private/a.png": Served(picture(4)),
            "/secret": Served(status=403),
            "/deleted.png": Served(status=410),
            "/empty.png": Served(b""),
        }  # fmt: skip
        urls = [host.put(path, served) for path, served in answers.items()]
        host.put("/good2.png", picture(5))
        host.put("/photo_unavailable.png", picture(6))
        archive = save_posts_with(tmp_path / "a.db", urls, home=host.url)
        done = fetch(archive, "-s", "BLOGGER_MEDIA_MAXSIZE=200000", "-s", "RETRY_TIMES=0")
        assert done.returncode == 0, done.stderr
        assert not other.asked
    found = states(archive)
    expected = {
        "/good.png": ("held", 200, ""),
        "/sound": ("held", 200, ""),
        "/page.jpg": ("refused", 200, "a page"),
        "/script.svg": ("refused", 200, "SVG"),
        "/svg.png": ("refused", 200, "SVG"),
        "/bomb.png": ("refused", 200, "more pixels"),
        "/dot.gif": ("refused", 200, "one pixel"),
        "/huge.png": ("refused", None, "larger than the limit BLOGGER_MEDIA_MAXSIZE"),
        "/slow.png": ("failed", None, "did not answer in time"),
        "/inside.png": ("refused", None, "is in a private network"),
        "/metadata": ("refused", None, "is in a private network"),
        "/moved.png": ("held", 200, ""),
        "/removed.jpg": ("gone", 200, "placeholder"),
        **dict.fromkeys(circles, ("failed", None, "redirects in a circle")),
        "/same.png": ("failed", 304, ""),
        "/private/a.png": ("refused", None, "robots.txt forbids it"),
        "/secret": ("failed", 403, ""),
        "/deleted.png": ("gone", 410, ""),
        "/empty.png": ("refused", 200, "empty"),
    }
    assert {path: answer[:2] for path, answer in found.items()} == {p: e[:2] for p, e in expected.items()}
    assert not [p for p, e in expected.items() if e[2] not in (found[p][2] or "")]
    kinds = sql(media_path(archive), "SELECT DISTINCT type FROM files ORDER BY 1")
    assert kinds == [("audio/mpeg",), ("image/png",)]


@pytest.mark.slow
def test_a_host_that_asks_for_a_pause_is_left_alone_and_asked_by_a_later_run(
    host: PictureHost, tmp_path: Path
) -> None:
    tired = Served(status=429, headers={"Retry-After": "3600"})
    urls = [host.put(f"/{n}.png", tired) for n in range(20)]
    archive = save_posts_with(tmp_path / "a.db", urls, home=host.url)
    done = fetch(archive)
    assert done.returncode == 5
    assert "20 failed" in done.stdout
    assert sum(host.asked.values()) == 2  # one of them robots.txt
    for n in range(20):
        host.put(f"/{n}.png", picture(n))
    assert call("media", "fetch", archive=archive).stdout.startswith("Nothing is due")
    assert "20 came" in fetch(archive, "--again").stdout


@pytest.mark.slow
def test_two_blogs_share_bytes_and_ask_conditionally(host: PictureHost, tmp_path: Path) -> None:
    tagged = Served(picture(1), headers={"ETag": '"one"'})
    archive = save_posts_with(tmp_path / "a.db", [host.put("/a.png", tagged)], home=host.url)
    save_posts_with(archive, [host.put("/b.png", picture(1))], home=host.url + "/", blog_id="99")
    assert "2 came" in fetch(archive).stdout
    assert "1 came, 1 unchanged" in fetch(archive, "--again").stdout
    for table, rows in (("files", 1), ("former_files", 0)):
        assert sql(media_path(archive), f"SELECT count(*) FROM {table}") == [(rows,)]


@pytest.mark.slow
def test_a_total_limit_ends_the_run_and_says_so(host: PictureHost, tmp_path: Path) -> None:
    urls = [host.put(f"/{n}.bmp", picture(n, "BMP", (40, 40))) for n in range(9)]
    archive = save_posts_with(tmp_path / "a.db", urls, home=host.url)
    done = fetch(archive, "-s", "BLOGGER_MEDIA_MAXTOTAL=12000")
    assert done.returncode == 3
    assert "BLOGGER_MEDIA_MAXTOTAL=12000 is reached" in done.stderr
    assert [state for state, *_ in states(archive).values()].count("held") == 3


@pytest.mark.slow
@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_is_ended_keeps_every_picture_that_had_come(
    host: PictureHost, tmp_path: Path, signum: signal.Signals
) -> None:
    urls = [host.put(f"/{n}.png", picture(n)) for n in range(60)]
    host.delay = 0.05
    archive = save_posts_with(tmp_path / "a.db", urls, home=host.url)
    running = start("media", "fetch", *FAST, archive=archive)
    while len(host.asked) < 20:
        time.sleep(0.02)
    running.send_signal(signum)
    out, err = running.communicate(timeout=20)
    if signum is signal.SIGTERM:
        assert (running.returncode, "came" in out, "Traceback" in err) == (143, True, False), err
    asked = len(host.asked)
    ((held,),) = sql(media_path(archive), "SELECT count(*) FROM media WHERE state = 'held'")
    assert sql(media_path(archive), "PRAGMA integrity_check") == [("ok",)]
    assert asked - 4 <= held < 60
    done = fetch(archive)
    assert done.returncode == 0, done.stderr
    assert f"{60 - held} came" in done.stdout
    assert sum(host.asked.values()) <= 60 + 2 + 3  # robots.txt twice, and what was on its way


def illustrated(hit: Hit) -> None:
    """Answer as a blog whose posts show pictures that lie beside them."""

    def change(feed: dict[str, Any], hit: Hit) -> None:
        for number, entry in enumerate(feed.get("entry", ())):
            address = f"http://127.0.0.1:{hit.port}/picture-{number}.png"
            entry.setdefault("content", {"type": "html", "$t": ""})["$t"] += f'<img src="{address}">'

    if hit.path.startswith("/picture"):
        hit.ok(picture(int(hit.path[9:-4])), "image/png")
    else:
        lie(change)(hit)


@pytest.mark.slow
@pytest.mark.parametrize("wanted", ["--media", "BLOGGER_MEDIA", "none"])
def test_a_crawl_fetches_media_where_that_is_wanted(wanted: str, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    with HostileServer({"blog": illustrated, "plain": illustrated}) as server:
        blogs = (server.url("blog"), server.url("plain"))
        options = {"--media": ["--media"], "BLOGGER_MEDIA": ["-s", f"BLOGGER_MEDIA={blogs[0]}"], "none": []}
        done = blogger_archive("crawl", *blogs, *FAST, *options[wanted], archive=archive)
        assert done.returncode == 0, done.stderr
        asked = {name: sum("/picture" in path for path in server.seen[name]) for name in server.seen}
    expected = {"--media": (5, 5), "BLOGGER_MEDIA": (5, 0), "none": (0, 0)}[wanted]
    assert tuple(asked.values()) == expected
    said = f"{sum(expected)} media files asked for: {sum(expected)} came; 0.0 MB kept"
    assert (said in done.stdout) == (wanted != "none")
    assert media_path(archive).exists() == (wanted != "none")


@pytest.mark.slow
def test_media_come_also_where_a_blog_of_the_crawl_failed(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    with HostileServer({"blog": illustrated}) as server:
        done = blogger_archive(
            "crawl", server.url("blog"), "http://127.0.0.1:9", *FAST, "--media", archive=archive
        )
    assert done.returncode == 4, done.stderr
    assert "5 media files asked for: 5 came" in done.stdout
    assert not list(tmp_path.glob("*.lock"))


@pytest.mark.slow
def test_what_its_host_has_forgotten_comes_from_the_wayback_machine(
    host: PictureHost, tmp_path: Path
) -> None:
    gone = [f"{host.url}/lost.png", f"{host.url}/page.png"]
    archive = save_posts_with(tmp_path / "a.db", gone, home=host.url)
    with MediaStore(media_path(archive)) as store:
        store.want(NamedMedia("1234", url.removeprefix("http://"), url, None) for url in gone)
        for number, url in enumerate(gone, 1):
            store.save(MediaAnswer(id=number, state="gone", url=url, status=404))
    rows = [["original", "timestamp", "mimetype", "length"]]
    rows += [["http://x/small.png", "20100101000000", "image/png", "300"]]
    rows += [["http://x/large.png", "20090101000000", "image/png", "9000"]]
    host.put("/cdx/search/cdx", Served(json.dumps(rows).encode(), type="application/json"))
    host.put("/web/20100101000000id_/http://x/small.png", picture(1))
    host.put("/web/20090101000000id_/http://x/large.png", Served(PAGE, type="image/png"))
    options = ("-s", f"BLOGGER_WAYBACK_URL={host.url}")
    done = call("media", "fetch", "--from", "wayback", *options, archive=archive)
    assert done.stdout == "2 lost media files looked for in the Wayback Machine: 2 came\n"
    assert states(archive)["/lost.png"] == ("held", 200, None)
    assert f"url={quote_plus(gone[0][7:])}&" in next(path for path in host.asked if "/cdx" in path)
    assert call("media", "fetch", "--from", "wayback", *options, archive=archive).returncode == 0
    assert host.asked["/web/20100101000000id_/http://x/small.png"] == 2


def test_the_wayback_machine_is_asked_for_all_sizes_of_a_picture() -> None:
    size = "http://1.bp.blogspot.com/-abcdefg/abcdefg/AAAA/abcdefghi/s320/a.jpg"
    assert capture_pattern(size) == "1.bp.blogspot.com/-abcdefg/abcdefg/AAAA/abcdefghi*"
    assert capture_pattern("https://x.example/a.jpg?b=1") == "x.example/a.jpg?b=1"
