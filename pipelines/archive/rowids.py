"""The row id of a post: the Unix second of its publication, so that order by id is order by date.

`order by rowid desc limit 20` is the one sort of search results whose cost does not grow with the archive.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from crawler.items import Post

_UNDATED = 100_000_000
"""Ids below this second of 1973, long before Blogger, are for posts of unknown date, in no order."""
_WIDEST = 2**40
_PRECISION = {len("2013"): 366 * 86_400, len("2013-10"): 28 * 86_400, len("2013-10-05"): 86_400}


def candidates(post: Post) -> Iterator[int]:
    """Ids for `post`, best first, without end; the caller takes the first free one.

    The same post gets the same ids in the same order. On a tie the id is near the second, not exactly it.
    """
    second, span = _second(post)
    for turn in count():
        yield second + _number(post, turn) % span
        span = min(span * 60, _WIDEST)


def _second(post: Post) -> tuple[int, int]:
    """First second of the time that is known of the publication, and how many seconds that is long."""
    moment, span = post.published, 1
    if moment is None and post.published_local:
        moment, span = _first_moment(post.published_local)
    second = int(moment.timestamp()) if moment else 0
    return (second, span) if second >= _UNDATED else (1, _UNDATED - 1)


def _first_moment(local: str) -> tuple[datetime | None, int]:
    span = _PRECISION.get(len(local), 60)
    whole = local + "2013-01-01"[len(local) :] if len(local) < 10 else local
    try:
        moment = datetime.fromisoformat(whole)
    except ValueError:
        return None, 1
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)), span


def _number(post: Post, turn: int) -> int:
    return int.from_bytes(sha256(f"{post.blog_id} {post.post_id} {turn}".encode()).digest()[:8])
