# ruff: noqa: S608 - the SQL is put together from constants of this module, and column names of the schema
"""Copy everything of some blogs into an archive that has none of them, row by row, as it is stored.

Not copied is what belongs to an archive as a whole: alerts, notes of exports and imports, robots.txt.
"""

import json
import sqlite3
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from pipelines.archive.merging.identities import resolve_blog_id
from pipelines.archive.merging.moved_blogs import HOST

_CHOSEN = "blog_id IN (SELECT value FROM json_each(:blogs))"
_OF_POSTS = f"post IN (SELECT id FROM posts WHERE {_CHOSEN}) ORDER BY post"
_ADDRESSES = """\
SELECT url FROM blogs WHERE {0} UNION SELECT alias.value FROM blogs, json_each(aliases) AS alias WHERE {0}"""
_BY_ADDRESS = f"{_CHOSEN} OR blog_id IS NULL AND address IN ({_ADDRESSES.format(_CHOSEN)}) ORDER BY id"
"""Also by address: a crawl that failed there, or a follow before the first crawl, has no blog id."""
_LINKS = f"""\
url IN (SELECT CASE instr(link, '#') WHEN 0 THEN link ELSE substr(link, 1, instr(link, '#') - 1) END
FROM (
    SELECT json_extract(links.value, '$.url') AS link FROM posts, json_each(links) AS links WHERE {_CHOSEN}
))"""

_PACKED = f"""\
SELECT 1 FROM posts JOIN sources ON post = posts.id
WHERE {_CHOSEN} AND 'blob' IN (typeof(html), typeof(body_raw), typeof(entry_raw))"""

# The terms before the posts: the triggers of `posts` then index both at once.
COPIED: Mapping[str, str] = {
    "blogs": f"{_CHOSEN} ORDER BY rowid",
    "dictionaries": f"EXISTS ({_PACKED})",
    "_terms": _OF_POSTS,
    "posts": f"{_CHOSEN} ORDER BY (SELECT seq FROM _changes WHERE post = posts.id)",
    "sources": _OF_POSTS,
    "other_sources": f"{_OF_POSTS}, id",
    "drafts": f"{_CHOSEN} ORDER BY id",
    "revisions": f"post IN (SELECT id FROM posts WHERE {_CHOSEN}) ORDER BY id",
    "comments": f"{_CHOSEN} ORDER BY id",
    "crawls": _BY_ADDRESS,
    "watchlist": _BY_ADDRESS,
    "_absences": _OF_POSTS,
    "_fingerprints": _OF_POSTS,
    "_link_checks": _LINKS,
}
"""Table → the rows of some blogs, in an order in which no foreign key is without its row."""
_UNSEEN = f"blog_id IS NULL AND address NOT IN ({_ADDRESSES.format('url IS NOT NULL')}) ORDER BY id"
_UNSEEN_TABLES = ("crawls", "watchlist")
_OWN_IDS = frozenset({"other_sources", "drafts", "revisions", "comments", *_UNSEEN_TABLES})
"""Tables whose ids say nothing but the order: each archive has its own."""
_SHARED = frozenset({"dictionaries", "_link_checks", *_UNSEEN_TABLES})
"""Tables of which `into` may have the same rows."""
_HELD = "SELECT 1 FROM blogs WHERE blog_id IN (SELECT value FROM json_each(?))"


def copy_blogs(
    source: sqlite3.Connection, into: sqlite3.Connection, blogs: Collection[str]
) -> dict[str, int]:
    """Copy within the open transaction of `into`; return the number of rows by table."""
    asked = {"blogs": json.dumps(list(blogs))}
    return {table: copy_rows(source, into, table, where, asked) for table, where in COPIED.items()}


def copy_unseen(source: sqlite3.Connection, into: sqlite3.Connection) -> dict[str, int]:
    """Copy followed addresses and crawls whose blog was never seen; return the number of rows by table."""
    return {table: copy_rows(source, into, table, _UNSEEN, {}) for table in _UNSEEN_TABLES}


def may_be_copied(source: sqlite3.Connection, into: sqlite3.Connection, blog_id: str) -> bool:
    """Return whether `into` knows nothing of a blog, and has the row ids of its posts free."""
    # Pages of a host are held under its name where they state no number.
    names = json.dumps([blog_id, *(HOST + host for host in _hosts(source, blog_id))])
    if into.execute(_HELD, (names,)).fetchone() or resolve_blog_id(into, blog_id) != blog_id:
        return False
    if not _agree_on_dictionaries(source, into):
        return False
    ids = source.execute("SELECT id FROM posts WHERE blog_id = ?", (blog_id,))
    return not any(into.execute("SELECT 1 FROM posts WHERE id = ?", row).fetchone() for row in ids)


def _agree_on_dictionaries(source: sqlite3.Connection, into: sqlite3.Connection) -> bool:
    """Return whether no id means one dictionary here and another one there."""
    ours, theirs = (
        dict(one.execute("SELECT id, content FROM dictionaries").fetchall()) for one in (into, source)
    )
    return all(theirs[id_] == ours[id_] for id_ in ours.keys() & theirs.keys())


def _hosts(source: sqlite3.Connection, blog_id: str) -> set[str]:
    """Return the hosts of a blog."""
    addresses = source.execute(_ADDRESSES.format("blog_id = :blog"), {"blog": blog_id})
    return {urlsplit(row[0]).netloc for row in addresses if row[0]}


def add_columns(source: sqlite3.Connection, into: sqlite3.Connection) -> None:
    """Add what other tools have added to the tables of `source`."""
    for table in COPIED:
        for name in sorted(_columns(source, table) - _columns(into, table)):
            into.execute(f"ALTER TABLE {table} ADD COLUMN {name}")


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """Return the names of the columns of a table, for SQL."""
    names = (row[1].replace('"', '""') for row in connection.execute(f"PRAGMA table_info({table})"))
    return {f'"{name}"' for name in names}


def copy_rows(
    source: sqlite3.Connection, into: sqlite3.Connection, table: str, where: str, asked: Mapping[str, str]
) -> int:
    """Copy the rows of a condition within the open transaction of `into`; return their number."""
    shared = _columns(source, table) & _columns(into, table)
    kept = [name for name in shared if name != '"id"' or table not in _OWN_IDS]
    columns, marks = ", ".join(kept), ", ".join("?" for _ in kept)
    found = source.execute(f"SELECT {columns} FROM {table} WHERE {where}", asked)
    verb = "INSERT OR IGNORE" if table in _SHARED else "INSERT"
    return into.executemany(f"{verb} INTO {table} ({columns}) VALUES ({marks})", found).rowcount
