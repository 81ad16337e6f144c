"""What a feed request asks for, and which posts or comments answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from crawler.sample.fake_site import Asked, Dialect
from crawler.sample.indexes import Remark, all_remarks, posts_by_update
from crawler.sample.sample_blog import SamplePost

Item = TypeVar("Item")


class BadRequestError(ValueError):
    """A parameter that Blogger answers with status 400."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuery:
    """The parameters of one feed request."""

    start: int = 1
    count: int = 25
    """As asked for, which is also what `itemsPerPage` echoes."""
    alt: str = "atom"
    callback: str | None = None
    by_update: bool = False
    oldest: tuple[datetime | None, datetime | None] = (None, None)
    """Least published and least updated time, inclusive."""
    newest: tuple[datetime | None, datetime | None] = (None, None)
    """Published and updated times from which on entries are left out."""
    labels: tuple[str, ...] = ()
    """Labels that an entry must all have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Generic[Item]):
    """One page of a feed."""

    items: Sequence[Item]
    total: int
    query: FeedQuery
    more: bool
    """Whether entries follow this page."""


def read_query(params: Mapping[str, str], labels: tuple[str, ...], dialect: Dialect) -> FeedQuery:
    """The query of these parameters; raises BadRequestError for numbers and dates that are none."""
    by_update = dialect.ordered and params.get("orderby") == "updated"
    bounds = {name: _time(params.get(name)) if by_update or "published" in name else None for name in _BOUNDS}
    return FeedQuery(
        start=_number(params.get("start-index", "1"), least=1),
        count=_number(params.get("max-results", str(dialect.default)), least=0),
        alt=params.get("alt", "atom"),
        callback=params.get("callback"),
        by_update=by_update,
        oldest=(bounds["published-min"], bounds["updated-min"]),
        newest=(bounds["published-max"], bounds["updated-max"]),
        labels=labels,
    )


_BOUNDS = ("published-min", "published-max", "updated-min", "updated-max")


def _number(text: str, *, least: int) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise BadRequestError(f"Invalid value: {text}")
    return int(text)


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequestError(f"Invalid date: {text}") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def select_posts(asked: Asked, query: FeedQuery) -> Window[SamplePost]:
    """The posts that answer a query, newest first."""
    posts = posts_by_update(asked.site) if query.by_update else asked.site.blog.posts
    if query.labels:
        posts = [post for post in posts if set(query.labels) <= set(post.labels)]
    if any((*query.oldest, *query.newest)):
        posts = [post for post in posts if _within(query, post.published, post.updated)]
    return _window(posts, asked.dialect, query)


def select_remarks(asked: Asked, query: FeedQuery, post_id: str | None = None) -> Window[Remark]:
    """The comments of one post or of the whole blog that answer a query, newest first."""
    remarks = all_remarks(asked.site)
    if post_id is not None:
        remarks = [remark for remark in remarks if remark.post.post_id == post_id]
    if any((*query.oldest, *query.newest)):
        remarks = [r for r in remarks if _within(query, r.comment.published, r.comment.published)]
    return _window(remarks, asked.dialect, query)


def _within(query: FeedQuery, *times: datetime) -> bool:
    return all(
        (low is None or at >= low) and (high is None or at < high)
        for at, low, high in zip(times, query.oldest, query.newest, strict=True)
    )


def _window(items: Sequence[Item], dialect: Dialect, query: FeedQuery) -> Window[Item]:
    total = len(items)
    reach = total if dialect.last is None else min(total, dialect.last)
    start = 1 if dialect.stuck else query.start
    stop = min(start - 1 + min(query.count, dialect.cap), reach)
    page = items[start - 1 : stop]
    claimed = total if dialect.total is None else dialect.total
    return Window(items=page, total=claimed, query=query, more=dialect.stuck or (bool(page) and stop < reach))
