"""Building an index and following the change logs of its archives."""

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import ArchiveError
from pipelines.search.index_rows import change_state, changed_posts, post_ids, posts_with
from pipelines.term_index.index_fields import document, key, open_files
from pipelines.term_index.index_manifest import Manifest, manifest_of, write_manifest

if TYPE_CHECKING:
    import tantivy

_HEAP = 128 << 20  # bytes of documents in memory before they are written
Progress = Callable[[int], object]  # called with the number of posts that were indexed


@dataclass(frozen=True, slots=True)
class Indexing:
    """Work on one archive of an index."""

    number: int
    connection: sqlite3.Connection


def build(folder: Path, archives: Sequence[tuple[Path, sqlite3.Connection]], progress: Progress) -> Manifest:
    """Make an index of archives anew; one that is there is replaced once the new one is whole."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    manifest = manifest_of(folder, [path for path, _ in archives])
    open_files(draft, new=True)
    write_manifest(draft, manifest)
    works = [Indexing(number, connection) for number, (_, connection) in enumerate(archives)]
    manifest = update(draft, manifest, works, progress)
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    return manifest


def update(folder: Path, manifest: Manifest, works: Sequence[Indexing], progress: Progress) -> Manifest:
    """Bring an index up to date. A kill leaves it as it was, or some archives up to date."""
    index = open_files(folder)
    try:
        writer = index.writer(_HEAP, 1)
    except ValueError as error:
        reason = f"{folder}: another program updates this index; try again later"
        raise ArchiveError(reason, path=str(folder)) from error
    for work in works:
        manifest = _follow(index, writer, manifest, work, progress)
        write_manifest(folder, manifest)
    writer.wait_merging_threads()
    return manifest


def _follow(
    index: "tantivy.Index",
    writer: "tantivy.IndexWriter",
    manifest: Manifest,
    work: Indexing,
    progress: Progress,
) -> Manifest:
    state, known = change_state(work.connection), manifest.archives[work.number]
    if known.holds(state):
        return manifest
    after = known.last if known.last <= state.last else 0  # the archive was restored from an older copy
    for posts in changed_posts(work.connection, after, state.last):
        for post in posts:
            if known.posts:
                writer.delete_documents_by_term("key", key(work.number, post.id))
            writer.add_document(document(work.number, post))
        progress(len(posts))
    writer.commit()
    _reconcile(index, writer, work)
    return manifest.followed(work.number, state)


def _reconcile(index: "tantivy.Index", writer: "tantivy.IndexWriter", work: Indexing) -> None:
    """Drop posts that the archive no longer has, and add those that its change log leaves out."""
    index.reload()
    held, there = indexed_ids(index, work.number), post_ids(work.connection)
    for post in held - there:
        writer.delete_documents_by_term("key", key(work.number, post))
    for missing in posts_with(work.connection, there - held):
        writer.add_document(document(work.number, missing))
    if held != there:
        writer.commit()


def indexed_ids(index: "tantivy.Index", archive: int) -> set[int]:
    """Return the ids of the posts of an archive that the index holds."""
    import tantivy  # noqa: PLC0415 - an extra

    searcher = index.searcher()
    query = tantivy.Query.term_query(index.schema, "archive", archive)
    found = searcher.search(query, limit=max(searcher.num_docs, 1), order_by_field="post")
    return {int(post) for post, _ in found.hits}
