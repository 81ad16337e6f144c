"""Repairs inside the file. No post is ever deleted."""

import sqlite3
from collections.abc import Iterator
from itertools import chain

from pipelines.archive import posts, rowids
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.checks import column_types, integrity, label_index, row_checks, row_digests
from pipelines.archive.checks.digests import DAMAGED, count_anew, digest_all
from pipelines.archive.connection import WriteContext
from pipelines.archive.schema import FTS_SETTINGS, REDATED
from pipelines.archive.stored_posts import read_some, update_digests

_OWNERLESS = "SELECT DISTINCT blog_id FROM {} WHERE blog_id NOT IN (SELECT blog_id FROM blogs)"
_MARK = """\
INSERT INTO sources (post, source, body_raw, digest) VALUES (?, 'feed', '', ?)
ON CONFLICT (post) DO UPDATE SET digest = excluded.digest"""
_REDATED = f"SELECT id FROM posts WHERE {REDATED} AND length(published) >= 10"  # noqa: S608 - constants


def repair(context: WriteContext) -> list[str]:
    """Restore triggers, views, indexes and rows of blogs, rebuild the search index; return what was done.

    Damage of the file and of texts stays: see `integrity`.
    """
    connection = context.connection
    steps = (_definitions(connection), _blogs(context), label_index.repair_labels(connection))
    done = [line for step in steps for line in step]
    done += [*_indexes(connection), *_rows(connection), *_search_index(connection), *_ids(connection)]
    return done


def _definitions(connection: sqlite3.Connection) -> Iterator[str]:
    wanted, here = integrity.wanted(), integrity.definitions(connection)
    for (kind, name), sql in wanted.items():
        if here.get((kind, name)) == sql or name.startswith(integrity.SHADOWS):
            continue
        if (kind, name) in here:
            if kind == "table":
                continue  # its columns are another tool's work, and hold what they hold
            connection.execute(f"DROP {kind} {name}")
        connection.execute(sql)
        yield f"restored the {kind} {name}"
        if name in {"_row_digests", "_digest_sums"} and row_digests.are_kept(connection):
            row_digests.store_all(connection)
            row_digests.keep(connection)
        if name == "posts_fts":
            for setting in FTS_SETTINGS:
                connection.execute(setting)


def _blogs(context: WriteContext) -> Iterator[str]:
    for table in ("posts", "comments", "crawls"):
        rows = context.connection.execute(f"{_OWNERLESS.format(table)} AND blog_id IS NOT NULL").fetchall()
        ensure_rows(context, (row["blog_id"] for row in rows))
        yield from (f"restored the row of blog {row['blog_id']}, which {table} name" for row in rows)


def _indexes(connection: sqlite3.Connection) -> Iterator[str]:
    """Rebuild all indexes of tables where the file has problems; they hold no data of their own."""
    if any(integrity.file_problems(connection)):
        connection.execute("REINDEX")
        yield "built the indexes of all tables anew"


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    """Take the rows as they are, so that what cannot be restored from here is told once."""
    yield from column_types.cast(connection)
    for id_, line in list(row_checks.damaged_posts(connection)):
        connection.execute(_MARK, (id_, f"{DAMAGED}:"))
        update_digests(connection, [id_])
        yield f"{line}; the next crawl that is sent it replaces it"
    damaged = [*row_checks.revisions(connection), *row_checks.comments(connection)]
    others = [
        integrity.guarded(check, connection) for check in (row_checks.missing_rows, row_digests.problems)
    ]
    for line in [*damaged, *chain.from_iterable(others)]:
        yield f"{line}; cannot be repaired, and counts as it is from now on"
    if damaged:
        digest_all(connection)
    count_anew(connection)
    row_digests.store_all(connection)


def _ids(connection: sqlite3.Connection) -> Iterator[str]:
    """Give posts of which another program has changed the date the ids of their dates."""
    redated = [row["id"] for row in connection.execute(_REDATED)]
    for id_, post in list(read_some(connection, redated)):
        rowids.move(connection, id_, rowids.free_id(connection, post.post))
    if redated:
        yield f"gave {len(redated):,} posts the ids of their dates"


def _search_index(connection: sqlite3.Connection) -> Iterator[str]:
    connection.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
    changed = posts.update_all_terms(connection)  # by the triggers, which need an index that is in step
    count = connection.execute("SELECT count(*) FROM posts").fetchone()[0]
    yield f"built the search index anew from {count:,} posts" + (f"; terms of {changed:,}" if changed else "")
