"""Building an index and following the change logs of its archives."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import ArchiveError
from pipelines.search.index_rows import IndexedPost, change_state, changed_posts, post_ids, posts_with
from pipelines.term_index.index_fields import document, key, open_files
from pipelines.term_index.index_manifest import Manifest, manifest_of, write_manifest

if TYPE_CHECKING:
    import tantivy

_HEAP = 128 << 20  # bytes of documents in memory before they are written
Progress = Callable[[int], object]  # called with the number of posts that were indexed


def build(folder: Path, archives: Sequence[tuple[Path, sqlite3.Connection]], progress: Progress) -> Manifest:
    """Make an index of archives anew; one that is there is replaced once the new one is whole."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    manifest = manifest_of(folder, [path for path, _ in archives])
    open_files(draft, new=True)
    write_manifest(draft, manifest)
    manifest = update(draft, manifest, [connection for _, connection in archives], progress)
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    return manifest


def update(
    folder: Path, manifest: Manifest, archives: Sequence[sqlite3.Connection], progress: Progress
) -> Manifest:
    """Bring an index up to date and return its manifest. A kill leaves it as it was, or some archives done.

    Raise ArchiveError where another program updates it.
    """
    index = open_files(folder)
    try:
        writer = index.writer(_HEAP, 1)
    except ValueError as error:
        reason = f"{folder}: another program updates this index; try again later"
        raise ArchiveError(reason, path=str(folder)) from error
    for number, connection in enumerate(archives):
        state, known = change_state(connection), manifest.archives[number]
        if not known.holds(state):
            after = known.last if known.last <= state.last else 0  # it was restored from an older copy
            for posts in changed_posts(connection, after, state.last):
                _add(writer, number, posts, replacing=known.posts > 0)
                progress(len(posts))
            writer.commit()
            _reconcile(index, writer, number, connection)
            manifest = manifest.followed(number, state)
        write_manifest(folder, manifest)
    writer.wait_merging_threads()
    return manifest


def _add(
    writer: "tantivy.IndexWriter", archive: int, posts: Iterable[IndexedPost], *, replacing: bool = False
) -> None:
    for post in posts:
        if replacing:
            writer.delete_documents_by_term("key", key(archive, post.id))
        writer.add_document(document(archive, post))


def _reconcile(
    index: "tantivy.Index", writer: "tantivy.IndexWriter", archive: int, connection: sqlite3.Connection
) -> None:
    """Drop posts that the archive no longer has, and add those that its change log leaves out."""
    index.reload()
    held, there = indexed_ids(index, archive), post_ids(connection)
    for post in held - there:
        writer.delete_documents_by_term("key", key(archive, post))
    _add(writer, archive, posts_with(connection, there - held))
    if held != there:
        writer.commit()


def indexed_ids(index: "tantivy.Index", archive: int) -> set[int]:
    """Return the ids of the posts of an archive that the index holds."""
    import tantivy  # noqa: PLC0415 - an extra

    searcher = index.searcher()
    query = tantivy.Query.term_query(index.schema, "archive", archive)
    found = searcher.search(query, limit=max(searcher.num_docs, 1), order_by_field="post")
    return {int(post) for post, _ in found.hits}
