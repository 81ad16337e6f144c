# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Fingerprints of posts, made when copies are first asked for: a crawl has no use for them."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial

from crawler.ordered_work import in_order
from crawler.worker import WorkLimitError
from pipelines.archive import Archive
from pipelines.archive.checks.derived_rows import store_fingerprints
from pipelines.text.fingerprints import VERSION, band_keys

BATCH = 500

_MISSING = f"""\
SELECT posts.id, text FROM posts LEFT JOIN _fingerprints
    ON _fingerprints.post = posts.id AND version = {VERSION}
WHERE _fingerprints.post IS NULL"""
_SOME_MISSING = f"{_MISSING} AND posts.id > ? ORDER BY posts.id LIMIT {BATCH}"


def has_missing_fingerprints(connection: sqlite3.Connection) -> bool:
    """Return whether there are posts whose copies would not be found."""
    return connection.execute(f"{_MISSING} LIMIT 1").fetchone() is not None


def fill_fingerprints(
    archive: Archive, step: Callable[[int], object] = lambda _: None, *, jobs: int = 1
) -> None:
    """Store the missing fingerprints, one batch a transaction; call `step` with the size of each batch.

    `jobs` processes compute them. A batch past their time is computed here.
    """
    works = ((texts, partial(_fingerprints, texts)) for texts in _missing_texts(archive))
    with closing(in_order(works, jobs=jobs)) as results:
        for texts, made in results:
            rows = _fingerprints(texts) if isinstance(made, WorkLimitError) else made
            with archive.writing() as context:
                store_fingerprints(context.connection, rows)
            step(len(texts))


def _missing_texts(archive: Archive) -> Iterator[list[tuple[int, str]]]:
    done = -1
    while True:
        with archive.reading() as connection:
            texts = [(row["id"], row["text"]) for row in connection.execute(_SOME_MISSING, (done,))]
        if not texts or texts[-1][0] <= done:  # ids that do not grow: a damaged page
            return
        yield texts
        done = texts[-1][0]


def _fingerprints(texts: Sequence[tuple[int, str]]) -> list[tuple[int, str, bytes]]:
    return [(id_, text, band_keys(text)) for id_, text in texts]
