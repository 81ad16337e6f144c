"""Copies of posts: how they are stored, found, told and left out."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crawler.items import Blog, Post
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.archive.checks.derived_rows import store_fingerprints
from pipelines.search.export_rows import Selection, snapshot
from pipelines.search.filters import Filter
from pipelines.search.missing_fingerprints import fill_fingerprints, has_missing_fingerprints
from pipelines.search.near_duplicates import BlogScope, find_duplicates
from tests.helpers.exports import command, export, lines, save_posts
from tests.helpers.posts import post
from tests.helpers.processes import call
from tests.text.test_fingerprints import PAIRS, WORDS, reworded, text

DAY = datetime(2015, 4, 1, tzinfo=UTC)
RANDOM = Random(1)
STORY, OTHER = text(RANDOM, WORDS, " "), text(RANDOM, WORDS, " ")


def at(number: int, days: int | None, words: str, **fields: Any) -> Post:
    """A post of that many days after the first."""
    moment = None if days is None else DAY + timedelta(days=days)
    local = moment and moment.isoformat()
    return post(number, published=moment, published_local=local, published_raw=local, text=words, **fields)


def changed(share: float) -> str:
    return reworded(Random(share), STORY, share)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """One story in four blogs, one of which has it twice; another story once."""
    posts = (
        at(1, 0, STORY, blog_id="10", title="The story"),
        at(2, 2, changed(0.2), blog_id="20", title="A new headline"),
        at(3, 1, " ".join(STORY.split()[:200]), blog_id="30"),
        at(4, None, STORY, blog_id="40", title="Undated\x1b[31m"),
        at(5, 9, changed(0.05), blog_id="10"),
        at(6, 3, OTHER, blog_id="20"),
        at(7, 3, "too short to tell", blog_id="30"),
        at(8, 4, "too short to tell", blog_id="20"),
    )
    blogs = (Blog(blog_id="10", url="https://ten.example/", title="Ten"),)
    return save_posts(tmp_path / "archive.db", *posts, blogs=blogs)


def groups(
    archive: Path, least: float = 0.75, between: BlogScope = BlogScope.ANY, **chosen: Any
) -> list[list[str]]:
    with Archive(archive) as opened:
        fill_fingerprints(opened)
    with Archive(archive, read_only=True) as opened, snapshot(opened._connection, Selection()):
        found = list(find_duplicates(opened._connection, Filter(**chosen), least, between))
    return [[post.post_id for post, _ in group] for group in found]


def test_the_earliest_comes_first_and_undated_posts_never_do(archive: Path) -> None:
    assert groups(archive) == [["1", "4", "3", "2", "5"]]


def test_how_alike_is_enough(archive: Path) -> None:
    assert groups(archive, 0.9) == [["1", "4", "3", "5"]]
    assert groups(archive, 0.99) == [["1", "4"]]


def test_across_blogs_or_within_one(archive: Path) -> None:
    assert groups(archive, between=BlogScope.OTHER) == [["1", "4", "3", "2"]]
    assert groups(archive, between=BlogScope.SAME) == [["1", "5"]]


def test_only_among_chosen_posts(archive: Path) -> None:
    assert groups(archive, since="2015-04-02", until="2015-04-30") == [["3", "2", "5"]]
    assert groups(archive, blogs=("20",)) == []


@pytest.mark.parametrize("blank", [" ", ""])
@pytest.mark.parametrize(
    ("later", "kept"),
    [
        (lambda story, other: [*story, *other[:240]], True),
        (lambda story, other: [*other[:240], *story], True),
        (lambda story, other: [*story[:200], *other[:240], *story[200:]], True),
        (lambda story, other: [*story, *other[:20]], False),
        (lambda story, other: story[50:], False),
        (lambda story, other: [*story[150:], *story[:150]], False),
    ],
)
def test_an_export_leaves_out_only_what_an_earlier_post_contains(
    tmp_path: Path, later: Any, kept: bool, blank: str
) -> None:
    """A flash and the report that begins with it; in a script without blanks each word is two characters."""
    words = WORDS if blank else PAIRS
    story, other = (text(Random(seed), words, " ").split() for seed in (1, 2))
    posts = [at(1, 0, blank.join(story)), at(2, 1, blank.join(later(story, other)))]
    archive = save_posts(tmp_path / "a.db", *posts)
    assert groups(archive) == [["1", "2"]], "they are listed as alike in any case"
    export(archive, tmp_path / "p.jsonl", columns="post_id", least=0.75)
    found = [record["post_id"] for record in lines(tmp_path / "p.jsonl")]
    assert found == (["1", "2"] if kept else ["1"])


def test_two_hundred_copies_are_one_group(tmp_path: Path) -> None:
    posts = [at(n, n, reworded(Random(n), STORY, 0.1), blog_id=str(n)) for n in range(1, 200)]
    archive = save_posts(tmp_path / "a.db", at(1000, 0, STORY, blog_id="0"), *posts)
    (group,) = groups(archive)
    assert (group[0], len(group)) == ("1000", 200)


def test_copies_of_a_copy_are_not_chained(tmp_path: Path) -> None:
    """Each a little different from the one before: the last has nothing in common with the first."""
    drifting = [STORY]
    for step in range(12):
        drifting.append(reworded(Random(step), drifting[-1], 0.15))
    archive = save_posts(tmp_path / "a.db", *(at(n, n, words) for n, words in enumerate(drifting)))
    found = groups(archive)
    assert len(found) > 3
    assert max(map(len, found)) <= 3


def test_a_fingerprint_follows_the_text(archive: Path) -> None:
    assert groups(archive) == [["1", "4", "3", "2", "5"]]
    with Archive(archive) as opened:
        opened.save_posts([at(6, 3, STORY, blog_id="20", body_raw="edited")])
    assert groups(archive) == [["1", "4", "3", "2", "6", "5"]]
    with Archive(archive) as opened:
        assert not has_missing_fingerprints(opened._connection)
        opened._connection.execute("UPDATE posts SET text = ? WHERE post_id = '6'", (OTHER,))
        assert has_missing_fingerprints(opened._connection), "another tool has changed a text"
        fill_fingerprints(opened)
        opened._connection.execute("DELETE FROM posts WHERE post_id = '5'")
        (edited,) = integrity.problems(opened)
    assert "post 6" in edited
    assert groups(archive) == [["1", "4", "3", "2"]]


def test_facts_beside_the_text_leave_the_fingerprint_alone(archive: Path) -> None:
    with Archive(archive) as opened:
        fill_fingerprints(opened)
        opened._connection.execute("UPDATE _fingerprints SET version = 1")
        opened.save_posts([at(6, 3, OTHER, blog_id="20", comment_count=77)])
        versions = opened._connection.execute("SELECT DISTINCT version FROM _fingerprints").fetchall()
    assert [row[0] for row in versions] == [1]


def test_posts_get_fingerprints_when_they_are_needed(archive: Path) -> None:
    with Archive(archive) as opened:
        assert opened._connection.execute("SELECT count(*) FROM _fingerprints").fetchone()[0] == 0
        fill_fingerprints(opened)
        opened._connection.execute("DELETE FROM _fingerprints WHERE post % 2")
        opened._connection.execute("UPDATE _fingerprints SET version = 1")
        steps: list[int] = []
        fill_fingerprints(opened, steps.append)
        assert sum(steps) == 8
        assert not has_missing_fingerprints(opened._connection)
    assert groups(archive) == [["1", "4", "3", "2", "5"]]


@pytest.mark.slow
def test_several_processes_compute_the_same_fingerprints(archive: Path) -> None:
    with Archive(archive) as opened:
        fill_fingerprints(opened)
        read = "SELECT post, version, keys FROM _fingerprints ORDER BY post"
        before = opened._connection.execute(read).fetchall()
        opened._connection.execute("DELETE FROM _fingerprints")
    done = call("duplicates", "--jobs", "2", archive=archive)
    assert (done.returncode, done.stderr) == (0, "")
    with Archive(archive, read_only=True) as opened:
        assert opened._connection.execute(read).fetchall() == before


def test_a_text_that_changed_meanwhile_gets_no_old_fingerprint(archive: Path) -> None:
    with Archive(archive) as opened:
        with opened.reading() as connection:
            ((id_, text),) = connection.execute("SELECT id, text FROM posts WHERE post_id = '6'")
        opened._connection.execute("UPDATE posts SET text = ? WHERE post_id = '6'", (STORY,))
        with opened.writing() as context:
            store_fingerprints(context.connection, [(id_, text, b"old")])
        assert opened._connection.execute("SELECT count(*) FROM _fingerprints").fetchone()[0] == 0


def test_the_command_tells_who_copied_when(archive: Path) -> None:
    done = call("duplicates", archive=archive)
    assert (done.returncode, done.stderr) == (0, "")
    first, *copies = done.stdout.strip().splitlines()
    assert first.split("  ")[0] == "first 2015-04-01"
    assert "Ten" in first
    assert "The story" in first
    assert [line[:4] for line in copies] == ["1.00", "0.93", "0.81", "0.95"]
    assert "undated" in copies[0]
    assert "\x1b" not in done.stdout


def test_the_command_speaks_json_and_exits_1_where_nothing_is_found(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("duplicates", archive, "--json", "--across", "--min-likeness", "0.9") == 0
    (group,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert group["first"]["post_id"] == "1"
    assert [(copy["post_id"], round(copy["likeness"], 1)) for copy in group["copies"]] == [
        ("4", 1.0),
        ("3", 0.9),
    ]
    assert command("duplicates", archive, "--blog", "20") == 1
    assert capsys.readouterr() == ("", "no near-duplicates found\n")
    assert command("duplicates", archive, "--blog", "20", "--json") == 1
    assert capsys.readouterr() == ("", "")


def test_the_command_line_of_export_dedupes(tmp_path: Path, archive: Path) -> None:
    path = tmp_path / "p.jsonl"
    assert command("export", archive, path, "--dedupe", "--min-likeness", "0.9") == 0
    assert sorted(record["post_id"] for record in lines(path)) == ["1", "2", "6", "7", "8"]
    card = path.with_name("p.jsonl.card.md").read_text(encoding="utf-8")
    assert "--dedupe" in card
    assert "copies of earlier posts that were left out: 3" in card


def test_a_page_of_another_archive_ends_the_work(tmp_path: Path) -> None:
    path, other = (
        save_posts(tmp_path / f"{first}.db", *(at(n, first + n, f"mark{n:03} " * 50) for n in range(90)))
        for first in (500, 0)
    )
    for file in (path, other):
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")
    here, there = pages_of(path), pages_of(other)
    here[leaf_with(here, b"mark089")] = there[leaf_with(there, b"mark089")]
    path.write_bytes(b"".join(here))
    batches = []

    def count(size: int) -> None:
        batches.append(size)
        assert len(batches) < 3, "it goes on and on"

    with Archive(path) as opened:
        fill_fingerprints(opened, count)


def pages_of(path: Path) -> list[bytes]:
    data = path.read_bytes()
    size = int.from_bytes(data[16:18], "big")
    return [data[start : start + size] for start in range(0, len(data), size)]


def leaf_with(pages: list[bytes], word: bytes) -> int:
    """Number of the page of rows of posts with this word."""
    return next(n for n, page in enumerate(pages) if page[0] == 0x0D and (word + b" ") * 9 in page)
