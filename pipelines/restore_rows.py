"""Restoring revisions and comments that something else has changed, offline.

What the rules make of the body as received, and cells of other rows of the same post, are tried; the digest
that was stored proves which of them was there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from crawler.items import Post
from pipelines.archive import Archive
from pipelines.archive.checks.own_digests import (
    COLUMNS,
    DigestedRow,
    damaged_rows,
    related_cells,
    write_cells,
)
from pipelines.archive.rows import comment_row, row_comment
from pipelines.item_cleaner import ItemCleaner, clean_alone

Cells = Mapping[str, Any]


def restore_rows(archive: Archive) -> Iterator[str]:
    """Restore what can be proved; yield a line for each row."""
    with archive.reading() as connection:
        damaged = [*damaged_rows(connection, "revisions"), *damaged_rows(connection, "comments")]
    for row in damaged:
        with archive.reading() as connection:
            others = related_cells(connection, row)
        made = next(filter(row.is_proved, _candidates(row, others)), None)
        if made is not None:
            with archive.writing() as context:
                write_cells(context.connection, row, made)
            yield f"{row.name}: restored from what was received"


def _candidates(row: DigestedRow, others: list[Cells]) -> Iterator[Cells]:
    """Yield what may have been there: the cells made anew, and one more of them from another row."""
    bases = [row.cells, *({**row.cells, **made} for made in _remade(row, others))]
    yield from bases
    for base in bases:
        for name in COLUMNS[row.table]:
            for value in dict.fromkeys((None, *(other[name] for other in others))):
                yield {**base, name: value}


def _remade(row: DigestedRow, others: list[Cells]) -> Iterator[Cells]:
    if not isinstance(row.cells["body_raw"], str):
        return
    try:
        yield from _comment(row.cells) if row.table == "comments" else _revision(row.cells, others)
    except (AttributeError, TypeError, ValueError):  # a number or bytes where a text was
        return


def _comment(cells: Cells) -> Iterator[Cells]:
    made = comment_row(ItemCleaner().clean(row_comment(cells)))
    yield {name: made[name] for name in ("html", "text", "published", "published_local", "updated")}


def _revision(cells: Cells, others: list[Cells]) -> Iterator[Cells]:
    """Clean the body as that of the post as it is now, from a feed or from a page."""
    now = others[0] if others and "body_type" in others[0] else {}
    for source in ("feed", "page"):
        post = Post(
            blog_id="",
            post_id="",
            url=now.get("url"),
            body_raw=cells["body_raw"],
            body_type=now.get("body_type", "html"),
            source=source,
        )
        made = asdict(clean_alone(post))
        yield {name: made[name] for name in ("html", "text")}
