"""An archive whose terms were written out is searched as before once it is brought up to date."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from crawler.items import Post
from pipelines.archive import Archive, integrity
from pipelines.archive.migrations import migrations
from pipelines.search.search import search

BEFORE = "m005_search"


def old_archive(path: Path) -> None:
    with Database(path) as database:
        migrations.apply(database, stop_before=BEFORE)
        database.execute("INSERT INTO blogs (blog_id, first_seen) VALUES ('1', '')")
        row = "(9, '1', '9', '北京天气', '昨日在北京', '', '')"
        database.execute("INSERT INTO post_terms (id, terms) VALUES (9, '北京 天气')")
        columns = "(id, blog_id, post_id, title, text, first_seen, last_changed)"
        database.execute(f"INSERT INTO posts {columns} VALUES {row}")
        database.conn.commit()


def found(archive: Archive, typed: str) -> int:
    return search(archive._connection, typed).matches


def test_old_terms_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    old_archive(path)
    with Archive(path) as archive:
        assert (found(archive, "北京"), found(archive, "天气"), found(archive, "上海")) == (1, 1, 0)
        archive.save_posts([Post(blog_id="1", post_id="9", title="天气预报", text="上海今天", body_raw="x")])
        assert (found(archive, "北京"), found(archive, "上海")) == (0, 1)
        assert not [
            problem for problem in integrity.problems(archive) if "index" in problem or "schema" in problem
        ]


def test_dates_are_indexed(tmp_path: Path) -> None:
    Archive(tmp_path / "archive.db").close()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        sql = "EXPLAIN QUERY PLAN SELECT substr(published, 1, 7), count(*) FROM posts GROUP BY 1"
        assert "COVERING INDEX posts_by_published" in connection.execute(sql).fetchall()[0][3]
