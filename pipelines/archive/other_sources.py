"""Copies of a post that lost against the one that it shows: kept as received."""

from crawler.items import Post
from pipelines.archive.changes.trust import is_visited
from pipelines.archive.connection import WriteContext
from pipelines.archive.rows import prepare
from pipelines.archive.statements import upsert
from pipelines.archive.stored_posts import SOURCE_COLUMNS
from pipelines.text.rule_versions import CURRENT_RULES

_COLUMNS = tuple(name for name in SOURCE_COLUMNS if name != "filled")
_KEY = ("post", "source", "source_url")
# Of two copies of one address the later one stays, else always the same: archives are merged in either order.
_STORE = f"""\
{upsert("other_sources", ("post", *_COLUMNS, "rules"), key=_KEY)}
WHERE (ifnull(excluded.captured, ''), excluded.body_raw)
    > (ifnull(other_sources.captured, ''), other_sources.body_raw)"""
_SHOWN = """\
DELETE FROM other_sources WHERE EXISTS (
    SELECT 1 FROM sources WHERE sources.post = other_sources.post AND sources.source = other_sources.source
    AND ifnull(sources.source_url, '') = other_sources.source_url)"""


def keep_loser(context: WriteContext, post: int, *, stored: Post, arriving: Post, winner: Post) -> None:
    """Keep what `winner`, made of the other two, does not show the body of, where it came from elsewhere."""
    for loser in (stored, arriving):
        if _differs(loser, winner):
            row = prepare(loser).row | {"post": post, "source_url": loser.source_url or ""}
            context.connection.execute(_STORE, row | {"rules": CURRENT_RULES})


def add(context: WriteContext, post: int, row: dict[str, object]) -> None:
    """Add a copy that another archive keeps."""
    context.connection.execute(_STORE, row | {"post": post})


def drop_shown(context: WriteContext) -> None:
    """Remove copies from the address that the post itself is from now."""
    context.connection.execute(_SHOWN)


def _differs(loser: Post, winner: Post) -> bool:
    if loser.source != winner.source:
        return bool(loser.body_raw)
    return not is_visited(loser) and loser.source_url != winner.source_url and bool(loser.body_raw)
