"""Turns the date strings of posts and comments into instants, as exact as the source states them."""

import re
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.blogger.dates import Stated, date_or_reason, find_order, read_machine_date
from crawler.items import Comment, Post

_PERMALINK_MONTH = re.compile(r"[a-z]+://[^/]+/(?:[^?#]*/)?((?:19|20)\d\d)/(0[1-9]|1[0-2])/", re.IGNORECASE)
_PLAUSIBLE_YEARS = range(1990, 2101)
_BLOGS_REMEMBERED = 1000


@dataclass(slots=True)
class _Known:
    """What earlier items taught about a blog."""

    orders: set[str] = field(default_factory=set)
    locale: str | None = None

    def learn(self, *raws: str | None) -> None:
        """Keep the order of numeric dates that these prove."""
        if order := find_order(raw for raw in raws if raw):
            self.orders.add(order)

    @property
    def order(self) -> str | None:
        """Proved order of numeric dates; None without proof, or with contradicting proofs."""
        return next(iter(self.orders)) if len(self.orders) == 1 else None

    def read(self, raw: str, time: str | None = None, *, order: str | None = None) -> Stated | str:
        """Read a date of this blog, or say why not."""
        return date_or_reason(raw, time=time, locale=self.locale, order=order or self.order)


class DatesPipeline:
    """Fills `published`, `published_local`, `updated` and `date_note`; the raw strings stay as they are.

    A numeric date of ambiguous order is settled by the dates of the blog that came before, then by the month
    in the post's permalink, then by the locale; the last two are said in the note. Without a readable date a
    post gets the month of its permalink and no more.
    """

    def __init__(self) -> None:
        self._blogs: OrderedDict[str, _Known] = OrderedDict()

    def process_item(self, item: object) -> object:
        """Return a post or comment with its times filled; everything else as it came."""
        if isinstance(item, Post):
            return self._post(item)
        if isinstance(item, Comment):
            return self._comment(item)
        return item

    def _post(self, post: Post) -> Post:
        known = self._know(post.blog_id)
        known.locale = post.locale or known.locale
        found = _exact(post.published_raw)
        if found is None:
            known.learn(post.published_raw, post.time_raw)
            found = _with_permalink(post, known)
        stated = found if isinstance(found, Stated) else None
        return replace(
            post,
            published=stated.at if stated else None,
            published_local=stated.local if stated else None,
            updated=_instant(post.updated_raw, known),
            date_note="; ".join(filter(None, dict.fromkeys((_note(found), post.date_note)))) or None,
        )

    def _comment(self, comment: Comment) -> Comment:
        known = self._know(comment.blog_id)
        found = _exact(comment.published_raw)
        if found is None:
            known.learn(comment.published_raw)
            found = known.read(comment.published_raw) if comment.published_raw else "no date"
        stated = found if isinstance(found, Stated) else None
        return replace(
            comment,
            published=stated.at if stated else None,
            published_local=stated.local if stated else None,
            updated=_instant(comment.updated_raw, known),
        )

    def _know(self, blog_id: str) -> _Known:
        known = self._blogs.setdefault(blog_id, _Known())
        self._blogs.move_to_end(blog_id)
        if len(self._blogs) > _BLOGS_REMEMBERED:
            self._blogs.popitem(last=False)
        return known


def _exact(raw: str | None) -> Stated | str | None:
    stated = read_machine_date(raw) if raw else None
    return stated if stated and stated.at else None


def _with_permalink(post: Post, known: _Known) -> Stated | str:
    """Read the date of a post; its permalink's month settles an order or a year that the date leaves open."""
    raw, time = (post.published_raw, post.time_raw) if post.published_raw else (post.time_raw, None)
    match = _PERMALINK_MONTH.match(post.url or "")
    found = known.read(raw, time) if raw else "no date"
    if not match:
        return found
    month = f"{match[1]}-{match[2]}"
    if raw and (found == "ambiguous order" or _is_by_locale(found)):
        found = _in_month(month, [known.read(raw, time, order=order) for order in ("mdy", "dmy")], found)
    elif raw and found == "no year":
        found = _in_month(month, [known.read(f"{raw}, {match[1]}", time)], found, "year from permalink")
    if isinstance(found, Stated):
        return found
    reason = "" if found == "no date" else f"{found}; "
    return Stated(None, month, f"{reason}month from permalink")


def _is_by_locale(found: Stated | str) -> bool:
    return isinstance(found, Stated) and "order by locale" in (found.note or "")


def _in_month(
    month: str, readings: list[Stated | str], otherwise: Stated | str, note: str = "order from permalink"
) -> Stated | str:
    fitting = [found for found in readings if isinstance(found, Stated) and found.local.startswith(month)]
    if len(fitting) != 1:
        return otherwise
    return replace(fitting[0], at=None, note="; ".join(filter(None, (fitting[0].note, note))))


def _note(found: Stated | str) -> str | None:
    if isinstance(found, str):
        return found
    doubts = [found.note] if found.note else []
    if int(found.local[:4]) not in _PLAUSIBLE_YEARS:
        doubts.append("implausible year")
    return "; ".join(doubts) or None


def _instant(raw: str | None, known: _Known) -> datetime | None:
    found = known.read(raw) if raw else None
    return found.at if isinstance(found, Stated) else None
