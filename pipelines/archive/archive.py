"""The archive: one SQLite file that holds posts, comments, blogs, revisions and the story of every crawl."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.items import Blog, Comment, Crawl, Post
from pipelines.archive import blogs, comments, deletion_marks, identities, posts
from pipelines.archive import integrity as health
from pipelines.archive.changes import Kind
from pipelines.archive.completeness import Proving
from pipelines.archive.history import History
from pipelines.archive.repair import Mending
from pipelines.archive.rows import Moment, arrival
from pipelines.archive.run_status import Overseeing
from pipelines.archive.values import utc
from pipelines.archive.watchlist import Watching, note_visit

TABLES = ("blogs", "posts", "comments", "revisions", "crawls")


class Archive(Watching, Overseeing, Proving, Mending, History):
    """The only door to the file; callers pass and get the items of crawler.items.

    Every `save_…` is one transaction: when it returns, what it was given is on the disk.
    """

    def save_posts(self, batch: Sequence[Post], *, run: str = "") -> list[Kind]:
        """Store what is new or differs; say what became of each. The same batch again writes nothing.

        An edit that empties or mutilates a post is kept aside until it comes again in another `run`.
        """
        with self.writing() as now:
            settled = identities.settle(self._connection, batch)
            kept = [post for post in settled if post is not None]
            kinds = iter(posts.store(self._connection, [arrival(post) for post in kept], Moment(now, run)))
            deletion_marks.restore(self._connection, [(post.blog_id, post.post_id) for post in kept], now)
            return [Kind.SAME if post is None else next(kinds) for post in settled]

    def save_comments(self, batch: Sequence[Comment]) -> list[Kind]:
        """Store what is new or differs; say what became of each. A comment's post need not be there."""
        with self.writing() as now:
            return comments.store(self._connection, identities.settle_comments(self._connection, batch), now)

    def save_blog(self, blog: Blog) -> None:
        """Store what a blog says of itself."""
        with self.writing() as now:
            known = identities.resolve(self._connection, blog.blog_id)
            if known != blog.blog_id:
                return  # its feed has described it
            blogs.store(self._connection, blog, now)
            identities.adopt(self._connection, blog)

    def save_crawl(self, crawl: Crawl) -> None:
        """Store the record of a crawl as it stands: once when it starts, once when it has ended.

        With its end goes what it leaves for the next visit, in the same transaction.
        """
        with self.writing() as now:
            kept = identities.resolve(self._connection, crawl.blog_id) if crawl.blog_id else None
            crawl = replace(crawl, blog_id=kept)
            blogs.store_crawl(self._connection, crawl, now)
            note_visit(self._connection, crawl, now)

    def posts(self, blog_id: str | None = None) -> Iterator[Post]:
        """Every post, or those of one blog, oldest first."""
        with self.reading():
            for stored in posts.read(self._connection, blog_id):
                yield stored.post

    def comments(self, blog_id: str | None = None) -> Iterator[Comment]:
        """Every comment, or those of one blog, oldest first."""
        with self.reading():
            yield from comments.read(self._connection, blog_id)

    def blogs(self) -> Iterator[Blog]:
        """Every blog, by title."""
        with self.reading():
            yield from blogs.read(self._connection)

    def crawls(self, run: str | None = None) -> Iterator[Crawl]:
        """Every crawl, or those of one run, in the order in which they started."""
        with self.reading():
            yield from blogs.read_crawls(self._connection, run)

    def close_killed_crawls(self) -> int:
        """Record as interrupted what was begun and never ended; give how many. For the sole writer."""
        with self.writing() as now:
            return blogs.close_killed(self._connection, now)

    def counts(self) -> dict[str, int]:
        """Rows of each table that people look at."""
        with self.reading():
            return health.counts(self._connection, TABLES)

    def require_sound(self) -> None:
        """Raise ArchiveError where SQLite's quick check finds damage.

        It reads the whole file: a second for a gigabyte that is in memory. A large file is looked at by the
        first crawl of a day.
        """
        with self.reading():
            if health.is_check_due(self._connection, utc(self._clock())):
                health.require_sound(self._connection, self.path)

    def integrity(self) -> list[str]:
        """What is wrong with the file, one line each; empty when all is well. Reads everything."""
        return [problem for _, problems in self.checks() for problem in problems]

    def checks(self) -> Iterator[tuple[str, list[str]]]:
        """Each check's name and what it finds, as it goes. Writers wait for that of the search index only."""
        for name, check in health.CHECKS.items():
            with self.reading():
                problems = list(check(self._connection))
            yield name, problems
        with self.writing():
            problems = list(health.search_index(self._connection))
        yield "search index", problems
