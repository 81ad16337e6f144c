"""Canned queries of Datasette, which gives their rows as JSON and CSV."""

import json
import sqlite3
from functools import partial

from pipelines.archive.compression.packing import add_functions
from pipelines.archive.public_names import public_author
from pipelines.archive.schema import INTERNAL_TABLES
from pipelines.search.browse import newest_ids
from pipelines.search.conditions import add_function
from pipelines.search.filters import filter_of
from pipelines.search.known_names import UnknownNameError
from pipelines.search.search import search

MOST, USUAL = 1000, 100
"""Posts in one response; `blogger-archive export` writes all."""

_SEARCH = """\
SELECT posts.id, published, published_local, posts.title, public_author(posts.author) AS author,
       posts.labels, text, posts.url,
       language, word_count, comment_count, blogs.title AS blog, blog_id, post_id, deleted_at
FROM json_each(
    matching(:q, :blog, :label, :author, :language, :since, :until, :has,
              :origin, :deleted, :kind, :sort, :limit)
) AS found JOIN posts ON posts.id = found.value LEFT JOIN blogs USING (blog_id) ORDER BY found.key"""

_QUERIES = {
    "search": {
        "sql": _SEARCH,
        "title": "Posts that match",
        "description": "The same search and filters as the page; best first; sort=date, sort=oldest.",
        "hide_sql": True,
    }
}
"""The SQL functions in them are those of `prepare`."""

_INNER = (*INTERNAL_TABLES, "_sqlite_migrations", "sources")
_TABLES: dict[str, dict[str, bool]] = {name: {"hidden": True} for name in _INNER}
METADATA = {"queries": _QUERIES, "tables": _TABLES | {"drafts": {"allow": False}}}
"""Metadata for Datasette: queries by name, tables that are hidden, and one that was never published."""

_PARAMETERS = (
    "q", "blog", "label", "author", "language", "since", "until", "has",
    "origin", "deleted", "kind", "sort", "limit",
)  # fmt: skip


def prepare(connection: sqlite3.Connection) -> None:
    """Make a connection ready for these queries, and safe for queries that others write.

    The limit stops what no time limit can: one call such as randomblob(1e9) is not interrupted.
    """
    add_function(connection)
    add_functions(connection, write=False)
    connection.create_function("public_author", 1, public_author, deterministic=True)
    connection.create_function("matching", len(_PARAMETERS), partial(_matching, connection))
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 256_000_000)


def _matching(connection: sqlite3.Connection, *given: str | None) -> str:
    """JSON array of the row ids of posts that match, in order. An empty parameter asks for nothing."""
    asked = {name: str(value or "") for name, value in zip(_PARAMETERS, given, strict=True)}
    q, sort, limit = asked["q"], asked["sort"], asked["limit"]
    chosen = filter_of(asked)
    most = min(int(limit), MOST) if limit.isdigit() else USUAL
    try:
        if not q.strip():
            oldest = sort == "oldest"
            ids = newest_ids(connection, chosen, limit=most, oldest=oldest)
            return json.dumps(ids[::-1] if oldest else ids)
        hits = search(connection, q, chosen, sort=sort or "best", limit=most).hits
    except UnknownNameError:
        return "[]"
    return json.dumps([hit.id for hit in hits])
