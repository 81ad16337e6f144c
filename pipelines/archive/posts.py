"""Writing posts: look up what is stored, decide, and write only what differs."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_fields
from operator import itemgetter
from typing import Any

from crawler.items import Post
from pipelines.archive import other_sources, pending_edits, rowids
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.changes.decide import Decision, Kind
from pipelines.archive.changes.decide import decide as decide_on_fetched
from pipelines.archive.checks.derived_rows import (
    store_terms,
    take_outdated_terms,
    update_terms,
)
from pipelines.archive.checks.digests import is_damaged
from pipelines.archive.compression import packing
from pipelines.archive.connection import WriteContext
from pipelines.archive.rows import PreparedPost, prepare
from pipelines.archive.statements import insert_many, update, upsert
from pipelines.archive.stored_posts import OWN_COLUMNS, SOURCE_COLUMNS, StoredPost, read_some
from pipelines.text.rule_versions import rules_of
from pipelines.text.search_terms import terms

Decide = Callable[[Post, Post], Decision]
_Key = tuple[str, str]  # blog id and post id

_INDEXED = ("title", "labels", "text")

_NEW = ("id", *OWN_COLUMNS, "first_seen", "last_changed", "rules")
_NEW_AT_ONCE = 50
"""Rows of one statement: SQLite has the index written out before each statement that may fail half-way."""
_INSERT = insert_many("posts", _NEW, _NEW_AT_ONCE)
"""One for any number of rows: each statement that is kept ready holds the texts that it was last given."""
_EDIT = update("posts", (*OWN_COLUMNS, "last_changed"))
_REFRESH = update("posts", (*(name for name in OWN_COLUMNS if name not in _INDEXED), "last_changed"))
_SOURCE = upsert("sources", ("post", *SOURCE_COLUMNS, "digest"), key=("post",))

# The parameter is a JSON array, so that a batch of any size is one statement.
_STORED = """\
SELECT blog_id, post_id, posts.id, digest FROM json_each(?) AS wanted
JOIN posts ON blog_id = json_extract(wanted.value, '$[0]') AND post_id = json_extract(wanted.value, '$[1]')
LEFT JOIN sources ON sources.post = posts.id"""

_AFTER_DAMAGE = {Kind.SAME: Kind.REFRESHED, Kind.SUSPECT: Kind.CHANGED}
"""What is done instead where the stored row cannot be relied on: it has no digest, or one of damage."""


@dataclass(frozen=True, slots=True)
class _Update:
    """Another state of a stored post."""

    kind: Kind
    old: StoredPost
    new: PreparedPost
    reason: str = ""  # why a suspect edit is suspect


def store(
    context: WriteContext, incoming: Sequence[PreparedPost], *, decide: Decide = decide_on_fetched
) -> list[Kind]:
    """Write `incoming` within the open transaction; return what became of each.

    `decide` compares a stored post with one that arrives. Raise ValueError for one that was never published.
    """
    if any(each.post.status != "published" for each in incoming):
        raise ValueError("drafts have a table of their own")
    first = {_key(each): each for each in reversed(incoming)}
    again = [each for each in incoming if first[_key(each)] is not each]
    kinds = _store_distinct(context, list(first.values()), decide)
    kinds_again = iter(store(context, again, decide=decide) if again else ())
    return [kinds[_key(each)] if first[_key(each)] is each else next(kinds_again) for each in incoming]


def replace(context: WriteContext, old: StoredPost, new: PreparedPost) -> int:
    """Write another state of a stored post, without a revision; return its row id, which follows its date."""
    _refresh(context, old, new)
    return _move_redated(context.connection, old, new)


def update_all_terms(connection: sqlite3.Connection) -> int:
    """Make all search terms anew that are not what the post's text gives now; return of how many posts."""
    ids = [row[0] for row in connection.execute("SELECT id FROM posts")]
    return sum(update_terms(connection, stored.id, stored.post) for stored in read_some(connection, ids))


def _store_distinct(
    context: WriteContext, incoming: Sequence[PreparedPost], decide: Decide
) -> dict[_Key, Kind]:
    connection = context.connection
    stored = _stored(connection, incoming)
    new = [each for each in incoming if _key(each) not in stored]
    differing = {
        stored[_key(each)][0]: each
        for each in incoming
        if _key(each) in stored and stored[_key(each)][1] != each.digest
    }
    ensure_rows(context, (each.post.blog_id for each in new))
    pending_edits.withdraw(context, [id_ for id_, _ in stored.values() if id_ not in differing])
    additions = list(_additions(connection, new))
    updates = list(_updates(context, differing, decide))
    _add(context, sorted(additions, key=itemgetter(0)))
    for each in updates:
        _write(context, each)
    for each in updates:  # after all new ones have their ids
        if each.kind is not Kind.SUSPECT:
            _move_redated(connection, each.old, each.new)
    kinds = {_key(each): Kind.SAME for each in incoming} | {_key(each): Kind.NEW for each in new}
    return kinds | {_key(each.new): each.kind for each in updates}


def _key(each: PreparedPost) -> _Key:
    return each.post.blog_id, each.post.post_id


def _stored(connection: sqlite3.Connection, incoming: Iterable[PreparedPost]) -> dict[_Key, tuple[int, str]]:
    wanted = json.dumps([_key(each) for each in incoming])
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(_STORED, (wanted,))}


def _additions(
    connection: sqlite3.Connection, new: Iterable[PreparedPost]
) -> Iterator[tuple[int, PreparedPost]]:
    taken: set[int] = set()
    for each in new:
        free = rowids.free_id(connection, each.post, taken)
        taken.add(free)
        yield free, each


def _move_redated(connection: sqlite3.Connection, old: StoredPost, new: PreparedPost) -> int:
    """Give a post whose date has changed the id of its date; return the id that it has then."""
    if not rowids.is_redated(old.post, new.post):
        return old.id
    free = rowids.free_id(connection, new.post)
    rowids.move(connection, old.id, free)
    return free


def _updates(
    context: WriteContext, differing: Mapping[int, PreparedPost], decide: Decide
) -> Iterator[_Update]:
    if not differing:
        return
    waiting = pending_edits.pending(context.connection, differing)
    for old in list(read_some(context.connection, differing)):
        arriving, id_ = differing[old.id].post, old.id
        decision = decide(old.post, arriving)
        if decision.earlier:
            pending_edits.store_copy(context, id_, prepare(decision.earlier))
        if not old.digest or is_damaged(old.digest):
            decision = with_fields(decision, kind=_AFTER_DAMAGE.get(decision.kind, decision.kind))
        update = _Update(decision.kind, old, prepare(decision.post), decision.reason)
        if decision.kind is not Kind.SUSPECT:
            other_sources.keep_loser(context, id_, stored=old.post, arriving=arriving, winner=decision.post)
        if decision.kind is Kind.SUSPECT:
            yield from _suspect(context, update, waiting.get(id_, []))
        elif decision.kind is not Kind.SAME:
            if not arriving.partial:  # a summary says nothing of an edit that waits
                pending_edits.withdraw(context, [id_])
            yield update


def _suspect(
    context: WriteContext, update: _Update, waiting: Sequence[pending_edits.PendingEdit]
) -> Iterator[_Update]:
    """Yield the update that keeps a suspect edit aside, or stores it where earlier runs settle it."""
    same = [edit for edit in waiting if edit.is_same(update.new.row)]
    if pending_edits.is_settled(waiting, update.new.row, context.run):
        pending_edits.remove(context.connection, [edit.id for edit in same])
        pending_edits.withdraw(context, [update.old.id])
        yield with_fields(update, kind=Kind.CHANGED)
    elif not same:
        yield update


def _add(context: WriteContext, additions: Sequence[tuple[int, PreparedPost]]) -> None:
    """Insert new posts in ascending order: the index writes out all that it has gathered at a lower id."""
    connection = context.connection
    for id_, new in additions:
        store_terms(connection, id_, terms(new.post))
    given = (_row(id_, new) | _first_facts(context, new) for id_, new in additions)
    rows = list(packing.packed_rows(connection, given))
    for start in range(0, len(rows), _NEW_AT_ONCE):
        values = [row[name] for row in rows[start : start + _NEW_AT_ONCE] for name in _NEW]
        connection.execute(_INSERT, values + [None] * (_NEW_AT_ONCE * len(_NEW) - len(values)))
    connection.executemany(_SOURCE, rows)


def _first_facts(context: WriteContext, new: PreparedPost) -> dict[str, Any]:
    return {"first_seen": context.now, "last_changed": context.now, "rules": rules_of(new.post)}


def _row(id_: int, new: PreparedPost) -> dict[str, Any]:
    return new.row | {"id": id_, "post": id_, "digest": new.digest}


def _write(context: WriteContext, update: _Update) -> None:
    if update.kind is Kind.SUSPECT:
        pending_edits.keep_aside(context, update.old.id, update.new, update.reason)
        return
    if update.kind is Kind.CHANGED:
        pending_edits.store_revision(context, update.old.id, update.old)
    _refresh(context, update.old, update.new)


def _refresh(context: WriteContext, stored: StoredPost, prepared: PreparedPost) -> None:
    old, new = stored.row, prepared.row
    indexed = any(old[name] != new[name] for name in _INDEXED)
    other_terms = None
    if indexed:
        other_terms = take_outdated_terms(context.connection, stored.id, prepared.post)
        pending_edits.drop_shown(context, stored.id, prepared)
    (row,) = packing.packed_rows(
        context.connection, [_row(stored.id, prepared) | {"last_changed": context.now}]
    )
    context.connection.execute(_EDIT if indexed else _REFRESH, row)
    if other_terms is not None:
        store_terms(context.connection, stored.id, other_terms)
    context.connection.execute(_SOURCE, row)
    if (old["text"], old["body_raw"]) != (new["text"], new["body_raw"]):  # else they may be the old rules'
        statement = "UPDATE posts SET rules = ? WHERE id = ?"
        context.connection.execute(statement, (rules_of(prepared.post), stored.id))
