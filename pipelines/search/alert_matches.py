# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Finding what alerts report, and remembering what has been sent.

A post is news to an alert where it came to the archive by a crawl after the alert was added, and not by the
first crawl of its blog, which brings what is old; or where its author changed it since. Rules that clean the
text anew change no version, and a version that an import or a merge brings is older than that.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.archive.alerts import Alert, set_looked
from pipelines.archive.connection import WriteContext
from pipelines.archive.public_names import public_author
from pipelines.search.conditions import Conditions, conditions
from pipelines.search.export_rows import last_change
from pipelines.search.filters import Filter
from pipelines.search.query import parse

_VERSION = """\
ifnull((SELECT max(id) FROM revisions WHERE post = posts.id AND flag IS NULL AND replaced >= :added), 0)"""
_FIRST_CRAWL_ENDED = """\
(SELECT min(ended) FROM crawls WHERE crawls.blog_id = posts.blog_id AND ended IS NOT NULL)"""
_NEWS = f"""\
({_VERSION} > :revision OR (posts.first_seen >= :added AND posts.first_seen > {_FIRST_CRAWL_ENDED}))
AND EXISTS (SELECT 1 FROM sources
            WHERE post = posts.id AND source IN ('feed', 'page') AND captured IS NULL)"""
_DELETED = "posts.deleted_at >= :added"
_COLLECT = f"""\
INSERT INTO _alert_matches (alert, post, version, target, found)
SELECT :alert, posts.id, {_VERSION}, value, :now FROM posts, json_each(:targets)
WHERE {{news}} AND posts.id IN (SELECT post FROM _changes WHERE seq > :after) AND {{condition}}
ON CONFLICT DO NOTHING"""
_POSTS = """\
SELECT posts.id, version, posts.title, posts.published, published_local, posts.updated, posts.url,
       posts.author, posts.text, posts.blog_id, post_id, blogs.title AS blog, found
FROM {} JOIN posts ON posts.id = post JOIN blogs USING (blog_id)"""
_MATCHES = _POSTS.format("_alert_matches") + " WHERE alert = ? AND target = ?"
_BY_TIME = "ORDER BY found DESC, posts.published DESC, posts.id LIMIT ?"
_SENT = """\
UPDATE _alert_matches SET sent = ? WHERE alert = ? AND target = ? AND post = ? AND version = ?"""


@dataclass(frozen=True, slots=True)
class AlertMatch:
    """A post that an alert has found, in one version."""

    post: int
    version: int
    """The post's newest revision; 0: as it was first stored."""
    title: str | None
    published: str | None
    published_local: str | None
    updated: str | None
    url: str | None
    author: str | None
    text: str
    blog_id: str
    post_id: str
    blog: str | None
    """The blog's title."""
    found: str
    """UTC, ISO 8601."""

    @property
    def is_edit(self) -> bool:
        """True where the post was changed, not new."""
        return self.version > 0


def collect(context: WriteContext, alert: Alert) -> None:
    """Store what is news to an alert since it looked last. Raise UsageError where its filter fits nothing."""
    connection = context.connection
    compiled = _conditions(connection, alert)
    news = _DELETED if alert.filters.get("deleted") else _NEWS
    statement = _COLLECT.format(news=news, condition=compiled.on_posts())
    given = {
        "alert": alert.name,
        "revision": alert.revision,
        "added": alert.added,
        "after": alert.seq,
        "targets": json.dumps(alert.targets),
        "now": context.now,
    }
    connection.execute(statement, compiled.params | given)
    set_looked(context, alert.name, last_change(connection))


def unsent(connection: sqlite3.Connection, alert: str, target: str) -> list[AlertMatch]:
    """Return what is still to be sent to a target, newest first."""
    rows = connection.execute(f"{_MATCHES} AND sent IS NULL {_BY_TIME}", (alert, target, -1))
    return [_match(row) for row in rows]


def latest(connection: sqlite3.Connection, alert: str, target: str, limit: int) -> list[AlertMatch]:
    """Return the newest matches for a target, sent or not."""
    return [_match(row) for row in connection.execute(f"{_MATCHES} {_BY_TIME}", (alert, target, limit))]


def mark_sent(context: WriteContext, alert: str, target: str, sent: Sequence[AlertMatch]) -> None:
    """Store that matches have been sent to a target."""
    rows = [(context.now, alert, target, match.post, match.version) for match in sent]
    context.connection.executemany(_SENT, rows)


def examples(connection: sqlite3.Connection, alert: Alert, limit: int) -> list[AlertMatch]:
    """Return the newest posts that an alert's search finds, news or not. Raise UsageError as `collect`."""
    compiled = _conditions(connection, alert)
    source = "(SELECT id AS post, 0 AS version, first_seen AS found FROM posts)"
    statement = f"{_POSTS.format(source)} WHERE {compiled.on_posts()} ORDER BY posts.id DESC LIMIT :limit"
    return [_match(row) for row in connection.execute(statement, compiled.params | {"limit": limit})]


def _conditions(connection: sqlite3.Connection, alert: Alert) -> Conditions:
    filters: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in alert.filters.items()
    }
    return conditions(connection, Filter(**filters), parse(alert.query))


def _match(row: Any) -> AlertMatch:
    found = AlertMatch(*row)
    return replace(found, author=public_author(found.author))
