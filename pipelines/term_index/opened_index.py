"""An index that is up to date, with its archives open."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from crawler.errors import UsageError
from pipelines.archive import Archive
from pipelines.search.index_rows import change_state
from pipelines.term_index.index_manifest import Manifest, read_manifest
from pipelines.term_index.index_search import TermIndex

BUILD, UPDATE = "blogger-archive index build", "blogger-archive index update"


def folder_of(archive: Path) -> Path:
    """Return where the index of one archive stands: `archive.index` beside `archive.db`."""
    return archive.with_suffix(".index")


def require_manifest(folder: Path) -> Manifest:
    """Return the manifest of an index. Raise UsageError where none is there, or it must be built anew."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise UsageError(f"{folder}: no index is there; make one with {BUILD}")
    if manifest.is_outdated:
        raise UsageError(f"{folder}: another version of this program made it; make it anew with {BUILD}")
    return manifest


def archives_of(folder: Path, manifest: Manifest) -> list[Path]:
    """Return the files of the archives of an index, by number."""
    return [Path(folder / each.path).resolve() for each in manifest.archives]


@contextmanager
def opened_archives(paths: Sequence[Path]) -> Iterator[list[sqlite3.Connection]]:
    """Open archives for reading."""
    with ExitStack() as stack:
        opened = [stack.enter_context(Archive(path, read_only=True)) for path in paths]
        yield [stack.enter_context(archive.reading()) for archive in opened]


def why_not_current(manifest: Manifest, archives: Sequence[sqlite3.Connection]) -> str | None:
    """Return why an index cannot answer for all of its archives; None where it can."""
    states = map(change_state, archives)
    behind = sum(not each.holds(state) for each, state in zip(manifest.archives, states, strict=True))
    return f"behind its archives ({behind} of {len(archives)} have changed); {UPDATE}" if behind else None


def index_beside(archive: Path, connection: sqlite3.Connection) -> TermIndex | None:
    """Return the index beside an open archive; None where there is none that is up to date, or no Tantivy.

    Raise ArchiveError for a broken manifest.
    """
    folder = folder_of(archive)
    manifest = read_manifest(folder) if find_spec("tantivy") else None
    if manifest is None or manifest.is_outdated:
        return None
    number = manifest.number(folder, archive)
    if number is None or not manifest.archives[number].holds(change_state(connection)):
        return None
    return TermIndex(folder, {number: connection})


@contextmanager
def open_index(folder: Path) -> Iterator[TermIndex]:
    """Open an index and all of its archives. Raise UsageError where it cannot answer for each of them."""
    manifest = require_manifest(folder)
    with opened_archives(archives_of(folder, manifest)) as archives:
        if reason := why_not_current(manifest, archives):
            raise UsageError(f"{folder}: {reason}")
        yield TermIndex(folder, dict(enumerate(archives)))
