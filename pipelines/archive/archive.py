"""The archive: one SQLite file that holds posts, comments, blogs, revisions and the record of every crawl."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from crawler.errors import ArchiveError, ArchiveLockedError
from crawler.items import Blog, Comment, Crawl, Post, Robots
from pipelines.archive import (
    blogs,
    comments,
    deletion_marks,
    drafts,
    import_journal,
    posts,
    robots_cache,
    stored_posts,
    watchlist,
)
from pipelines.archive.changes.decide import Kind, decide_import
from pipelines.archive.connection import (
    WriteContext,
    close_writer,
    connect,
    connect_to_copy,
    connect_to_read,
    file_number,
    transaction,
)
from pipelines.archive.environment_errors import environmental, refusal
from pipelines.archive.import_journal import ImportSource
from pipelines.archive.merging import identities
from pipelines.archive.rows import prepare
from pipelines.archive.table_counts import count_rows
from pipelines.archive.values import utc

_GONE = "what it stored since then is lost; put the file back or leave the new one, then run again"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Archive:
    """Opens the file, stores items, gives them back, closes it. Everything else takes a connection.

    Every `save_…` is one transaction: when it returns, what it was given is on the disk. All methods raise
    ArchiveError when the file cannot be used, ArchiveLockedError when another program keeps it locked. Only
    one thread at a time may use it.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        clock: Callable[[], datetime] = _utc_now,
        read_only: bool = False,
        copy: bool = False,
    ) -> None:
        """Open the archive at `path`; create it or migrate it as needed.

        `read_only` neither creates nor changes anything, and works while a crawl writes. `copy` opens a
        temporary copy, which is gone after `close`: for checks that write, of a file that may only be read.
        """
        self.path = Path(path)
        self.read_only = read_only or copy
        self._clock = clock
        opened = connect_to_copy if copy else connect_to_read if read_only else connect
        self._connection = opened(self.path)
        self._file = file_number(self.path)
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, with no write-ahead log beside it unless another program reads it just now."""
        if self._closed:
            return
        self._closed = True
        if self.read_only:
            self._connection.close()
        else:
            close_writer(self._connection, self.path)

    @contextmanager
    def writing(self, *, run: str = "") -> Iterator[WriteContext]:
        """Begin one transaction; commit it at the end, or roll it back where an exception ends it."""
        with transaction(self._connection, self.path):
            yield WriteContext(self._connection, self.now(), run)
        if file_number(self.path) != self._file:  # SQLite goes on writing into a file that has no name
            raise refusal(self.path, "was removed or replaced while this program wrote to it", _GONE)

    def now(self) -> str:
        """Return the time by the archive's clock, UTC in ISO 8601."""
        return utc(self._clock())

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection; raise SQLite errors that come from the environment as ArchiveError."""
        with environmental(self.path):
            yield self._connection

    def save_posts(self, batch: Sequence[Post], *, run: str = "") -> list[Kind]:
        """Store what is new or differs; return what became of each. The same batch again writes nothing.

        An edit that empties or mutilates a post is kept aside until it comes again in another `run`.
        """
        with self.writing(run=run) as context:
            resolved = identities.resolve_posts(context, batch)
            kept = [post for post in resolved if post is not None]
            kinds = posts.store(context, [prepare(post) for post in kept])
            deletion_marks.restore(context, [(post.blog_id, post.post_id) for post in kept])
            new = [post for post, kind in zip(kept, kinds, strict=True) if kind is Kind.NEW]
            deletion_marks.mark_superseded(context, new, kept)
            rest = iter(kinds)
            return [Kind.SAME if post is None else next(rest) for post in resolved]

    def import_posts(self, batch: Sequence[Post]) -> list[Kind]:
        """Store copies of posts; return what became of each. A mark of deletion stays.

        A copy that is older than the stored post becomes an earlier version of it, where its words differ.
        """
        with self.writing() as context:
            resolved = identities.resolve_posts(context, batch, keep_all=True)
            kept = [post for post in resolved if post is not None]
            published = [prepare(post) for post in kept if post.status == "published"]
            of_posts = iter(posts.store(context, published, decide=decide_import))
            of_drafts = iter(drafts.store(context, [post for post in kept if post.status != "published"]))
            kinds = [next(of_posts if post.status == "published" else of_drafts) for post in kept]
            # The next crawl compares its blog's count with what is held, although the blog has not changed.
            changed = {post.blog_id for post, kind in zip(kept, kinds, strict=True) if kind is Kind.NEW}
            watchlist.forget_validators(context.connection, changed)
            return kinds

    def import_blog(self, blog: Blog) -> None:
        """Store a blog as a copy describes it, where its own feed has not described it before."""
        with self.reading() as connection:
            described = blogs.is_described(connection, identities.resolve_blog_id(connection, blog.blog_id))
        if not described:
            self.save_blog(blog)

    def imported_units(self, source: ImportSource) -> int | None:
        """Return how many units of a source were stored before; None where all were."""
        with self.reading() as connection:
            return import_journal.stored_units(connection, source)

    def save_import(self, source: ImportSource, units: int, *, ended: bool) -> None:
        """Store how far the import of a source has come."""
        with self.writing() as context:
            import_journal.store(context, source, units, ended=ended)

    def save_comments(self, batch: Sequence[Comment], *, imported: bool = False) -> list[Kind]:
        """Store what is new or differs; return what became of each. A comment's post need not be there."""
        with self.writing() as context:
            resolved = identities.resolve_comments(context.connection, batch)
            return comments.store(context, resolved, imported=imported)

    def save_blog(self, blog: Blog) -> None:
        """Store the description of a blog by its own feed or pages."""
        with self.writing() as context:
            known = identities.resolve_blog_id(context.connection, blog.blog_id)
            if known != blog.blog_id:
                return  # its feed has described it
            blogs.store(context, blog)
            identities.adopt(context, blog)

    def save_crawl(self, crawl: Crawl) -> None:
        """Store the record of a crawl as it stands: once when it starts, once when it has ended.

        At its end, what it leaves for the next crawl is stored in the same transaction.
        """
        with self.writing() as context:
            known = identities.resolve_blog_id(context.connection, crawl.blog_id) if crawl.blog_id else None
            crawl = replace(crawl, blog_id=known)
            blogs.store_crawl(context, crawl)
            watchlist.end_crawl(context, crawl)

    def save_robots(self, robots: Robots) -> None:
        """Store a robots.txt in place of the last one of its origin."""
        with self.writing() as context:
            robots_cache.store(context, robots)

    def posts(self, blog_id: str | None = None) -> Iterator[Post]:
        """Yield every post, or those of one blog, oldest first."""
        with self.reading() as connection:
            for stored in stored_posts.read(connection, blog_id):
                yield stored.post

    def drafts(self, blog_id: str | None = None) -> Iterator[Post]:
        """Yield every post that was never published, or those of one blog."""
        with self.reading() as connection:
            yield from drafts.read(connection, blog_id)

    def comments(self, blog_id: str | None = None) -> Iterator[Comment]:
        """Yield every comment, or those of one blog, oldest first."""
        with self.reading() as connection:
            yield from comments.read(connection, blog_id)

    def blogs(self) -> Iterator[Blog]:
        """Yield every blog, by title."""
        with self.reading() as connection:
            yield from blogs.read(connection)

    def crawls(self, run: str | None = None) -> Iterator[Crawl]:
        """Yield every crawl, or those of one run, in the order in which they started."""
        with self.reading() as connection:
            yield from blogs.read_crawls(connection, run)

    def counts(self) -> dict[str, int]:
        """Return the rows of each table that people look at."""
        with self.reading() as connection:
            return count_rows(connection)


def open_or_copy(path: Path) -> Archive:
    """Open an archive to write; a temporary copy of one that may only be read."""
    try:
        return Archive(path)
    except ArchiveLockedError:
        raise
    except ArchiveError:
        return Archive(path, copy=True)
