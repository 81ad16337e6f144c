"""Options of runs on workers that cannot be used end in one line that names what to do."""

import sys
from pathlib import Path

import pytest

from crawler.exit_codes import Exit
from tests.helpers.processes import call

BLOG = "https://example.blogspot.com"


@pytest.mark.slow  # imports Dask
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("crawl", BLOG, "--scheduler", "8786"), "--scheduler 8786: write listen:8786"),
        (("crawl", BLOG, "--scheduler", "listen:99999"), "--scheduler listen:99999: write listen:8786"),
        (("crawl", BLOG, "--scheduler", "listen:tls://0.0.0.0:8786"), "certificates in Dask's configuration"),
        (("crawl", BLOG, "--workers", "0"), "0 is not in the range"),
        (("crawl", BLOG, "--workers", "2", "--warc", "w"), "workers write no WARC files"),
        (("import", "pages", "--scheduler", "8786"), "--scheduler 8786: write listen:8786"),
        (("import", "pages", "--jobs", "2", "--workers", "2"), "--jobs, --workers: give one of them"),
        (("worker", "main:8786"), "main:8786: write tcp://HOST:PORT, or tls://HOST:PORT"),
        (("worker", "tls://main:8786"), "certificates in Dask's configuration"),
    ],
    ids=lambda it: "-".join(it[-2:]).replace("/", "") if isinstance(it, tuple) else "",
)
def test_what_cannot_be_used_is_named(command: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = call(*command, archive=tmp_path / "archive.db")
    assert (done.returncode, done.stderr.count("\n")) == (Exit.USAGE, 1), done.stderr
    assert said in done.stderr
    assert not (tmp_path / "archive.db").exists()


@pytest.mark.parametrize(
    "command",
    [("crawl", BLOG, "--workers", "2"), ("import", "pages", "--workers", "2"), ("worker", "tcp://main:8786")],
    ids=lambda command: command[0],
)
def test_without_the_extra_one_line_names_it(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = call(*command, archive=tmp_path / "archive.db")
    assert (done.returncode, done.stderr.count("\n")) == (Exit.USAGE, 1), done.stderr
    assert "pip install 'blogger-archive[scale]'" in done.stderr
