"""The search index says what the posts say, whoever writes them and in which order."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.items import Post
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from tests.helpers.exports import save_posts
from tests.helpers.posts import post

BATCH = [
    post(1, title="Ferries run", text="apple", labels=("Harbour",)),
    post(2, title="北京天气", text="昨日在北京举行了会议", labels=("经济",)),
    post(3, title="ข่าวการเมือง", text="ไทยวันนี้", labels=()),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    save_posts(path, *BATCH)
    return path


@pytest.fixture
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as any other tool opens it: no foreign keys, no recursive triggers."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def found(plain: sqlite3.Connection, words: str) -> list[str]:
    """Post ids that a search finds. Fails where index and posts disagree in anything."""
    plain.execute("INSERT INTO posts_fts (posts_fts, rank) VALUES ('integrity-check', 1)")
    sql = "SELECT post_id FROM posts_fts f JOIN posts ON id = f.rowid WHERE posts_fts MATCH ? ORDER BY 1"
    return [row[0] for row in plain.execute(sql, (words,))]


@pytest.mark.parametrize(
    ("edit", "gone", "there"),
    [
        (post(1, title="Buses", text="pear", labels=()), "apple", "pear"),
        (post(2, title="上海", text="上海新闻", labels=()), "北京", "上海"),
        (post(2, title="Plain", text="plain words", labels=()), "北京", "plain"),
        (post(1, title="Ferries", text="天津新闻", labels=()), "apple", "天津"),
    ],
)
def test_an_edit_replaces_the_old_words(
    path: Path, plain: sqlite3.Connection, edit: Post, gone: str, there: str
) -> None:
    save_posts(path, post(int(edit.post_id), title=edit.title, text=edit.text, labels=(), body_raw=edit.text))
    assert (found(plain, gone), found(plain, there)) == ([], [edit.post_id])


def test_new_facts_do_not_touch_the_index(path: Path, plain: sqlite3.Connection) -> None:
    def index() -> list[tuple[int, bytes]]:
        return plain.execute("SELECT id, block FROM posts_fts_data").fetchall()

    before = index()
    save_posts(path, post(1, title="Ferries run", text="apple", labels=("Harbour",), comment_count=99))
    assert index() == before


@pytest.mark.parametrize(
    ("statement", "words", "ids"),
    [
        ("UPDATE posts SET text = 'pear' WHERE post_id = '1'", "pear", ["1"]),
        ("UPDATE posts SET text = 'pear' WHERE post_id = '1'", "apple", []),
        ("UPDATE posts SET title = 'x' WHERE post_id = '2'", "北京", ["2"]),
        ("UPDATE posts SET id = 77 WHERE post_id = '1'", "apple", ["1"]),
        ("UPDATE posts SET comment_count = 5", "北京", ["2"]),
        ("DELETE FROM posts WHERE post_id = '2'", "北京", []),
        ("DELETE FROM posts", "การเมือง", []),
        ("UPDATE _terms SET words = '深圳' WHERE characters LIKE '北|京|%'", "深圳", ["2"]),
        ("UPDATE _terms SET characters = '深|圳| |'", "北京", []),
        ("UPDATE _terms SET clusters = ''", "การเมือง", []),
        ("DELETE FROM _terms", "北京", []),
        ("INSERT INTO _terms (post, words) SELECT id, 'plum' FROM posts WHERE text = 'apple'", "plum", ["1"]),
        ("INSERT INTO _terms (post, words) VALUES (12345, 'nobody')", "nobody", []),
        ("VACUUM", "北京", ["2"]),
        ("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')", "北京", ["2"]),
        ("INSERT INTO posts_fts (posts_fts) VALUES ('optimize')", "การเมือง", ["3"]),
    ],
)  # fmt: skip
def test_any_tool_may_write(plain: sqlite3.Connection, statement: str, words: str, ids: list[str]) -> None:
    plain.execute(statement)
    assert found(plain, words) == ids


def test_sqlite_utils_may_upsert_and_convert(path: Path, plain: sqlite3.Connection) -> None:
    with Database(path) as database:
        row = next(database.table("posts").rows_where("post_id = '1'"))
        database.table("posts").upsert({**row, "text": "pear"}, pk="id")
        database.table("posts").convert("title", lambda title: title + " soon")
    assert (found(plain, "pear"), found(plain, "apple"), found(plain, "ferries soon")) == (["1"], [], ["1"])


def test_sqlite_utils_may_replace_a_row(path: Path, plain: sqlite3.Connection) -> None:
    """It switches recursive triggers on, without which the old words would stay in the index."""
    with Database(path) as database:
        row = next(database.table("posts").rows_where("post_id = '2'"))
        database.table("posts").insert({**row, "title": "Tianjin", "text": "t"}, pk="id", replace=True)
    assert (found(plain, "北京"), found(plain, "tianjin")) == ([], ["2"])


@pytest.mark.parametrize("first", ["posts", "_terms"])
def test_words_and_post_may_come_in_either_order(plain: sqlite3.Connection, first: str) -> None:
    steps = {
        "posts": "INSERT INTO posts (id, blog_id, post_id, title, first_seen, last_changed)"
        " VALUES (9, '4241', '9', '深圳', '', '')",
        "_terms": "INSERT INTO _terms (post, words) VALUES (9, '深圳 plum')",
    }
    for name in sorted(steps, key=lambda name: name != first):
        plain.execute(steps[name])
    assert found(plain, "plum") == ["9"]


def restore(dump: sqlite3.Connection, path: Path) -> None:
    """As `sqlite3 archive.db .dump | sqlite3 copy.db` does; Python's own dump also lists the index's rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        for statement in dump.iterdump():
            if not statement.startswith('INSERT INTO "posts_fts" '):
                copy.execute(statement)


def test_a_restored_dump_is_an_archive(plain: sqlite3.Connection, tmp_path: Path) -> None:
    restore(plain, tmp_path / "copy.db")
    with Archive(tmp_path / "copy.db") as copy:
        assert (integrity.problems(copy), copy.counts()["posts"]) == ([], 3)


def test_a_post_whose_row_was_replaced_is_whole_again_after_a_crawl(
    path: Path, plain: sqlite3.Connection
) -> None:
    plain.execute("DELETE FROM sources")
    save_posts(path, *BATCH)
    with Archive(path) as archive:
        assert integrity.problems(archive) == []


def test_new_posts_of_a_batch_are_written_to_the_index_together(
    path: Path, plain: sqlite3.Connection
) -> None:
    count = "SELECT count(DISTINCT segid) FROM posts_fts_idx"
    before = plain.execute(count).fetchone()[0]
    save_posts(path, *(post(n, text=f"pear {n}") for n in range(10, 55)))
    assert plain.execute(count).fetchone()[0] == before + 1
    assert len(found(plain, "pear")) == 45


def test_other_tools_find_the_index(path: Path) -> None:
    with Database(path) as database:
        assert database.table("posts").detect_fts() == "posts_fts"


def test_datasette_finds_the_index(plain: sqlite3.Connection) -> None:
    """Its own statement, of datasette.utils.detect_fts_sql."""
    sql = """
        select name from sqlite_master
            where rootpage = 0
            and (
                sql like '%VIRTUAL TABLE%USING FTS%content="posts"%'
                or sql like '%VIRTUAL TABLE%USING FTS%content=[posts]%'
                or (tbl_name = "posts" and sql like '%VIRTUAL TABLE%USING FTS%')
            )
    """
    assert plain.execute(sql).fetchall() == [("posts_fts",)]
    matching = "select rowid from posts_fts where posts_fts match '\"北京\"'"
    assert plain.execute(f"select count(*) from posts where rowid in ({matching})").fetchone() == (1,)


def test_a_word_in_the_title_counts_most(path: Path, plain: sqlite3.Connection) -> None:
    save_posts(
        path, post(8, title="Other", text="plum plum plum"), post(9, title="Plum", text="other words here")
    )
    sql = "SELECT title FROM posts_fts WHERE posts_fts MATCH 'plum' ORDER BY rank"
    assert [row[0] for row in plain.execute(sql)] == ["Plum", "Other"]
