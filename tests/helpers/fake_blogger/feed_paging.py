"""Parameters of a feed request, and the page of posts or comments that they select."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from tests.helpers.fake_blogger.blog_index import BlogIndex, PostedComment
from tests.helpers.sample_blog import SamplePost

Item = TypeVar("Item")

MAX_RESULTS = 150  # Blogger sends at most this many entries, whatever `max-results` says
DEFAULT_RESULTS = 25
_BOUNDS = ("published-min", "published-max", "updated-min", "updated-max")


class BadRequestError(ValueError):
    """A parameter that Blogger answers with status 400."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuery:
    """The parameters of one feed request."""

    start: int = 1
    count: int = DEFAULT_RESULTS  # as requested; `itemsPerPage` echoes it
    alt: str = "atom"
    by_update: bool = False
    oldest: tuple[datetime | None, datetime | None] = (None, None)
    """Least published and least updated time, inclusive."""
    newest: tuple[datetime | None, datetime | None] = (None, None)
    """Published and updated times from which on entries are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFeedPage(Generic[Item]):
    """One page of a feed."""

    items: Sequence[Item]
    total: int
    query: FeedQuery
    more: bool  # True when entries follow this page


def parse_query(params: Mapping[str, str], *, default: int = DEFAULT_RESULTS) -> FeedQuery:
    """Parse the parameters of a feed request. Raises BadRequestError for malformed numbers and dates."""
    by_update = params.get("orderby") == "updated"
    bounds = {name: _time(params.get(name)) if by_update or "published" in name else None for name in _BOUNDS}
    return FeedQuery(
        start=_number(params.get("start-index", "1"), least=1),
        count=_number(params.get("max-results", str(default)), least=0),
        alt=params.get("alt", "atom"),
        by_update=by_update,
        oldest=(bounds["published-min"], bounds["updated-min"]),
        newest=(bounds["published-max"], bounds["updated-max"]),
    )


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


def select_posts(index: BlogIndex, query: FeedQuery) -> Sequence[SamplePost]:
    """Return all posts that match a query, newest first."""
    posts = index.posts_by_update if query.by_update else index.blog.posts
    if any((*query.oldest, *query.newest)):
        posts = [post for post in posts if _within(query, post.published, post.updated)]
    return posts


def select_comments(index: BlogIndex, query: FeedQuery, post_id: str | None) -> Sequence[PostedComment]:
    """Return all comments, of one post or of the whole blog, that match a query, newest first."""
    comments = [each for each in index.comments if post_id in (None, each.post.post_id)]
    if any((*query.oldest, *query.newest)):
        comments = [c for c in comments if _within(query, c.comment.published, c.comment.published)]
    return comments


def _within(query: FeedQuery, *times: datetime) -> bool:
    return all(
        (low is None or at >= low) and (high is None or at < high)
        for at, low, high in zip(times, query.oldest, query.newest, strict=True)
    )


def paginate(items: Sequence[Item], query: FeedQuery, *, limit: int = MAX_RESULTS) -> SampleFeedPage[Item]:
    """Return the page of a feed that a query's `start` and `count` name, of at most `limit` items."""
    stop = min(query.start - 1 + min(query.count, limit), len(items))
    page = items[query.start - 1 : stop]
    return SampleFeedPage(items=page, total=len(items), query=query, more=bool(page) and stop < len(items))
