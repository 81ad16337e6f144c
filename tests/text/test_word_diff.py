"""What changed in words: the comparison itself, and `scrapy diff POST`."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.history import versions
from pipelines.text.word_diff import Piece, compare, is_changed, marked
from tests.helpers.posts import FULL, post
from tests.helpers.processes import scrapy


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("The ferry runs.", "The ferry stops.", "The ferry [-runs.-]{+stops.+}"),
        ("One.\n\nTwo.", "One.\n\nOne and a half.\n\nTwo.", "One.\n\n{+One and a half.\n\n+}Two."),
        ("我在北京", "我在上海", "我在[-北京-]{+上海+}"),
        ("", "Now.", "{+Now.+}"),
        ("Gone.", "", "[-Gone.-]"),
        ("Same.", "Same.", "Same."),
    ],
)
def test_words_that_changed_are_marked(old: str, new: str, shown: str) -> None:
    pieces = compare(old, new)
    assert (marked(pieces), is_changed(pieces)) == (shown, old != new)


def test_on_a_terminal_they_are_coloured() -> None:
    assert marked([Piece("-", "a"), Piece("+", "b")], colour=True) == "\x1b[31;9ma\x1b[0m\x1b[32mb\x1b[0m"


def test_long_passages_that_are_the_same_are_cut() -> None:
    same = "word " * 1000
    shown = marked(compare(f"{same}old", f"{same}new"))
    assert len(shown) < 300
    assert shown.endswith("[-old-]{+new+}")


TEXT = st.text(st.sampled_from("ab \n京"), max_size=60)


@given(TEXT, TEXT)
def test_the_pieces_make_both_texts_again(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == old
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == new


def test_a_long_text_is_compared_in_time() -> None:
    """Two unlike texts of 1.5 MB each: the square of their words would take hours."""
    old, new = " ".join(map(str, range(200_000))), " ".join(map(str, range(200_000, 400_000)))
    paragraphs = "\n\n".join(["the same"] * 30_000)
    began = time.monotonic()
    assert is_changed(compare(old, new))
    assert is_changed(compare(paragraphs, f"{paragraphs}\n\nmore"))
    assert time.monotonic() - began < 120


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db") as archive:
        archive.save_posts([FULL, post(7)], run="r1")
        archive.save_posts([edited("The ferries stop.", title="Ferries stop")], run="r2")
        archive.save_posts([edited("The ferries stop today.", title="Ferries stop")], run="r3")
        yield archive


def edited(text: str, **fields: Any) -> Any:
    return post(text=text, body_raw=f"<p>{text}</p>", html=f"<p>{text}</p>", **fields)


def diff(archive: Archive, *args: object) -> Any:
    return scrapy("diff", "-s", f"ARCHIVE_PATH={archive.path}", *args)


@pytest.mark.parametrize("name", [FULL.url, FULL.post_id, *FULL.aliases, f"{FULL.url}?m=1#c1"])
def test_a_post_by_any_name(archive: Archive, name: str) -> None:
    assert [each.title for each in versions(archive._connection, name)] == [FULL.title, *["Ferries stop"] * 2]
    row = archive._connection.execute("SELECT id FROM posts WHERE post_id = ?", (FULL.post_id,)).fetchone()[0]
    assert versions(archive._connection, str(row)) == versions(archive._connection, name)


def test_no_such_post(archive: Archive) -> None:
    with pytest.raises(UsageError, match="no such post"):
        versions(archive._connection, "https://nowhere.example/")
    assert diff(archive, "nothing").returncode == Exit.USAGE
    assert diff(archive, FULL.post_id, "--revision", "9").returncode == Exit.USAGE


def test_the_last_change_is_shown(archive: Archive) -> None:
    done = diff(archive, FULL.post_id)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert done.stdout.splitlines() == [
        "version 2 of 3 -> 3, current",
        "text:",
        "The ferries [-stop.-]{+stop today.+}",
    ]


def test_an_earlier_change_and_json(archive: Archive) -> None:
    found = json.loads(diff(archive, FULL.post_id, "--revision", "1", "--json").stdout)
    assert (found["versions"], found["old"]["title"], found["new"]["number"]) == (3, FULL.title, 2)
    assert found["changes"].keys() == {"title", "text"}


def test_a_post_that_never_changed(archive: Archive) -> None:
    done = diff(archive, "7")
    assert (done.returncode, "nothing to compare" in done.stdout) == (Exit.OK, True)


def test_an_edit_that_was_kept_aside(archive: Archive) -> None:
    archive.save_posts([edited("", title="Ferries stop")], run="r4")
    done = diff(archive, FULL.post_id)
    assert done.stdout.startswith("version 4 of 4 -> 3, not current: suspect: emptied (20")
    assert "[-The ferries stop today.-]" in done.stdout
