"""What changed in words: the comparison itself, and `blogger-archive diff POST`."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.history import Version, versions
from pipelines.archive.post_lookup import require_post
from pipelines.text.word_diff import DiffPart, changed_paragraphs, diff_words, format_diff, has_changes
from tests.helpers.posts import FULL, post
from tests.helpers.processes import call


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("The ferry runs.", "The ferry stops.", "The ferry [-runs.-]{+stops.+}"),
        ("One.\n\nTwo.", "One.\n\nOne and a half.\n\nTwo.", "One.\n\n{+One and a half.\n\n+}Two."),
        ("我在北京", "我在上海", "我在[-北京-]{+上海+}"),
        ("", "Now.", "{+Now.+}"),
        ("Gone.", "", "[-Gone.-]"),
        ("Same.", "Same.", "Same."),
        ("The ferry runs.", "The ferry runs. Tickets cost more.", "The ferry runs.{+ Tickets cost more.+}"),
        ("The ferry runs.", "The ferry runs.\n\nTickets.", "The ferry runs.{+\n\nTickets.+}"),
        ("News: the ferry", "Old news. News: the ferry", "{+Old news. +}News: the ferry"),
        ("Паром ходит. Билет", "Паром ходит. Билет дорог.", "Паром ходит. Билет{+ дорог.+}"),
        ("배가 떠난다.", "배가 떠난다. 내일도.", "배가 떠난다.{+ 내일도.+}"),
        ("東京へ行く。", "東京へ行く。 また。", "東京へ行く。{+ また。+}"),
        ("รัฐบาลประกาศ", "รัฐบาลปรากาศ", "รัฐบาลป[-ระ-]{+รา+}กาศ"),
        ("ភ្នំពេញ", "ភ្នំពោញ", "ភ្នំ[-ពេ-]{+ពោ+}ញ"),
    ],
)
def test_words_that_changed_are_marked(old: str, new: str, shown: str) -> None:
    pieces = diff_words(old, new)
    assert (format_diff(pieces), has_changes(pieces)) == (shown, old != new)


def test_on_a_terminal_they_are_coloured() -> None:
    assert (
        format_diff([DiffPart("-", "a"), DiffPart("+", "b")], colour=True)
        == "\x1b[31;9ma\x1b[0m\x1b[32mb\x1b[0m"
    )


def test_long_passages_that_are_the_same_are_cut() -> None:
    same = "word " * 1000
    shown = format_diff(diff_words(f"{same}old", f"{same}new"))
    assert len(shown) < 300
    assert shown.endswith("[-old-]{+new+}")


TEXT = st.text(st.sampled_from("ab \n京"), max_size=60)


@given(TEXT, TEXT)
def test_the_pieces_make_both_texts_again(old: str, new: str) -> None:
    pieces = diff_words(old, new)
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == old
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == new


@pytest.mark.parametrize(
    "sentence",
    [
        "昨日在北京举行了会议，市长出席并讲话。",
        "昨日在北京举行了会议市长出席并讲话",
        "เมื่อวานนี้รัฐบาลประกาศนโยบายใหม่",
        "東京都は新しい図書館を開いた。",
    ],
)
@pytest.mark.parametrize("times", [1, 20, 400])
def test_one_changed_character_marks_no_more_than_itself(sentence: str, times: int) -> None:
    """Also in a paragraph of which characters times characters are too many to compare."""
    at = len(sentence) * (times // 2) + 3
    old = sentence * times
    new = old[: at - 1] + ("X" if old[at].isascii() else "字") + old[at + 1 :]
    gone = "".join(part.text for part in diff_words(old, new) if part.sign == "-")
    assert len(gone) <= 5
    (paragraph,) = changed_paragraphs(f"Same.\n\n{old}\n\nEnd.", f"Same.\n\n{new}\n\nEnd.")
    assert "".join(part.text for part in paragraph if part.sign == "-") == gone


def test_a_change_in_every_sentence_of_a_long_paragraph_is_marked_in_each() -> None:
    old, new = ("".join(f"第{n}条内容很{word}，不得更改。" for n in range(400)) for word in ("长", "短"))
    assert {part.text for part in diff_words(old, new) if part.sign != " "} == {"长", "短"}


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Same.\n\nThe old fog horn.", "Same.\n\nThe new fog horn.", ["The [-old-]{+new+} fog horn."]),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", ["{+Three.+}"]),
        ("One.\n\nTwo.", "Two.", ["[-One.-]"]),
        ("One.\n\nTwo.", "One. Two.", []),
        ("One.", "One.", []),
        ("人们在街上。\n\n水位很高。", "人们在街上。\n\n水位很低。", ["水位很[-高-]{+低+}。"]),
    ],
)
def test_only_paragraphs_that_differ_are_shown(old: str, new: str, shown: list[str]) -> None:
    assert [format_diff(paragraph) for paragraph in changed_paragraphs(old, new)] == shown


@given(TEXT, TEXT)
def test_paragraphs_hold_every_word_that_differs(old: str, new: str) -> None:
    for sign in "+-":
        whole = "".join(part.text for part in diff_words(old, new) if part.sign == sign).split()
        parts = [part for paragraph in changed_paragraphs(old, new) for part in paragraph]
        assert "".join("".join(part.text for part in parts if part.sign == sign).split()) == "".join(whole)


def test_a_long_text_is_compared_in_time() -> None:
    """Two unlike texts of 1.5 MB each: the square of their words would take hours."""
    old, new = " ".join(map(str, range(200_000))), " ".join(map(str, range(200_000, 400_000)))
    paragraphs = "\n\n".join(["the same"] * 30_000)
    began = time.monotonic()
    assert has_changes(diff_words(old, new))
    assert has_changes(diff_words(paragraphs, f"{paragraphs}\n\nmore"))
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


def named(archive: Archive, name: str) -> list[Version]:
    return list(versions(archive._connection, require_post(archive._connection, name)))


def diff(archive: Archive, *args: object) -> Any:
    return call("diff", *args, archive=archive.path)


@pytest.mark.parametrize("name", [FULL.url, FULL.post_id, *FULL.aliases, f"{FULL.url}?m=1#c1"])
def test_a_post_by_any_name(archive: Archive, name: str) -> None:
    assert [each.title for each in named(archive, name)] == [FULL.title, *["Ferries stop"] * 2]
    row = archive._connection.execute("SELECT id FROM posts WHERE post_id = ?", (FULL.post_id,)).fetchone()[0]
    assert named(archive, str(row)) == named(archive, name)


def test_an_id_of_two_posts_is_refused_with_their_rows(archive: Archive) -> None:
    with archive.reading() as connection:
        rows = [require_post(connection, FULL.post_id)]
        archive.save_posts(
            [replace(FULL, blog_id="another", url="https://another.example/1.html", aliases=())]
        )
        rows.append(require_post(connection, "http://another.example/1.html"))
        with pytest.raises(UsageError, match=f"2 posts are known so; .*{min(rows)}, {max(rows)}"):
            require_post(connection, FULL.post_id)


def test_no_such_post(archive: Archive) -> None:
    with pytest.raises(UsageError, match="no such post"):
        named(archive, "https://nowhere.example/")
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
    assert done.stdout.startswith("version 3 of 3, current -> an edit kept aside, suspect: emptied (20")
    assert "[-The ferries stop today.-]" in done.stdout
