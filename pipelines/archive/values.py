"""Conversion of single values to database cells and back. Pure.

A time is stored as UTC in ISO 8601, which sorts as text. One that is not exact is stored as its local text,
as exact as that is. Lists are JSON. Two things that SQLite cannot hold become U+FFFD: NUL, which ends a text
early for `length()` and LIKE, and half of a surrogate pair, which is no Unicode.
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

Value = str | int | None
T = TypeVar("T")
J = TypeVar("J", list[Any], dict[str, Any])

_JSON = json.JSONEncoder(ensure_ascii=False)  # `json.dumps` would make one for each call
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def utc(at: datetime) -> str:
    """Return ISO 8601 in UTC. Raise ValueError for a naive datetime, which is ambiguous."""
    if at.tzinfo is None:
        raise ValueError(f"naive datetime {at!r}; times in items are aware")
    return at.astimezone(UTC).isoformat()


def moment(exact: datetime | None, local: str | None) -> str | None:
    """Return the cell of a time: text that ends in +00:00 is exact, other text is as exact as it is long."""
    if exact is None:
        return local.removesuffix("+00:00") if local else local
    try:
        return utc(exact)
    except OverflowError:  # the last hours of the year 9999 have no UTC
        return exact.isoformat()


def instant(cell: Any, local: Any) -> datetime | None:
    """Return the aware time of a cell, in the blog's own offset where the local text tells it.

    None for a cell that is not an exact time, also where something has damaged it.
    """
    exact = aware(cell) if isinstance(cell, str) and cell.endswith("+00:00") else None
    own = aware(local) if exact and isinstance(local, str) else None
    return own if own is not None and own == exact else exact


def aware(text: str) -> datetime | None:
    """Return a time in ISO 8601; None for other text, and for one without a zone: it cannot be compared."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def time_text(cell: Any) -> str:
    """Return the text of a time that every row has; the beginning of 1970 for a damaged one."""
    return cell if instant(cell, None) else "1970-01-01T00:00:00+00:00"


def array(value: Sequence[Any]) -> str:
    """Return a JSON array with letters as they are, not escaped."""
    return _JSON.encode(value) if value else "[]"


def items(cell: Any) -> tuple[str, ...]:
    """Return the texts of a JSON array; none for a damaged cell."""
    return tuple(each for each in json_list(cell) if isinstance(each, str))


def objects(cell: Any, kind: Callable[..., T]) -> tuple[T, ...]:
    """Return the objects of a JSON array, each made by `kind` of its fields; without damaged ones."""
    return tuple(made for each in json_list(cell) if (made := _made(each, kind)) is not None)


def _made(fields: Any, kind: Callable[..., T]) -> T | None:
    try:
        return kind(**fields)
    except TypeError:
        return None


def json_list(cell: Any) -> list[Any]:
    """Return a JSON array; an empty one for a damaged cell."""
    return [] if cell == "[]" else _json(cell, list)


def storable(value: Value) -> Value:
    """Return the value without what SQLite cannot hold."""
    if not isinstance(value, str) or not _UNSTORABLE.search(value):
        return value
    paired = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", paired)


def json_object(cell: Any) -> dict[str, Any]:
    """Return a JSON object; an empty one for a damaged cell."""
    try:
        return _json(cell, dict)
    except RecursionError:  # of a list it is told: see checks/damage
        return {}


def _json(cell: Any, kind: type[J]) -> J:
    try:
        found = json.loads(cell)
    except (ValueError, TypeError):
        return kind()
    return found if isinstance(found, kind) else kind()
