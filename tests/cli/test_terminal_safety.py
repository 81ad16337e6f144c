"""Control characters in posts and titles do nothing to a terminal, whichever command prints them."""

import io
import json
from pathlib import Path

import pytest

from crawler.cli.main import main
from crawler.items import Blog
from pipelines.archive import Archive, watchlist
from tests.helpers.posts import post
from tests.helpers.processes import call

ESCAPE = "Harbour\x1b]0;taken over\x07 news\x9b2J"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.save_blog(Blog(blog_id="1", title=ESCAPE, url="https://a.example/"))
        for number, title in enumerate(("Ferries", ESCAPE)):
            archive.save_posts([post(blog_id="1", post_id="7", title=title, text=f"{ESCAPE} {number}")])
        with archive.writing() as context:
            watchlist.follow(context, "https://a.example/")
    return path


@pytest.mark.parametrize(
    "command",
    [
        ("diff", "7"),
        ("verify",),
        ("blogs",),
        ("status",),
        ("duplicates", "--min-likeness", "0.1"),
        ("search", "harbour"),
    ],
    ids=lambda command: command[0],
)
def test_titles_and_texts_are_inert(path: Path, command: tuple[str, ...]) -> None:
    shown = call(*command, archive=path)
    assert not [mark for mark in ("\x1b", "\x07", "\x9b") if mark in shown.stdout + shown.stderr]
    if command[0] in {"diff", "verify", "search"}:
        assert "taken over" in shown.stdout


def test_so_are_errors_in_json(path: Path) -> None:
    shown = call("--log-format", "json", "diff", f"no such {ESCAPE}", archive=path)
    said = json.loads(shown.stderr)
    assert (said["level"], "\x1b" in said["message"], "\\x1b" in said["message"]) == ("ERROR", False, True)
    assert not call("diff", "no such", archive=path).stderr.startswith("{")


def test_so_are_errors(path: Path) -> None:
    shown = call("diff", f"no such {ESCAPE}", archive=path)
    assert (shown.returncode, "no such post" in shown.stderr, "\x1b" in shown.stderr) == (2, True, False)


@pytest.mark.parametrize("command", [("verify",), ("diff", "7")])
def test_json_stays_json_where_its_letters_cannot_be_written(
    path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr("sys.stdout", out)
    main([*command, "--json", "--archive", str(path)])
    out.seek(0)
    assert repr(ESCAPE)[1:-1] in str(json.loads(out.read()))
