"""The media that are to be fetched: what posts name is noted, what is due of it is read."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from pipelines.archive import Archive
from pipelines.archive.media_connection import media_path
from pipelines.archive.media_queries import DueMedia
from pipelines.archive.media_store import MediaStore
from pipelines.archive.media_wanted import asked_addresses, named_media
from pipelines.archive.write_lock import hold


@contextmanager
def due_media(
    archive: Path, blog_ids: Collection[str] | None, *, again: bool = False, wait: float = 0.0
) -> Iterator[DueMedia | None]:
    """Note what posts of these blogs, or of all, name; yield what is due of it, with the media file locked.

    Yields None, and makes no file, where they name nothing.
    """
    path = media_path(archive)
    with ExitStack() as stack:
        with Archive(archive, read_only=True) as opened, opened.reading() as connection:
            blogs: Collection[str | None] = [None] if blog_ids is None else blog_ids
            named = chain.from_iterable(named_media(connection, blog_id) for blog_id in blogs)
            first = next(named, None)
            store = None
            if first is not None:
                stack.enter_context(hold(path, wait=wait))
                store = stack.enter_context(MediaStore(path))
                store.want(chain([first], named))
            addresses = asked_addresses(connection)
        if store is None:
            yield None
            return
        yield DueMedia(
            connection=store.connection,
            now=datetime.now(UTC),
            blog_ids=blog_ids,
            again=again,
            addresses=addresses,
        )
