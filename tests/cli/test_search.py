"""`blogger-archive search`, `similar` and `trends` as they are typed."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from crawler.cli.output.result_output import describe_answer, print_hits
from crawler.items import Blog, Post
from crawler.terminal import one_line
from pipelines.archive import Archive
from pipelines.search.listed_posts import SearchResult
from pipelines.search.search import search
from tests.helpers.processes import ROOT, blogger_archive, call, environment

EVIL = "\x1b[2J\x1b]0;owned\x07=SUM(A1) \u202e\x9b31m evil ferry"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("command") / "archive.db"
    start = datetime(2015, 1, 1, tzinfo=UTC)
    texts = {
        "Ferries run": "The ferry crosses the harbour, Jack Ma said.",
        EVIL: "A ferry with a mast and a sail.",
        "Sails": "The ferry has a mast and a sail and a keel.",
        "夜市": "夜市に小さな書店ができた",
        "=1+1": "bus",
    }
    with Archive(path) as archive:
        archive.save_blog(Blog(blog_id="1", url="https://quay.example/", title="Quay \x1b[31mnews"))
        archive.save_posts(
            [
                Post(
                    blog_id="1", post_id=str(n), title=title, text=text, url=f"https://quay.example/{n}.html",
                    author="-Ana", labels=("Boats",), published=start + timedelta(days=40 * n),
                )
                for n, (title, text) in enumerate(texts.items())
            ]
        )  # fmt: skip
    return path


def test_for_people(path: Path) -> None:
    ran = blogger_archive("search", "jack ma", archive=path)
    assert ran.returncode == 0
    assert ran.stdout.splitlines() == [
        "2015-01-01  Ferries run",
        "            Quay [31mnews · -Ana · Boats",
        "            https://quay.example/0.html",
        "            The ferry crosses the harbour, **Jack** **Ma** said.",
    ]
    assert ran.stderr == "1 of 1 posts\n"


def test_nothing_found_is_exit_code_one_with_the_nearest_word(path: Path) -> None:
    ran = call("search", "fery", "-mast", archive=path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "nothing found for: fery -mast\ndid you mean: ferry -mast\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["search"], "nothing to look for; usage: blogger-archive search [OPTIONS] QUERY"),
        (["search", "x", "--frobnicate"], "no such option '--frobnicate'; see blogger-archive search -h"),
        (["search", "x", "--limit", "0"], "invalid value for '--limit': 0 is not in the range"),
        (["search", "x", "--since", "soon"], "--since soon: give a day, month or year"),
        (["search", "ferry", "--label", "oat"], "oat: no such label in the archive; the nearest is Boats"),
        (["search", "ferry", "--label", "Boat"], "Boat: no such label in the archive; the nearest is Boats"),
        (
            ["search", "", "--blog", "quai.example"],
            "quai.example: no such blog in the archive; the nearest is quay",
        ),
        (
            ["search", "ferry", "--language", "xx"],
            "xx: no such language in the archive; no name there is like",
        ),
        (["trends", "ferry", "--label", "Boat"], "Boat: no such label"),
        (["duplicates", "--label", "Boat"], "Boat: no such label"),
        (["similar", "1", "--label", "Boat"], "Boat: no such label"),
        (["similar", "9999"], "9999: no such post in"),
        (["trends", "ferry", "--png", "plot.gif"], "plot.gif: name a file that ends in .png"),
    ],
)
def test_what_cannot_be_used_is_exit_code_two_and_one_line(path: Path, args: list[str], said: str) -> None:
    ran = call(*args, archive=path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"error: {said}")
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("args", [["", "--label", "Boats"], ["--label", "BOATS"], ["author:-ANA"]])
def test_a_filter_alone_lists_the_newest(path: Path, args: list[str]) -> None:
    ran = call("search", *args, "--limit", "2", "--jsonl", archive=path)
    assert [json.loads(line)["post_id"] for line in ran.stdout.splitlines()] == ["4", "3"]


@pytest.mark.parametrize("shape", ["--json", "--jsonl"])
def test_json_says_when_others_may_match_too(
    path: Path, shape: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipelines.search.matching.MAX_LOOKED_AT", 1)
    monkeypatch.setattr("pipelines.search.search.MAX_RANKED", 1)
    for option, bounded in (("--sort=best", True), ("--all", False)):
        ran = call("search", "ferry", shape, "--limit", "1", option, archive=path)
        found = json.loads(ran.stdout)
        (record,) = found if shape == "--json" else [found]
        assert record.get("bounded", False) is bounded
        assert ("ranked among the newest 1;" in ran.stderr) is bounded


def test_nothing_found_is_an_empty_array(path: Path) -> None:
    ran = call("search", "zeppelin", "--json", archive=path)
    assert (ran.returncode, json.loads(ran.stdout)) == (1, [])


def test_json(path: Path) -> None:
    found = json.loads(call("search", "夜市", "--json", archive=path).stdout)
    assert [(hit["title"], hit["url"]) for hit in found] == [("夜市", "https://quay.example/3.html")]
    assert found[0]["snippet"].startswith("**夜市**に")
    lines = call("search", "ferry", "--jsonl", "--limit", "2", archive=path).stdout.splitlines()
    assert [json.loads(line)["labels"] for line in lines] == [["Boats"]] * 2


def test_csv_holds_no_formulas(path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(call("search", "bus", "--csv", archive=path).stdout)))
    assert [(row["title"], row["author"], row["labels"]) for row in rows] == [("'=1+1", "'-Ana", '["Boats"]')]


def test_similar(path: Path) -> None:
    ran = call("similar", "https://quay.example/2.html", "--jsonl", archive=path)
    assert json.loads(ran.stdout.splitlines()[0])["post_id"] == "1"


def test_trends(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = json.loads(call("trends", "ferry", "bus", "--json", "--share", archive=path).stdout)
    assert figures["spans"][:3] == ["2015-01", "2015-02", "2015-03"]
    assert figures["posts"] == {"ferry": [1, 1, 1, 0, 0, 0], "bus": [0, 0, 0, 0, 0, 1]}
    monkeypatch.setenv("COLUMNS", "60")
    plot = call("trends", "ferry", archive=path)
    assert "posts a month" in plot.stdout
    assert "ferry: most in 2015-01 (1)" in plot.stdout
    assert max(map(len, plot.stdout.splitlines())) <= 60
    assert "\x1b" not in plot.stdout


def test_trends_as_files(path: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    png, svg = tmp_path / "plot.png", tmp_path / "plot.svg"
    ran = call("trends", "ferry", "夜市", "$x", "--png", str(png), "--svg", str(svg), archive=path)
    assert ran.stdout.splitlines() == [str(png), str(svg)]
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "夜市" in "".join(ElementTree.parse(svg).getroot().itertext())


def test_without_matplotlib_one_line_says_how_to_get_it(path: Path, tmp_path: Path) -> None:
    """A package of that name that cannot be imported stands for none."""
    (tmp_path / "matplotlib.py").write_text("raise ImportError('none')", encoding="utf-8")
    ran = blogger_archive(
        "trends",
        "ferry",
        "--png",
        tmp_path / "a.png",
        archive=path,
        env=environment(PYTHONPATH=str(tmp_path)),
    )
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert "-m pip install 'matplotlib" in ran.stderr


def _chunks(terminal: int) -> Iterator[bytes]:
    """Read all output of a terminal whose other side is closed; the system delivers it in pieces."""
    with suppress(OSError):  # EIO: the end
        while chunk := os.read(terminal, 65536):
            yield chunk


def test_a_terminal_gets_colours_and_nothing_of_the_posts_own(path: Path) -> None:
    """A post's own control characters must not move the cursor, name the window or reverse the text."""
    ours, theirs = pty.openpty()
    try:
        with os.fdopen(theirs, "w", encoding="utf-8") as terminal, Archive(path, read_only=True) as archive:
            print_hits(search(archive._connection, "evil ferry").hits, None, terminal)
        seen = b"".join(_chunks(ours)).decode()
    finally:
        os.close(ours)
    codes = {part.partition("m")[0] for part in seen.split("\x1b")[1:]}
    assert codes == {"[1", "[0", "[2", "[1;33"}
    assert not {"\x07", "\x9b", "\u202e"} & set(seen)


def test_one_line_keeps_what_scripts_need() -> None:
    assert one_line("a\nb\tc") == "a b c"
    assert one_line("می\u200cخواهم क्\u200dष") == "می\u200cخواهم क्\u200dष"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (SearchResult(matches=5), "0 of 5 posts"),
        (
            SearchResult(matches=46_113, ranked=2000),
            "0 of 46,113 posts; ranked among the newest 2,000; --all looks at everything",
        ),
        (
            SearchResult(matches=2000, more=True, looked_at=20_000, narrowed=("th",)),
            (
                "0 of more than 2,000 posts; looked only through the newest 20,000 with these words; "
                "th* stands for its commonest words only; --all looks at everything"
            ),
        ),
    ],
)
def test_the_answer_says_how_far_was_looked(answer: SearchResult, said: str) -> None:
    assert describe_answer(answer) == said


def test_a_closed_pipe_is_no_error(path: Path) -> None:
    command = f"{sys.executable} -m crawler.cli search ferry --archive {path} | head -1"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert "Traceback" not in ran.stderr
    assert ran.stdout.count("\n") == 1


@pytest.mark.parametrize("command", ["search ferry", "export {0}.jsonl", "search nothing-at-all"])
def test_a_closed_stderr_changes_neither_code_nor_output(path: Path, tmp_path: Path, command: str) -> None:
    """Python gives `print` standard output where standard error is closed."""
    line = f"{sys.executable} -m crawler.cli {command.format(tmp_path / 'posts')} --archive {path}"
    usual, closed = (
        subprocess.run(each, shell=True, capture_output=True, cwd=ROOT, check=False)
        for each in (line, f"{line} 2>&-")
    )
    assert (closed.returncode, closed.stdout) == (usual.returncode, usual.stdout)


def test_a_query_that_found_nothing_is_not_repeated_at_length(path: Path) -> None:
    assert len(call("search", "x" * 50_000, archive=path).stderr) < 400
