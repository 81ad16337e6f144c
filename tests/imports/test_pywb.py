"""WARC and WACZ files of crawls are replayed by pywb, and imported from it; skipped where pywb is absent."""

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.items import Post
from pipelines.archive import Archive
from tests.helpers.processes import blogger_archive, environment
from tests.helpers.worker_runs import served

MANAGER, SERVER = shutil.which("wb-manager"), shutil.which("wayback")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not (MANAGER and SERVER), reason="pywb is not installed")]
FAST = ("-s", "BLOGGER_RATE=100", "-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_ENABLED=0")
HOST = "b1-1.blogspot.com"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crawl with its WARC files, and the WACZ of these."""
    folder = tmp_path_factory.mktemp("pywb")
    with served(1, host="b{}-{}.blogspot.com") as (_, proxy):
        warc, env = ("--warc", folder / "warc"), environment(http_proxy=proxy)
        crawl = ("crawl", f"http://{HOST}", "--via", "pages", *FAST, *warc)
        assert blogger_archive(*crawl, archive=folder / "crawled.db", env=env).returncode == 0
    made = blogger_archive("export", folder / "all.wacz", *warc, archive=folder / "crawled.db")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    """A pywb server with one collection of the WARC files and one of the WACZ."""
    for name, given in (
        ("files", [*(folder / "warc").iterdir()]),
        ("packed", ["--unpack-wacz", folder / "all.wacz"]),
    ):
        for command in (("init", name), ("add", name, *given)):
            subprocess.run(
                [str(MANAGER), *map(str, command)], cwd=folder, check=True, capture_output=True, timeout=60
            )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serving = [str(SERVER), "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(
        serving, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def held(file: Path) -> dict[str, tuple[str | None, str]]:
    def facts(post: Post) -> tuple[str | None, str]:
        return post.title, post.text

    with Archive(file, read_only=True) as archive:
        return {post.post_id: facts(post) for post in archive.posts()}


@pytest.mark.parametrize("name", ["files", "packed"])
def test_posts_come_back_from_pywb_as_they_were_crawled(folder: Path, base: str, name: str) -> None:
    place = ("-s", f"BLOGGER_WAYBACK_URL={base}/{name}")
    done = blogger_archive("import", f"wayback:{HOST}", *place, archive=folder / f"{name}.db")
    assert (done.returncode, done.stderr) == (0, "")
    assert held(folder / f"{name}.db") == held(folder / "crawled.db") != {}


@pytest.mark.parametrize("name", ["files", "packed"])
def test_pywb_replays_the_home_page(base: str, name: str) -> None:
    with urllib.request.urlopen(f"{base}/{name}/2id_/http://{HOST}/", timeout=20) as answer:
        assert b"blogger.com" in answer.read()
