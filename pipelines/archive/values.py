"""Single values to database cells and back. Pure.

A moment is stored as UTC in ISO 8601, which sorts as text. One that is not exact is stored as its local text,
as exact as that is. Lists are JSON. Two things that SQLite cannot hold become U+FFFD: NUL, which ends a text
early for `length()` and LIKE, and half of a surrogate pair, which is no Unicode.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

Value = str | int | None

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def utc(at: datetime) -> str:
    """ISO 8601 in UTC. Raises ValueError for a naive datetime: it names no moment."""
    if at.tzinfo is None:
        raise ValueError(f"naive datetime {at!r}; times in items are aware")
    return at.astimezone(UTC).isoformat()


def moment(exact: datetime | None, local: str | None) -> str | None:
    """The cell of a time. What ends in +00:00 is exact; other text says as much as is known."""
    if exact is None:
        return local.removesuffix("+00:00") if local else local
    try:
        return utc(exact)
    except OverflowError:  # the last hours of the year 9999 have no UTC
        return exact.isoformat()


def instant(cell: str | None, local: str | None) -> datetime | None:
    """The aware time of a cell, in the blog's own offset where the local text tells it."""
    if not cell or not cell.endswith("+00:00"):
        return None
    exact = datetime.fromisoformat(cell)
    try:
        own = datetime.fromisoformat(local or "")
    except ValueError:
        return exact
    return own if own.tzinfo is not None and own == exact else exact


def array(value: Sequence[Any]) -> str:
    """JSON as people read it: letters as they are."""
    return json.dumps(value, ensure_ascii=False) if value else "[]"


def items(cell: str) -> tuple[str, ...]:
    """The texts of a JSON array."""
    return tuple(json.loads(cell))


def storable(value: Value) -> Value:
    """The value as SQLite can hold it."""
    if not isinstance(value, str) or not _UNSTORABLE.search(value):
        return value
    paired = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", paired)
