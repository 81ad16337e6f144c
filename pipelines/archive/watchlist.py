# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The watch list: which blogs are followed, what is remembered of each, which are due."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from crawler.archive_reader import KnownBlog
from crawler.items import Crawl, CrawlState
from pipelines.archive import deletion_marks, robots_cache
from pipelines.archive.blogs import find_blogs, last_crawl, read_crawl
from pipelines.archive.connection import WriteContext
from pipelines.archive.values import instant, moment, utc

_STATE = ("feed_url", "etag", "last_modified", "cursor", "newest", "pace", "walked", "swept")
_FACTS = ("id", "address", "blog_id", "title", "blogspot", "gap", "absent")
_TIMES = ("cursor", "newest", "walked", "swept")

# Of a blog that was never seen the crawls are known by the address.
LATEST_CRAWL = """\
CASE WHEN {0}.blog_id IS NULL
THEN (SELECT id FROM crawls WHERE crawls.address = {0}.address AND {1} ORDER BY id DESC LIMIT 1)
ELSE (SELECT id FROM crawls WHERE crawls.blog_id = {0}.blog_id AND {1} ORDER BY id DESC LIMIT 1) END"""
"""Id of the last crawl of which a condition holds. `format` with a table of blogs, and the condition."""
_BLOGSPOT = """\
(SELECT value FROM json_each(json_insert(aliases, '$[#]', url)) WHERE value LIKE '%.blogspot.com/'
        ORDER BY key DESC LIMIT 1)"""
_WATCHED = f"""\
SELECT watchlist.*, blogs.title, {_BLOGSPOT} AS blogspot,
       (SELECT min(noticed) FROM _absences WHERE _absences.blog_id = watchlist.blog_id) AS noticed,
       (SELECT count(*) FROM _absences WHERE _absences.blog_id = watchlist.blog_id) AS absent,
       {LATEST_CRAWL.format("watchlist", "ended IS NOT NULL")} AS last
FROM watchlist LEFT JOIN blogs USING (blog_id)"""
_DUE = f"""\
SELECT found.* FROM ({_WATCHED}) AS found LEFT JOIN crawls ON crawls.id = found.last
WHERE found.id > :after AND found.paused IS NULL
  AND (:every OR ifnull(crawls.next_due, '') NOT BETWEEN :now AND :end)
ORDER BY found.id LIMIT :limit"""
_KNOWN_AS = f"""\
SELECT blog_id, url, title, {_BLOGSPOT} AS blogspot FROM blogs WHERE url = :address
    OR EXISTS (SELECT 1 FROM json_each(aliases) WHERE value = :address) LIMIT 1"""
_NAMED = """\
SELECT id FROM watchlist WHERE address = :address OR blog_id IN (SELECT value FROM json_each(:ids))"""


_COMMENTS = """\
UPDATE watchlist SET comment_gap = :total - (SELECT count(*) FROM comments WHERE blog_id = :blog_id)
WHERE blog_id = :blog_id"""


def follow(context: WriteContext, address: str) -> bool:
    """Put an address on the watch list; return False where it is there already."""
    statement = "INSERT INTO watchlist (address, added) VALUES (?, ?) ON CONFLICT DO NOTHING"
    return context.connection.execute(statement, (address, context.now)).rowcount > 0


def follows_any(connection: sqlite3.Connection) -> bool:
    """Return whether the watch list has a blog."""
    return connection.execute("SELECT 1 FROM watchlist LIMIT 1").fetchone() is not None


def find_followed(connection: sqlite3.Connection, name: str, address: str | None) -> list[int]:
    """Return the watch list ids of blogs with that title or blog id, or that have or had that address."""
    known = (find_blogs(connection, each) for each in (name, address) if each)
    ids = json.dumps([row["blog_id"] for rows in known for row in rows])
    return [row[0] for row in connection.execute(_NAMED, {"ids": ids, "address": address})]


def pause(context: WriteContext, number: int) -> None:
    """Leave a blog of the watch list alone until it is resumed."""
    statement = "UPDATE watchlist SET paused = ifnull(paused, ?) WHERE id = ?"
    context.connection.execute(statement, (context.now, number))


def resume(context: WriteContext, number: int) -> None:
    """Crawl a paused blog of the watch list again."""
    context.connection.execute("UPDATE watchlist SET paused = NULL WHERE id = ?", (number,))


def unfollow(context: WriteContext, number: int) -> None:
    """Take a blog off the watch list. Its posts stay."""
    context.connection.execute("DELETE FROM watchlist WHERE id = ?", (number,))


def due_blogs(
    connection: sqlite3.Connection, span: tuple[datetime, datetime], *, after: int, limit: int, every: bool
) -> list[KnownBlog]:
    """Return at most `limit` blogs that are due, by watch list id from `after` on; with `every`, all.

    A blog that falls due within the `span`, which begins now, is not due. Paused blogs never are.
    """
    now, end = map(utc, span)
    asked = {"now": now, "end": end, "after": after, "limit": limit, "every": every}
    return [_watched(connection, row) for row in connection.execute(_DUE, asked).fetchall()]


def find_watched(connection: sqlite3.Connection, address: str) -> KnownBlog | None:
    """Return the blog followed at `address`, else the stored blog that has or had that address."""
    found = _watched_where(connection, "found.address = :it", address)
    known = None if found else connection.execute(_KNOWN_AS, {"address": address}).fetchone()
    if known is None:
        return found
    followed = _watched_where(connection, "found.blog_id = :it", known["blog_id"])
    return followed or KnownBlog(
        address=known["url"] or address,
        blog_id=known["blog_id"],
        title=known["title"],
        blogspot=known["blogspot"],
        last=last_crawl(connection, known["blog_id"]),
    )


def _watched_where(connection: sqlite3.Connection, condition: str, value: str) -> KnownBlog | None:
    row = connection.execute(
        f"SELECT * FROM ({_WATCHED}) AS found WHERE {condition}", {"it": value}
    ).fetchone()
    return _watched(connection, row) if row else None


def end_crawl(context: WriteContext, crawl: Crawl) -> None:
    """Store what a crawl leaves for the next one: the address to follow, its state, deleted posts."""
    if crawl.follow:
        _keep_following(context, crawl, crawl.follow)
    if crawl.deletions:
        deletion_marks.note(context.connection, crawl, crawl.deletions)
    if crawl.outcome == "complete" and crawl.comments_expected is not None:  # all were asked for
        asked = {"total": crawl.comments_expected, "blog_id": crawl.blog_id}
        context.connection.execute(_COMMENTS, asked)
    if crawl.state and not crawl.suspect:  # an edit that is kept aside has to be seen once more
        _remember(context.connection, crawl, crawl.state)  # with a gap that counts what is gone as gone


def forget_validators(connection: sqlite3.Connection, blog_ids: Iterable[str]) -> None:
    """Let the next crawl of these blogs ask for the feed whether or not it has changed."""
    rows = [(blog_id,) for blog_id in blog_ids]
    connection.executemany("UPDATE watchlist SET etag = NULL, last_modified = NULL WHERE blog_id = ?", rows)


def _keep_following(context: WriteContext, crawl: Crawl, address: str) -> None:
    """Keep the blog of a crawl on the watch list under `address`.

    An entry that was made for the address alone becomes the blog's, unless the blog is followed already.
    """
    connection = context.connection
    known = connection.execute("SELECT id FROM watchlist WHERE blog_id = ?", (crawl.blog_id,)).fetchone()
    asked = (crawl.address, address)
    if known:
        connection.execute("DELETE FROM watchlist WHERE address IN (?, ?) AND blog_id IS NULL", asked)
        connection.execute("UPDATE OR IGNORE watchlist SET address = ? WHERE id = ?", (address, known[0]))
        return
    connection.execute(
        "UPDATE OR IGNORE watchlist SET blog_id = ?, address = ? WHERE address IN (?, ?) AND blog_id IS NULL",
        (crawl.blog_id, address, *asked),
    )
    connection.execute(
        "INSERT INTO watchlist (address, blog_id, added) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (address, crawl.blog_id, context.now),
    )


def _remember(connection: sqlite3.Connection, crawl: Crawl, state: CrawlState) -> None:
    values: dict[str, Any] = {name: getattr(state, name) for name in _STATE}
    values |= {name: moment(values[name], None) for name in _TIMES}
    held = deletion_marks.count_held(connection, crawl.blog_id or "")
    values |= {"blog_id": crawl.blog_id, "gap": 0 if crawl.expected is None else crawl.expected - held}
    columns = ", ".join(f"{name} = :{name}" for name in (*_STATE, "gap"))
    connection.execute(f"UPDATE watchlist SET {columns} WHERE blog_id = :blog_id", values)


def _watched(connection: sqlite3.Connection, row: sqlite3.Row) -> KnownBlog:
    found = dict(row)
    state = {name: found[name] for name in _STATE} | {name: instant(found[name], None) for name in _TIMES}
    return KnownBlog(
        **{name: found[name] for name in _FACTS},
        state=CrawlState(**state),
        noticed=instant(found["noticed"], None),
        last=read_crawl(connection, found["last"]) if found["last"] else None,
        robots=robots_cache.read_for(connection, found["address"]),
    )
