"""An archive of an older schema is brought up to date with everything in it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.errors import ArchiveError
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.archive.migrations import migrations
from pipelines.archive.schema import normalised, parts
from tests.helpers.tables import oldest_archive

TABLES = ("blogs", "posts", "sources", "revisions", "comments")


@pytest.fixture
def old(archive_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(oldest_archive(archive_path), isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def rows(connection: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2')]


def schema_of(connection: sqlite3.Connection) -> dict[str, str | set[str]]:
    """Definitions by name; of the index in no order, since its columns keep that which they had."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: set(parts(sql)) if name == "posts_fts" else normalised(sql) for name, sql in found}


def test_every_row_is_kept_and_the_schema_is_that_of_a_new_archive(
    old: sqlite3.Connection, archive_path: Path
) -> None:
    before = {table: rows(old, table) for table in TABLES}
    assert all(before.values()), "the dump has something in every table"
    with Archive(archive_path, read_only=True) as archive:  # a reader brings it up to date too
        assert [(post.title, post.text) for post in archive.posts()] == [("post", "The tram stops.")]
    with Archive(archive_path) as archive:
        assert integrity.problems(archive) == []
    for table, wanted in before.items():
        assert [
            {key: is_[key] for key in was} for was, is_ in zip(wanted, rows(old, table), strict=True)
        ] == wanted
    with closing(sqlite3.connect(":memory:")) as fresh:
        migrations.apply(Database(fresh))
        assert schema_of(old) == schema_of(fresh)


def test_a_row_that_went_before_there_were_digests_is_told(
    old: sqlite3.Connection, archive_path: Path
) -> None:
    old.execute("DELETE FROM comments")
    with Archive(archive_path) as archive:
        assert integrity.problems(archive) == ["comments: 1 rows were stored, and 0 are there"]


def test_what_other_tools_added_is_kept(old: sqlite3.Connection, archive_path: Path) -> None:
    old.executescript("""
        ALTER TABLE posts ADD COLUMN rating INTEGER;
        UPDATE posts SET rating = 5;
        CREATE INDEX my_ratings ON posts (rating);
        CREATE TABLE notes (id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts (id), note TEXT);
        INSERT INTO notes (post, note) SELECT id, 'read this' FROM posts;
    """)
    Archive(archive_path).close()
    assert {row["rating"] for row in rows(old, "posts")} == {5}
    assert len(rows(old, "notes")) == 1
    assert "my_ratings" in schema_of(old)
    assert old.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_second_time_nothing_is_done(old: sqlite3.Connection, archive_path: Path) -> None:
    Archive(archive_path).close()
    before = old.execute("PRAGMA schema_version").fetchone()[0]
    Archive(archive_path).close()
    assert old.execute("PRAGMA schema_version").fetchone()[0] == before


def test_a_development_version_is_refused(old: sqlite3.Connection, archive_path: Path) -> None:
    old.execute("UPDATE _sqlite_migrations SET name = 'm008_browsing'")
    for read_only in (False, True):
        with pytest.raises(ArchiveError, match=r"a development version .*m008_browsing"):
            Archive(archive_path, read_only=read_only)


def test_what_an_older_schema_lacks_is_made_and_what_nothing_reads_goes(archive_path: Path) -> None:
    Archive(archive_path).close()
    with closing(sqlite3.connect(archive_path)) as connection:
        wanted = schema_of(connection)
        connection.executescript("""
            ALTER TABLE watchlist DROP COLUMN comment_gap;
            DROP TRIGGER posts_published;
            DROP INDEX posts_facets;
            DROP VIEW origins;
            CREATE VIEW origins AS SELECT 1 AS other;
            DROP TABLE _digest_sums;
            CREATE TABLE _tallies (blog_id TEXT, kind TEXT, count INTEGER, digest INTEGER);
            UPDATE _sqlite_migrations SET name = 'm019_index_answers';
        """)
        Archive(archive_path).close()
        assert schema_of(connection) == wanted


@pytest.mark.parametrize("name", ["numpy", "pandas"])
def test_packages_beside_it_are_not_loaded(archive_path: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.py").write_text("raise SystemExit('it was loaded')")
    code = f"from pipelines.archive import Archive; Archive({str(archive_path)!r}).close()"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert archive_path.exists()


def test_an_archive_that_was_brought_up_to_date_before_is_no_development_version(archive_path: Path) -> None:
    Archive(archive_path).close()
    with closing(sqlite3.connect(archive_path)) as connection, connection:
        connection.execute("UPDATE _sqlite_migrations SET name = 'm026_no_recleans'")
        connection.execute("""INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
            VALUES ('blogger-archive', 'm008_browsing', '2026-01-02')""")
    for read_only in (True, False):
        Archive(archive_path, read_only=read_only).close()
