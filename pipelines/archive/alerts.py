"""Alerts: saved searches whose new and changed posts are reported at the end of a crawl."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.archive.connection import WriteContext

_ADD = """\
INSERT INTO _alerts (name, query, filters, targets, added, seq, revision)
SELECT ?, ?, ?, ?, ?, ifnull((SELECT max(seq) FROM _changes), 0), ifnull((SELECT max(id) FROM revisions), 0)
ON CONFLICT (name) DO NOTHING"""


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search, and where its matches are reported."""

    name: str
    query: str  # as typed; may be empty
    filters: Mapping[str, Any]  # fields of the search's filter that are set
    targets: tuple[str, ...]
    """"-" for standard output, files of feeds, web addresses and addresses of Apprise."""
    added: str = ""
    seq: int = 0  # the last change of a post that it has looked at
    revision: int = 0  # the newest revision when it was added: older ones are no news


def add_alert(context: WriteContext, alert: Alert) -> bool:
    """Store an alert for what comes from now on. Return False where the name is taken."""
    filters, targets = json.dumps(alert.filters), json.dumps(alert.targets)
    row = (alert.name, alert.query, filters, targets, context.now)
    return context.connection.execute(_ADD, row).rowcount > 0


def remove_alert(context: WriteContext, name: str) -> bool:
    """Remove an alert with all that it found. Return False where there is none of that name."""
    return context.connection.execute("DELETE FROM _alerts WHERE name = ?", (name,)).rowcount > 0


def stored_alerts(connection: sqlite3.Connection) -> list[Alert]:
    """Return all alerts, by name."""
    return [_alert(row) for row in connection.execute("SELECT * FROM _alerts ORDER BY name")]


def set_looked(context: WriteContext, name: str, seq: int) -> None:
    """Store up to which change of a post an alert has looked."""
    context.connection.execute("UPDATE _alerts SET seq = ? WHERE name = ?", (seq, name))


def _alert(row: sqlite3.Row) -> Alert:
    filters, targets = json.loads(row["filters"]), json.loads(row["targets"])
    return Alert(
        row["name"], row["query"], filters, tuple(targets), row["added"], row["seq"], row["revision"]
    )
