"""Copies of a post that lost against the one that it shows: kept as received."""

from crawler.items import Post
from pipelines.archive.connection import WriteContext
from pipelines.archive.rows import prepare
from pipelines.archive.statements import upsert
from pipelines.text.rule_versions import CURRENT_RULES

_COLUMNS = (
    "source", "source_url", "captured", "published_raw", "time_raw", "updated_raw", "locale", "body_type",
    "entry_raw", "body_raw",
)  # fmt: skip
_STORE = upsert("other_sources", ("post", *_COLUMNS, "rules"), key=("post", "source", "source_url"))
_VISITED = frozenset({"feed", "page"})
"""Sources that are asked again and again: their former answers are revisions."""


def keep_loser(context: WriteContext, post: int, *, stored: Post, arriving: Post, winner: Post) -> None:
    """Keep what `winner`, made of the other two, does not show the body of, where it came from elsewhere."""
    for loser in (stored, arriving):
        if _differs(loser, winner):
            row = prepare(loser).row | {"post": post, "source_url": loser.source_url or ""}
            context.connection.execute(_STORE, row | {"rules": CURRENT_RULES})


def add(context: WriteContext, post: int, row: dict[str, object]) -> None:
    """Add a copy that another archive keeps, where this one has none of that source."""
    known = "SELECT 1 FROM origins WHERE post = ? AND source = ? AND ifnull(source_url, '') = ?"
    if not context.connection.execute(known, (post, row["source"], row["source_url"])).fetchone():
        context.connection.execute(_STORE, row | {"post": post})


def _differs(loser: Post, winner: Post) -> bool:
    if loser.source != winner.source:
        return bool(loser.body_raw)
    return loser.source not in _VISITED and loser.source_url != winner.source_url and bool(loser.body_raw)
