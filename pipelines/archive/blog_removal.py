# ruff: noqa: S608 - the SQL is put together from constants of this module
"""Remove a blog and everything that belongs to it."""

from dataclasses import dataclass

from pipelines.archive.connection import WriteContext

_OF_BLOG = """\
blog_id = :blog_id OR address IN (
    SELECT url FROM blogs WHERE blog_id = :blog_id
    UNION SELECT alias.value FROM blogs, json_each(blogs.aliases) AS alias WHERE blog_id = :blog_id
)"""
"""Also by address: a crawl that failed there, or a follow before the first crawl, has no blog id."""

# Triggers of `posts` remove sources, revisions, terms, fingerprints, labels, changes and index entries, and
# foreign keys that cascade remove the rest.
_DELETES = {
    "comments": "DELETE FROM comments WHERE blog_id = :blog_id",
    "drafts": "DELETE FROM drafts WHERE blog_id = :blog_id",
    "posts": "DELETE FROM posts WHERE blog_id = :blog_id",
    "watchlist": f"DELETE FROM watchlist WHERE {_OF_BLOG}",
    "crawls": f"DELETE FROM crawls WHERE {_OF_BLOG}",
    "blogs": "DELETE FROM blogs WHERE blog_id = :blog_id",
}
"""Table → statement, in an order in which no foreign key is left without its row."""


@dataclass(frozen=True, slots=True)
class RemovedBlog:
    """A blog that was removed, with the number of rows that went with it."""

    title: str
    posts: int
    comments: int


def remove_blog(context: WriteContext, blog_id: str) -> RemovedBlog:
    """Remove a blog with its posts, comments, revisions, crawls and its place on the watch list."""
    named = context.connection.execute(
        "SELECT title, url FROM blogs WHERE blog_id = ?", (blog_id,)
    ).fetchone()
    counts = {
        table: context.connection.execute(statement, {"blog_id": blog_id}).rowcount
        for table, statement in _DELETES.items()
    }
    return RemovedBlog(named["title"] or named["url"] or blog_id, counts["posts"], counts["comments"])
