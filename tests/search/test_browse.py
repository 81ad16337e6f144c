"""Lists and counts from narrow indexes say what the posts say."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Post
from pipelines.archive import Archive
from pipelines.archive.checks import integrity, label_index
from pipelines.archive.post_lookup import require_post
from pipelines.search import browse
from pipelines.search.conditions import conditions
from pipelines.search.facets import FacetTable
from pipelines.search.filters import Filter
from pipelines.search.listed_posts import read_listed
from pipelines.search.post_view import read_post
from pipelines.search.similar import find_similar
from pipelines.verify import repair_archive, verify
from tests.helpers.posts import post

START = datetime(2014, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browsing") / "archive.db"
    moments = [START + timedelta(days=9 * number) for number in range(60)]
    posts = [
        post(
            number,
            blog_id=str(number % 3),
            title=f"Post {number}",
            labels=("Common", "Rare") if number % 10 == 0 else ("common",) if number % 2 else (),
            language=("en", "pt", None)[number % 3],
            author=("Ana", "Bo")[number % 2],
            published=at,
            published_local=at.isoformat(),
            images=(),
        )
        for number, at in enumerate(moments)
    ]
    posts += [post(90, blog_id="0", published=None, published_local="2015")]
    posts += [post(91, blog_id="0", published=None, published_local=None)]
    with Archive(path) as archive:
        archive.save_posts(posts)
        archive._connection.execute(
            "UPDATE posts SET deleted_at = first_seen WHERE post_id IN ('7', '8', '9')"
        )
    return path


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with Archive(path, read_only=True) as archive:
        yield archive._connection


FILTERS = [
    Filter(
        labels=label, blogs=blog, language=language, since=since, until=until, deleted=deleted, author=author
    )
    for label, blog, language, (since, until), deleted, author in product(
        ((), ("RARE",), ("common",), ("rare", "harbour")),
        ((), ("1",)),
        (None, "EN"),
        ((None, None), ("2015", None), (None, "2015-02"), ("2015-01", "2015-01")),
        (False, True),
        (None, "bo"),
    )
]


def expected(connection: sqlite3.Connection, chosen: Filter) -> list[int]:
    """By a look at every post."""
    rows = connection.execute("SELECT * FROM posts ORDER BY id DESC")
    return [row["id"] for row in rows if passes(row, chosen)]


def passes(row: sqlite3.Row, chosen: Filter) -> bool:
    labels = {label.lower() for label in json.loads(row["labels"])}
    date = row["published"]
    return (
        (not chosen.labels or bool(labels & {label.lower() for label in chosen.labels}))
        and (not chosen.blogs or row["blog_id"] in chosen.blogs)
        and (not chosen.language or row["language"] == chosen.language.lower())
        and (not chosen.author or chosen.author in row["author"].lower())
        and (not chosen.deleted or row["deleted_at"] is not None)
        and (not chosen.since or (date or "") >= chosen.since.removesuffix("-01"))
        and (not chosen.until or (date is not None and date[: len(chosen.until)] <= chosen.until))
    )


def test_indexes_answer_as_the_posts_do(connection: sqlite3.Connection) -> None:
    answers = [(expected(connection, chosen), chosen) for chosen in FILTERS]
    assert len({tuple(ids) for ids, _ in answers}) > 20
    for ids, chosen in answers:
        assert browse.newest_ids(connection, chosen, limit=100) == ids, chosen
        compiled = conditions(connection, chosen)
        sql = f"SELECT id FROM posts WHERE {compiled.on_posts()} ORDER BY id DESC"
        rows = connection.execute(sql, compiled.params)
        assert [row[0] for row in rows] == ids, chosen


def test_lists_go_on_before_and_after(connection: sqlite3.Connection) -> None:
    chosen = Filter(labels=("common",))
    ids = expected(connection, chosen)
    assert browse.newest_ids(connection, chosen, limit=5) == ids[:5]
    assert browse.newest_ids(connection, chosen, limit=5, before=ids[4]) == ids[5:10]
    assert browse.newest_ids(connection, chosen, limit=5, after=ids[10]) == ids[5:10]


def test_counts(connection: sqlite3.Connection) -> None:
    counted = browse.count_archive(connection)
    assert counted.posts == 62
    assert [(blog.blog_id, blog.posts) for blog in counted.blogs] == [("0", 22), ("1", 20), ("2", 20)]
    assert counted.months[0] == ("2014-11", 1)
    assert ("2015", 1) in counted.months
    assert sum(posts for _, posts in counted.months) == 61  # one has no date
    assert dict(counted.languages) == {"en": 22, "pt": 20}
    assert {label.lower(): posts for label, posts in counted.labels} == {
        "common": 36, "rare": 6, "harbour": 2, "traffic": 2,
    }  # fmt: skip


def test_entries_keep_the_order_asked_for(connection: sqlite3.Connection) -> None:
    ids = expected(connection, Filter(blogs=("1",)))[:3]
    assert [each.id for each in read_listed(connection, ids[::-1])] == ids[::-1]


LABELS = "SELECT label, post FROM _labels ORDER BY label, post"
MADE = """\
SELECT value, posts.id FROM posts, json_each(posts.labels) WHERE value <> ''
GROUP BY value COLLATE NOCASE, posts.id"""
REPLACE = """\
INSERT OR REPLACE INTO posts (id, blog_id, post_id, labels, first_seen, last_changed)
SELECT id, blog_id, post_id, '["Replaced"]', '', '' FROM posts WHERE post_id = '10'"""
ADD = """\
INSERT INTO posts (id, blog_id, post_id, labels, first_seen, last_changed) VALUES (?, '1', ?, ?, '', '')"""


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE posts SET labels = \'["New", "new", "common", ""]\' WHERE post_id < \'3\'',
        "UPDATE posts SET labels = '[]'",
        "UPDATE posts SET id = id + 7 WHERE post_id = '10'",
        "DELETE FROM posts WHERE post_id < '3'",
        REPLACE,
    ],
)
def test_labels_are_kept_in_step_whoever_writes(path: Path, tmp_path: Path, change: str) -> None:
    copy = tmp_path / "archive.db"
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as plain:
        plain.execute("PRAGMA recursive_triggers = ON")
        before = plain.execute(LABELS).fetchall()
        plain.execute(change)
        after = plain.execute(LABELS).fetchall()
        assert after != before
        lower = [(str(label).lower(), post) for label, post in after]
        assert sorted(lower) == sorted((str(label).lower(), post) for label, post in plain.execute(MADE))


WRONG = "the list of posts by label is wrong in 3 places; repair it with: blogger-archive verify --repair"


def test_a_list_of_labels_that_fell_behind_is_found_and_mended(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive.db"
    copy.write_bytes(path.read_bytes())
    with Archive(copy) as archive:
        connection = archive._connection
        assert list(label_index.problems(connection)) == []
        connection.execute("INSERT INTO _labels VALUES ('Stray', 1)")
        connection.execute("DELETE FROM _labels WHERE label = 'rare' AND post IN (SELECT max(id) FROM posts)")
        connection.execute("DELETE FROM _labels WHERE label = 'harbour'")
        assert integrity.problems(archive) == [f"labels: {WRONG}"]
        list(repair_archive(str(copy), verify(str(copy)), wait=0))
        assert integrity.problems(archive) == []


def test_static_pages_are_in_no_list_of_posts(tmp_path: Path) -> None:
    with Archive(tmp_path / "pages.db") as archive:
        shared = {"blog_id": "0", "text": "Harbour lanterns glow.", "title": "Lanterns"}
        archive.save_posts([post(n, **shared, kind="page" if n == 2 else "post") for n in (1, 2, 3)])
        others = {"blog_id": "0", "text": "Other words.", "kind": "page", "labels": ("Own",)}
        archive.save_posts([post(n, **others) for n in range(4, 16)])
        with archive.reading() as connection:
            counts = browse.count_archive(connection)
            similar = find_similar(connection, require_post(connection, "1")).hits
            shown = read_post(connection, "0", "3")
        assert (counts.posts, counts.languages) == (2, (("en", 2),))
        assert counts.labels == (("Harbour", 2), ("Traffic", 2))
        assert [hit.post_id for hit in similar] == ["3"]
        assert shown
        assert [each.post_id for each in (shown.older, shown.newer) if each] == ["1"]


def test_facets_follow_what_is_written_and_deleted(tmp_path: Path) -> None:
    def dated(number: int, moment: str, **values: Any) -> Post:
        at = datetime.fromisoformat(moment)
        return post(number, published=at, published_local=moment, images=(), labels=("Tea",), **values)

    with Archive(tmp_path / "archive.db") as archive:
        rows = archive._connection
        archive.save_posts([dated(1, "2014-12-31T23:30:00-05:00"), dated(2, "2015-06-01T12:00:00+00:00")])
        first = FacetTable().refreshed(rows)
        assert first.count_all()["year"] == [("2015", 1), ("2014", 1)]
        archive.save_posts(
            [dated(1, "2014-12-31T23:30:00-05:00", author="Bo"), dated(3, "2015-07-01T12:00:00+00:00")]
        )
        rows.execute('UPDATE posts SET labels = \'["tea", "TEA", "Jam"]\' WHERE post_id = \'3\'')
        assert first.count_all()["author"] == [("Ana Lima", 2)]
        second = first.refreshed(rows)
        found = second.count_all()
        assert (found["author"], found["label"], found["origin"]) == (
            [("Ana Lima", 2), ("Bo", 1)], [("Tea", 3), ("Jam", 1)], [("feed", 3)],
        )  # fmt: skip
        rows.execute("DELETE FROM posts WHERE post_id = '2'")
        third = second.refreshed(rows)
        assert third.count_all()["blog"] == [("4241", 2)]
        oldest = rows.execute("SELECT min(id) FROM posts").fetchone()[0]
        assert third.count([oldest, 5])["blog"] == [("4241", 1)]
