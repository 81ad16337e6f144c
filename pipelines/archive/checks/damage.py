"""Errors that a damaged row causes anywhere in the program, told as damage of the archive."""

import sqlite3
from pathlib import Path

from crawler.errors import ArchiveError, BlogArchiveError
from pipelines.archive.archive import Archive
from pipelines.archive.checks.integrity import CHECKS, guarded

_SYMPTOMS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    sqlite3.Error,
)
_INDEX = "a search index is damaged; find and repair it with: blogger-archive verify --repair"
"""What SQLite cannot read where every table is sound."""


def explain(error: Exception, *archives: Path) -> None:
    """Raise ArchiveError from an unexpected error, if a check finds damage in one of the archives.

    Return where none does: then the error is a bug.
    """
    if isinstance(error, BlogArchiveError) or not isinstance(error, _SYMPTOMS):
        return
    for path in archives:
        if found := first_problem(path):
            is_order = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR_MISSING_COLLSEQ
            told = found if is_order else f"is damaged ({found}); look with: blogger-archive verify"
            raise ArchiveError(f"{path}: {told}", path=str(path)) from error
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT:
        names = ", ".join(map(str, archives))
        raise ArchiveError(f"{names}: {error}; {_INDEX}", path=names) from error


def first_problem(path: Path) -> str | None:
    """Return the first line that the checks of an archive yield; None where they find nothing."""
    try:
        with Archive(path, read_only=True) as archive, archive.reading() as connection:
            return next(
                (problem for check in CHECKS.values() for problem in guarded(check, connection)), None
            )
    except ArchiveError as error:
        return str(error)
