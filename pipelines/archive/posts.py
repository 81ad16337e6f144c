# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Writing posts: look up what is stored, decide, and write only what differs."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.items import Post
from pipelines.archive import pending_edits
from pipelines.archive.blogs import ensure
from pipelines.archive.changes import Kind, decide
from pipelines.archive.rowids import candidates
from pipelines.archive.rows import Arrival, Moment, arrival, post_row, row_digest, row_post
from pipelines.archive.statements import insert, update, upsert
from pipelines.search.near_duplicates import store_fingerprint
from pipelines.text.search_terms import Terms, terms

Key = tuple[str, str]

_SOURCES = (
    "source", "source_url", "published_raw", "time_raw", "updated_raw", "locale", "body_type", "body_raw",
)  # fmt: skip
_POSTS = tuple(name for name in post_row(Post(blog_id="", post_id="")) if name not in _SOURCES)
_INDEXED = ("title", "labels", "text")

_ADD = insert("posts", ("id", *_POSTS, "first_seen", "last_changed"))
_EDIT = update("posts", (*_POSTS, "last_changed"))
_REFRESH = update("posts", (*(name for name in _POSTS if name not in _INDEXED), "last_changed"))
_SOURCE = upsert("sources", ("id", *_SOURCES, "digest"), key=("id",))
_TERMS = upsert("post_terms", ("id", *Terms._fields), key=("id",))

# The parameter is a JSON array, so that a batch of any size is one statement.
_STORED = """\
SELECT blog_id, post_id, posts.id, digest FROM json_each(?) AS wanted
JOIN posts ON blog_id = json_extract(wanted.value, '$[0]') AND post_id = json_extract(wanted.value, '$[1]')
LEFT JOIN sources ON sources.id = posts.id"""

# A row that another tool replaced has lost its source.
_READ = """\
SELECT posts.*, ifnull(source, 'feed') AS source, source_url, published_raw, time_raw, updated_raw, locale,
       ifnull(body_type, 'html') AS body_type, ifnull(body_raw, '') AS body_raw, ifnull(digest, '') AS digest
FROM posts LEFT JOIN sources USING (id)"""
_READ_SOME = f"{_READ} WHERE posts.id IN (SELECT value FROM json_each(?))"
_READ_ALL = f"{_READ} WHERE ifnull(blog_id = :blog_id, 1) ORDER BY posts.id"

_TERMS_ALL = f"""\
SELECT found.*, {", ".join(Terms._fields)} FROM ({_READ}) AS found LEFT JOIN post_terms USING (id)"""


@dataclass(frozen=True, slots=True)
class _Write:
    """One row to be written; `old` is None for a new one."""

    id: int
    kind: Kind
    new: Arrival
    old: Arrival | None = None
    doubt: str = ""
    """Of a suspect edit, the reason."""


def store(connection: sqlite3.Connection, arrivals: Sequence[Arrival], at: Moment) -> list[Kind]:
    """Write `arrivals` within the open transaction; say what became of each."""
    first = {_key(each): each for each in reversed(arrivals)}
    again = [each for each in arrivals if first[_key(each)] is not each]
    kinds = _store_distinct(connection, list(first.values()), at)
    kinds_again = iter(store(connection, again, at) if again else ())
    return [kinds[_key(each)] if first[_key(each)] is each else next(kinds_again) for each in arrivals]


def read(connection: sqlite3.Connection, blog_id: str | None = None) -> Iterator[Arrival]:
    """Every stored post, by id; its digest is the one that was stored with it."""
    for row in connection.execute(_READ_ALL, {"blog_id": blog_id}):
        yield _stored_arrival(row)


def mend_terms(connection: sqlite3.Connection) -> int:
    """Bring the words to be indexed beside each post up to date; give of how many posts they were not."""
    stale = [write for row in connection.execute(_TERMS_ALL) if (write := _stale_terms(row))]
    for write in stale:
        _write_terms(connection, write)
    return len(stale)


def _stale_terms(row: sqlite3.Row) -> "_Write | None":
    stored = _stored_arrival(row)
    here = Terms(*(row[name] or "" for name in Terms._fields))
    return None if terms(stored.post) == here else _Write(row["id"], Kind.REFRESHED, stored, stored)


def sign(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Make the digests of posts anew whose ids were changed within the open transaction."""
    for row in connection.execute(_READ_SOME, (json.dumps(list(ids)),)).fetchall():
        digest = row_digest(_stored_arrival(row).row)
        connection.execute("UPDATE sources SET digest = ? WHERE id = ?", (digest, row["id"]))


def _store_distinct(
    connection: sqlite3.Connection, arrivals: Sequence[Arrival], at: Moment
) -> dict[Key, Kind]:
    stored = _stored(connection, arrivals)
    fresh = [each for each in arrivals if _key(each) not in stored]
    differing = {
        stored[_key(each)][0]: each
        for each in arrivals
        if _key(each) in stored and stored[_key(each)][1] != each.digest
    }
    ensure(connection, (each.post.blog_id for each in fresh), at.now)
    pending_edits.withdraw(connection, [id_ for id_, _ in stored.values() if id_ not in differing], at.run)
    writes = [*_additions(connection, fresh), *_updates(connection, differing, at.run)]
    # Ascending: the index writes out all that it has gathered whenever an id is lower than the one before.
    for write in sorted(writes, key=lambda write: write.id):
        _WRITERS[write.kind](connection, write, at)
    return {_key(each): Kind.SAME for each in arrivals} | {_key(write.new): write.kind for write in writes}


def _key(each: Arrival) -> Key:
    return each.post.blog_id, each.post.post_id


def _stored(connection: sqlite3.Connection, arrivals: Iterable[Arrival]) -> dict[Key, tuple[int, str]]:
    wanted = json.dumps([_key(each) for each in arrivals])
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(_STORED, (wanted,))}


def _additions(connection: sqlite3.Connection, fresh: Iterable[Arrival]) -> Iterator[_Write]:
    taken: set[int] = set()
    for new in fresh:
        free = next(id_ for id_ in candidates(new.post) if id_ not in taken and not _exists(connection, id_))
        taken.add(free)
        yield _Write(free, Kind.NEW, new)


def _exists(connection: sqlite3.Connection, id_: int) -> bool:
    return connection.execute("SELECT 1 FROM posts WHERE id = ?", (id_,)).fetchone() is not None


def _updates(connection: sqlite3.Connection, differing: Mapping[int, Arrival], run: str) -> Iterator[_Write]:
    if not differing:
        return
    waiting = pending_edits.pending(connection, differing)
    for row in connection.execute(_READ_SOME, (json.dumps(list(differing)),)).fetchall():
        old = _stored_arrival(row)
        decision = decide(old.post, differing[row["id"]].post)
        write = _Write(row["id"], decision.kind, arrival(decision.post), old, decision.doubt)
        if decision.kind is Kind.SUSPECT:
            yield from _doubted(connection, write, waiting.get(row["id"], []), run)
        elif decision.kind is not Kind.SAME:
            pending_edits.withdraw(connection, [row["id"]], run)
            yield write


def _doubted(
    connection: sqlite3.Connection, write: _Write, waiting: Sequence[pending_edits.Doubt], run: str
) -> Iterator[_Write]:
    """A suspect edit is kept aside; when another run has seen it too, it is an edit like others."""
    same = [doubt for doubt in waiting if doubt.is_same(write.new.row)]
    if any(doubt.run != run for doubt in same):
        pending_edits.settle(connection, same)
        yield replace(write, kind=Kind.CHANGED)
    elif not same:
        yield write


def _stored_arrival(row: sqlite3.Row) -> Arrival:
    post = row_post(dict(row))
    return Arrival(post, post_row(post), row["digest"])


def _add(connection: sqlite3.Connection, write: _Write, at: Moment) -> None:
    _write_terms(connection, write)
    connection.execute(_ADD, write.new.row | {"id": write.id, "first_seen": at.now, "last_changed": at.now})
    _write_source(connection, write)
    store_fingerprint(connection, write.id, write.new.post.text)


def _change(connection: sqlite3.Connection, write: _Write, at: Moment) -> None:
    assert write.old is not None
    pending_edits.revise(connection, write.id, write.old, at)
    _refresh(connection, write, at)


def _keep_aside(connection: sqlite3.Connection, write: _Write, at: Moment) -> None:
    pending_edits.keep_aside(connection, write.id, write.new, at, write.doubt)


def _refresh(connection: sqlite3.Connection, write: _Write, at: Moment) -> None:
    assert write.old is not None
    indexed = any(write.old.row[name] != write.new.row[name] for name in _INDEXED)
    if indexed:
        _write_terms(connection, write)
    connection.execute(
        _EDIT if indexed else _REFRESH, write.new.row | {"id": write.id, "last_changed": at.now}
    )
    _write_source(connection, write)
    if write.old.row["text"] != write.new.row["text"]:
        store_fingerprint(connection, write.id, write.new.post.text)


_WRITERS = {Kind.NEW: _add, Kind.CHANGED: _change, Kind.REFRESHED: _refresh, Kind.SUSPECT: _keep_aside}


def _write_source(connection: sqlite3.Connection, write: _Write) -> None:
    connection.execute(_SOURCE, write.new.row | {"id": write.id, "digest": write.new.digest})


def _write_terms(connection: sqlite3.Connection, write: _Write) -> None:
    words = terms(write.new.post)
    if any(words):
        connection.execute(_TERMS, {"id": write.id, **words._asdict()})
    elif write.old is not None:
        connection.execute("DELETE FROM post_terms WHERE id = ?", (write.id,))
