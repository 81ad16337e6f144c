"""Items to rows and back, without loss. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crawler.items import Blog, Comment, Crawl, Enclosure, Image, Link, Post
from pipelines.archive.checks.digests import row_digest
from pipelines.archive.values import Value, array, instant, items, moment, objects, storable

Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class PreparedPost:
    """A post, its row (columns of `posts` and `sources`) and the row's digest."""

    post: Post
    row: Row
    digest: str


def prepare(post: Post) -> PreparedPost:
    """Return `post` with its row, without what SQLite cannot hold. Raise ValueError for a naive datetime."""
    row = post_row(post)
    try:
        digest = row_digest(row)
    except UnicodeEncodeError:
        digest = ""
    if not digest or any(isinstance(value, str) and "\0" in value for value in row.values()):
        row = {name: storable(value) for name, value in row.items()}
        post, digest = row_post(row), row_digest(row)
    return PreparedPost(post, row, digest)


def post_row(post: Post) -> Row:
    """Return the columns of `posts` and `sources` for one post."""
    row: dict[str, Any] = {name: getattr(post, name) for name in _POST_COLUMNS}
    row |= {name: array(row[name]) for name in _TEXTS}
    row |= {name: array([_filled(each) for each in row[name]]) for name in _OBJECTS}
    row |= {name: moment(row[name], None) for name in _TIMES}
    return row | {"published": moment(post.published, post.published_local), "partial": int(post.partial)}


def row_post(row: Mapping[str, Any]) -> Post:
    """Return the post that `post_row` made the row of."""
    values = {name: row[name] for name in _POST_COLUMNS}
    values |= {name: items(row[name]) for name in _TEXTS}
    values |= {name: objects(row[name], kind) for name, kind in _OBJECTS.items()}
    values |= {name: instant(row[name], None) for name in _TIMES}
    published = instant(row["published"], row["published_local"])
    return Post(**values | {"published": published, "partial": bool(row["partial"])})


_POST_COLUMNS = (
    "published", "title", "author", "labels", "text", "url", "language", "word_count", "comment_count",
    "published_local", "date_note", "updated", "author_url", "location", "thumbnail", "images", "links",
    "embeds", "related", "enclosures", "html", "partial", "kind", "aliases", "blog_id", "post_id", "source",
    "source_url", "captured", "published_raw", "time_raw", "updated_raw", "locale", "body_type", "entry_raw",
    "body_raw", "filled",
)  # fmt: skip
_TEXTS = ("labels", "embeds", "aliases")
_OBJECTS: Mapping[str, type[Any]] = {
    "images": Image, "links": Link, "related": Link, "enclosures": Enclosure,
}  # fmt: skip
_TIMES = ("updated", "captured")


def comment_row(comment: Comment) -> Row:
    """Return the columns of `comments` for one comment."""
    row = asdict(comment)
    row["published"] = moment(comment.published, comment.published_local)
    row["updated"] = moment(comment.updated, None)
    return _all_storable(row)


def row_comment(row: Mapping[str, Any]) -> Comment:
    """Return the comment that `comment_row` made the row of."""
    moments = {
        "published": instant(row["published"], row["published_local"]),
        "updated": instant(row["updated"], None),
    }
    return Comment(**{name: row[name] for name in _names(Comment)} | moments)


def blog_row(blog: Blog) -> Row:
    """Return the columns of `blogs` for one blog."""
    row = asdict(blog)
    row["updated"] = row.pop("updated_raw")
    row["labels"], row["aliases"] = array(blog.labels), array(blog.aliases)
    return _all_storable(row)


def row_blog(row: Mapping[str, Any]) -> Blog:
    """Return the blog that `blog_row` made the row of; its url is "" until its own feed has described it."""
    values = {name: row[name] for name in ("blog_id", "title", "subtitle", "author")}
    values |= {name: items(row[name]) for name in ("labels", "aliases")}
    return Blog(**values, url=row["url"] or "", updated_raw=row["updated"])


_CRAWL_TIMES = ("started", "ended", "next_due", "failing_since")
_NO_COLUMNS = ("follow", "state", "deletions")  # fields of a crawl that are written elsewhere


def crawl_row(crawl: Crawl) -> Row:
    """Return the columns of `crawls` for one crawl."""
    row = {name: getattr(crawl, name) for name in _names(Crawl) if name not in _NO_COLUMNS}
    row["months"] = json.dumps(crawl.months) if crawl.months is not None else None
    row["unread"] = array(crawl.unread) if crawl.unread else None
    return _all_storable(row | {name: moment(row[name], None) for name in _CRAWL_TIMES})


def row_crawl(row: Mapping[str, Any]) -> Crawl:
    """Return the crawl that `crawl_row` made the row of."""
    columns = {name: row[name] for name in _names(Crawl) if name not in _NO_COLUMNS}
    columns["months"] = _months(row["months"])
    columns["unread"] = items(row["unread"])
    return Crawl(**columns | {name: instant(row[name], None) for name in _CRAWL_TIMES})


def _months(cell: Any) -> dict[str, int] | None:
    """Return posts by month; None where they are not known, or something has damaged the cell."""
    try:
        found = json.loads(cell or "null")
    except (ValueError, TypeError):
        return None
    if not isinstance(found, dict):
        return None
    return {month: posts for month, posts in found.items() if isinstance(posts, int)}


def _filled(part: Image | Link | Enclosure) -> dict[str, str | int]:
    return {name: value for name in part.__slots__ if (value := getattr(part, name)) is not None}


def _names(item: type[Comment] | type[Crawl]) -> tuple[str, ...]:
    return tuple(item.__dataclass_fields__)


def _all_storable(row: Row) -> Row:
    return {name: storable(value) for name, value in row.items()}
