# ruff: noqa: S608 - the SQL is put together from constants of this project
"""The watch list: which blogs are followed, what is remembered of each, which are due."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from crawler.archive_reader import IdComparison, KnownBlog
from crawler.items import Crawl, CrawlState, Robots
from pipelines.archive import deletion_marks
from pipelines.archive.blogs import last_crawl
from pipelines.archive.database import Door
from pipelines.archive.statements import upsert
from pipelines.archive.values import instant, moment, storable, utc

_MEMO = ("feed_url", "etag", "last_modified", "cursor", "newest", "pace", "walked", "swept")
_TIMES = ("cursor", "newest", "walked", "swept")

# Of a blog that was never seen the crawls are known by the address.
_LAST = """\
CASE WHEN {0}.blog_id IS NULL THEN
    (SELECT id FROM crawls WHERE crawls.address = {0}.address AND ended IS NOT NULL ORDER BY id DESC LIMIT 1)
ELSE (SELECT id FROM crawls WHERE crawls.blog_id = {0}.blog_id AND ended IS NOT NULL ORDER BY id DESC LIMIT 1)
END"""
_WATCHED = f"""\
SELECT watchlist.*, blogs.title,
       (SELECT min(noticed) FROM absences WHERE absences.blog_id = watchlist.blog_id) AS noticed,
       {_LAST.format("watchlist")} AS last
FROM watchlist LEFT JOIN blogs USING (blog_id)"""
_DUE = f"""\
SELECT found.* FROM ({_WATCHED}) AS found LEFT JOIN crawls ON crawls.id = found.last
WHERE found.id > :after AND found.paused IS NULL
  AND (:every OR ifnull(crawls.next_due, '') NOT BETWEEN :now AND :end)
ORDER BY found.id LIMIT :limit"""
_ALL = f"""\
SELECT found.*, {{held}} AS posts,
       (SELECT ended FROM crawls WHERE crawls.blog_id = found.blog_id AND outcome = 'complete'
        ORDER BY crawls.id DESC LIMIT 1) AS succeeded
FROM ({_WATCHED}) AS found ORDER BY title IS NULL, title, address"""
# Answered by indexes alone, which the flags would not be.
_WHOLE = """\
SELECT post_id FROM posts WHERE blog_id = :blog_id AND post_id < ':'
EXCEPT SELECT post_id FROM posts WHERE blog_id = :blog_id AND partial = 1
EXCEPT SELECT post_id FROM posts WHERE blog_id = :blog_id AND deleted_at IS NOT NULL"""
_KNOWN_AS = """\
SELECT blog_id, url, title FROM blogs WHERE url = :address
    OR EXISTS (SELECT 1 FROM json_each(aliases) WHERE value = :address) LIMIT 1"""
_NAMED = """\
SELECT watchlist.id FROM watchlist LEFT JOIN blogs USING (blog_id)
WHERE watchlist.address = :address OR blog_id = :name OR title = :name COLLATE NOCASE
   OR EXISTS (SELECT 1 FROM json_each(blogs.aliases) WHERE value = :address)"""
_STAMPS = """\
SELECT post_id, updated FROM json_each(:ids) AS wanted
JOIN posts ON blog_id = :blog_id AND post_id = wanted.value WHERE deleted_at IS NULL AND partial = 0"""
_STRANGE_COMMENT = """\
SELECT 1 FROM json_each(:ids) AS wanted WHERE NOT EXISTS
    (SELECT 1 FROM comments WHERE blog_id = :blog_id AND comment_id = wanted.value) LIMIT 1"""
_COMMENTS_HELD = "SELECT count(*) FROM comments WHERE blog_id = :blog_id"
_ROBOTS = upsert("robots", ("origin", "fetched", "body"), key=("origin",))


class Watching(Door):
    """What the archive follows."""

    def follow(self, address: str) -> bool:
        """Put an address on the watch list; False where it is there already."""
        with self.writing() as now:
            statement = "INSERT INTO watchlist (address, added) VALUES (?, ?) ON CONFLICT DO NOTHING"
            return self._connection.execute(statement, (address, now)).rowcount > 0

    def followed(self) -> Iterator[KnownBlog]:
        """The watch list, by title."""
        with self.reading():
            for row in self._connection.execute(
                _ALL.format(held=deletion_marks.HELD.format("found.blog_id"))
            ).fetchall():
                yield _watched(self._connection, row)

    def follows_any(self) -> bool:
        """Whether the watch list has a blog."""
        with self.reading():
            return self._connection.execute("SELECT 1 FROM watchlist LIMIT 1").fetchone() is not None

    def find_followed(self, name: str, address: str | None) -> list[int]:
        """Numbers of the blogs on the watch list with that title or id, or that have or had that address."""
        with self.reading():
            return [row[0] for row in self._connection.execute(_NAMED, {"name": name, "address": address})]

    def pause(self, number: int) -> None:
        """Leave a blog of the watch list alone."""
        with self.writing() as now:
            statement = "UPDATE watchlist SET paused = ifnull(paused, ?) WHERE id = ?"
            self._connection.execute(statement, (now, number))

    def resume(self, number: int) -> None:
        """Crawl it again."""
        with self.writing():
            self._connection.execute("UPDATE watchlist SET paused = NULL WHERE id = ?", (number,))

    def forget(self, number: int) -> None:
        """Take a blog off the watch list. Its posts stay."""
        with self.writing():
            self._connection.execute("DELETE FROM watchlist WHERE id = ?", (number,))

    def due(self, span: tuple[datetime, datetime], *, after: int, limit: int, every: bool) -> list[KnownBlog]:
        """Blogs that are due, or `every` one that is not paused, by their number; at most `limit`.

        Not due is what falls due within the span, which begins now.
        """
        now, end = map(utc, span)
        asked = {"now": now, "end": end, "after": after, "limit": limit, "every": every}
        with self.reading():
            return [
                _watched(self._connection, row) for row in self._connection.execute(_DUE, asked).fetchall()
            ]

    def recall(self, address: str) -> KnownBlog | None:
        """The blog followed at an address, else the one that is or was known by it."""
        with self.reading():
            found = self._watched_where("found.address = :it", address)
            known = None if found else self._connection.execute(_KNOWN_AS, {"address": address}).fetchone()
            if known is None:
                return found
            followed = self._watched_where("found.blog_id = :it", known["blog_id"])
            return followed or KnownBlog(
                address=known["url"] or address,
                blog_id=known["blog_id"],
                title=known["title"],
                last=last_crawl(self._connection, known["blog_id"]),
            )

    def _watched_where(self, condition: str, value: str) -> KnownBlog | None:
        row = self._connection.execute(
            f"SELECT * FROM ({_WATCHED}) AS found WHERE {condition}", {"it": value}
        ).fetchone()
        return _watched(self._connection, row) if row else None

    def whole(self, blog_id: str) -> list[str]:
        """Ids of Blogger's of the posts of a blog that are held whole and count as being there."""
        with self.reading():
            return [row[0] for row in self._connection.execute(_WHOLE, {"blog_id": blog_id})]

    def held(self, blog_id: str) -> int:
        """Posts of a blog that count as being there and have an id of Blogger's."""
        with self.reading():
            return deletion_marks.held(self._connection, blog_id)

    def stamps(self, blog_id: str, post_ids: Collection[str]) -> dict[str, datetime | None]:
        """Post id → when it was saved, of those that are held whole and not gone."""
        asked = {"blog_id": blog_id, "ids": json.dumps(list(post_ids))}
        with self.reading():
            return {row[0]: instant(row[1], None) for row in self._connection.execute(_STAMPS, asked)}

    def compare(self, blog_id: str, listed: Collection[str]) -> IdComparison:
        """What a complete list of a blog's post ids says."""
        with self.reading():
            return deletion_marks.compare(self._connection, blog_id, listed)

    def knows_comments(self, blog_id: str, comment_ids: Collection[str], total: int | None) -> bool:
        """Whether all of these comments are held, and as many of the blog as it says it has."""
        asked = {"blog_id": blog_id, "ids": json.dumps(list(comment_ids))}
        with self.reading():
            (held,) = self._connection.execute(_COMMENTS_HELD, asked).fetchone()
            all_known = self._connection.execute(_STRANGE_COMMENT, asked).fetchone() is None
        return all_known and total is not None and held >= total

    def robots(self, origin: str) -> Robots | None:
        """The robots.txt last fetched from there."""
        with self.reading():
            row = self._connection.execute("SELECT * FROM robots WHERE origin = ?", (origin,)).fetchone()
            return Robots(**{**dict(row), "fetched": datetime.fromisoformat(row["fetched"])}) if row else None

    def save_robots(self, robots: Robots) -> None:
        """Store a robots.txt in place of the last one."""
        row = {"origin": robots.origin, "fetched": utc(robots.fetched), "body": storable(robots.body)}
        with self.writing():
            self._connection.execute(_ROBOTS, row)


def note_visit(connection: sqlite3.Connection, crawl: Crawl, now: str) -> None:
    """Within the transaction that ends a crawl: whom to follow, what to remember, which posts are gone."""
    if crawl.follow:
        _follow(connection, crawl, crawl.follow, now)
    if crawl.deletions:
        deletion_marks.note(connection, crawl, crawl.deletions)
    if crawl.state and not crawl.suspect:  # an edit that is kept aside has to be seen once more
        _remember(connection, crawl, crawl.state)  # with a gap that counts what is gone as gone


def _follow(connection: sqlite3.Connection, crawl: Crawl, address: str, now: str) -> None:
    """Keep the blog under that address.

    An entry that was made for the address alone becomes the blog's, unless the blog is followed already.
    """
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
        (address, crawl.blog_id, now),
    )


def _remember(connection: sqlite3.Connection, crawl: Crawl, state: CrawlState) -> None:
    values: dict[str, Any] = {name: getattr(state, name) for name in _MEMO}
    values |= {name: moment(values[name], None) for name in _TIMES}
    held = deletion_marks.held(connection, crawl.blog_id or "")
    values |= {"blog_id": crawl.blog_id, "gap": 0 if crawl.expected is None else crawl.expected - held}
    columns = ", ".join(f"{name} = :{name}" for name in (*_MEMO, "gap"))
    connection.execute(f"UPDATE watchlist SET {columns} WHERE blog_id = :blog_id", values)


def _watched(connection: sqlite3.Connection, row: sqlite3.Row) -> KnownBlog:
    found = dict(row)
    state = {name: found[name] for name in _MEMO} | {name: instant(found[name], None) for name in _TIMES}
    return KnownBlog(
        id=found["id"],
        address=found["address"],
        blog_id=found["blog_id"],
        title=found["title"],
        added=instant(found["added"], None),
        paused=instant(found["paused"], None),
        state=CrawlState(**state),
        gap=found["gap"],
        noticed=instant(found["noticed"], None),
        last=last_crawl(connection, number=found["last"]) if found["last"] else None,
        succeeded=instant(found.get("succeeded"), None),
        posts=found.get("posts") or 0,
    )
