"""Putting right what can be put right inside the file. No post is ever deleted."""

import sqlite3
from collections.abc import Iterator

from pipelines.archive import integrity, label_index, posts
from pipelines.archive.blogs import ensure
from pipelines.archive.database import Door
from pipelines.archive.migrations import SETTINGS

_OWNERLESS = "SELECT DISTINCT blog_id FROM {} WHERE blog_id NOT IN (SELECT blog_id FROM blogs)"


class Mending(Door):
    """Repairs of the archive by itself, without a network."""

    def mend(self) -> list[str]:
        """Restore triggers, views, indexes and rows of blogs, rebuild the search index; say what was done.

        All of it is one transaction. What is wrong with the file or with texts stays: see `integrity`.
        """
        with self.writing() as now:
            steps = (_definitions(self._connection), _blogs(self._connection, now))
            done = [line for step in steps for line in step]
            done += label_index.mend(self._connection)
            done += [*_indexes(self._connection), *_search_index(self._connection)]
        return done


def _definitions(connection: sqlite3.Connection) -> Iterator[str]:
    wanted, here = integrity.wanted(), integrity.definitions(connection)
    for name, made in wanted.items():
        if here.get(name) == made or name.startswith(integrity.SHADOWS):
            continue
        if made.kind == "table" and name in here:
            continue  # its columns are another tool's work, and hold what they hold
        if name in here:
            connection.execute(f"DROP {made.kind} {name}")
        connection.execute(made.sql)
        yield f"restored the {made.kind} {name}"
        if name == "posts_fts":
            for setting in SETTINGS:
                connection.execute(setting)


def _blogs(connection: sqlite3.Connection, now: str) -> Iterator[str]:
    for table in ("posts", "comments", "crawls"):
        rows = connection.execute(f"{_OWNERLESS.format(table)} AND blog_id IS NOT NULL").fetchall()
        ensure(connection, (row["blog_id"] for row in rows), now)
        yield from (f"restored the row of blog {row['blog_id']}, which {table} name" for row in rows)


def _indexes(connection: sqlite3.Connection) -> Iterator[str]:
    """Indexes of tables hold nothing of their own."""
    if any(integrity.file_problems(connection)):
        connection.execute("REINDEX")
        yield "built the indexes of all tables anew"


def _search_index(connection: sqlite3.Connection) -> Iterator[str]:
    connection.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
    changed = posts.mend_terms(connection)  # by the triggers, which need an index that is in step
    count = connection.execute("SELECT count(*) FROM posts").fetchone()[0]
    yield f"built the search index anew from {count:,} posts" + (f"; terms of {changed:,}" if changed else "")
