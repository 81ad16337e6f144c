"""Names as others may read them: a name that is an address of e-mail, without its host. Pure."""

import re
from typing import Any, TypeVar

_EMAIL = re.compile(r"([^\s@<>:]+)@[\w-]+(?:\.[\w-]+)+")
PERSONAL = frozenset({"author", "author_url"})
"""Columns that may hold addresses of e-mail."""
_Name = TypeVar("_Name", str, str | None)


def public_author(name: _Name) -> _Name:
    """Return a name without the host of an address of e-mail."""
    return _EMAIL.sub(r"\1", name) if name and "@" in name else name


def public_value(column: str, value: Any) -> Any:
    """Return the value of a column without addresses of e-mail in it."""
    if column == "author":
        return public_author(value)
    if column == "author_url" and value and value.lower().startswith("mailto:"):
        return None
    return value
