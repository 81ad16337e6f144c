"""Damaged revisions and comments are made anew where their digest proves it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.items import Comment, Post
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.archive.checks.repair import repair
from pipelines.item_cleaner import ItemCleaner
from pipelines.restore_rows import restore_rows

BLOG, WHEN = "4241", "2015-04-01T12:00:00+00:00"
RECEIVED = Post(
    blog_id=BLOG,
    post_id="5",
    url="http://harbour.example/2015/04/tide.html",
    title="Tide",
    labels=("sea", "moon"),
    published_raw=WHEN,
    updated=datetime(2015, 4, 1, tzinfo=UTC),
    body_raw="<p>High water at <b>noon</b>, <a href='/tables.html'>the tables say</a>.</p>",
)
COMMENTS = [
    Comment(
        blog_id=BLOG,
        post_id="5",
        comment_id=str(n),
        author=f"Ann {n}",
        published_raw=WHEN,
        body_raw=f"<p>{n}",
    )
    for n in (7, 8)
]


@pytest.fixture
def damaged(archive: Archive) -> Path:
    """An archive with a revision, two comments, and nothing damaged yet."""
    clean = ItemCleaner().clean
    archive.save_posts([clean(RECEIVED)])
    archive.save_posts([clean(replace(RECEIVED, body_raw=f"{RECEIVED.body_raw}<p>More.</p>"))])
    archive.save_comments([clean(comment) for comment in COMMENTS])
    assert integrity.problems(archive) == []
    return archive.path


def do(path: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for statement in statements:
            assert other.execute(statement).rowcount > 0
        rows = [other.execute(f"SELECT * FROM {table}").fetchall() for table in ("revisions", "comments")]
        return [row for table in rows for row in table]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE revisions SET text = x'00ff', html = 'torn'",
        "UPDATE revisions SET title = NULL",
        "UPDATE revisions SET text = '', labels = '[\"'",
        "UPDATE comments SET html = '', text = 7, published = 'never', published_local = NULL",
        "UPDATE comments SET updated = 'never' WHERE comment_id = '7'",
    ],
)
def test_what_the_digest_proves_is_restored(archive: Archive, damaged: Path, damage: str) -> None:
    before = do(damaged)
    rows = do(damaged, damage)
    assert rows != before
    lines = list(restore_rows(archive))
    assert [line.partition(":")[2] for line in lines] == [" restored from what was received"] * len(lines)
    assert lines
    assert do(damaged) == before


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        ("UPDATE revisions SET title = 'Ebb'", "revision 1 of post 5 of blog 4241"),
        ("UPDATE comments SET author = 'Bob' WHERE comment_id = '7'", "comment 7 of blog 4241"),
    ],
)
def test_what_cannot_be_restored_is_told_once(
    archive: Archive, damaged: Path, damage: str, name: str
) -> None:
    do(damaged, damage if "author" in damage else "UPDATE posts SET title = 'Flood'", damage)
    assert [line for line in restore_rows(archive) if name in line] == []
    with archive.writing() as context:
        told = repair(context)
    assert [line for line in told if line.startswith(name) and "cannot be repaired" in line]
    assert [line for line in integrity.problems(archive) if name in line] == []


def test_an_empty_cell_is_restored_where_something_must_be(archive: Archive, damaged: Path) -> None:
    archive.save_comments([replace(COMMENTS[0], comment_id="9")])  # not cleaned: without HTML
    before = do(damaged)
    do(damaged, "UPDATE comments SET html = 'torn' WHERE comment_id = '9'")
    assert len(list(restore_rows(archive))) == 1
    assert do(damaged) == before
