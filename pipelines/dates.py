"""Pipeline that turns the date strings of posts and comments into instants, as exact as they are stated."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.blogger.dates import ParsedDate, date_of_post, date_or_reason, find_order, read_machine_date
from crawler.items import Comment, Post

_PLAUSIBLE_YEARS = range(1990, 2101)
_BLOGS_REMEMBERED = 1000


@dataclass(slots=True)
class _BlogDates:
    """Facts that earlier items of a blog have shown about its dates."""

    orders: set[str] = field(default_factory=set)
    comment_orders: set[str] = field(default_factory=set)
    """Comments have a format of their own in a blog's settings, so they prove nothing of posts."""
    locale: str | None = None

    def read(self, raw: str | None, time: str | None = None, url: str | None = None) -> ParsedDate | str:
        """Return a date of a post, or why it cannot be read; keep what it proves."""
        if exact := _exact(raw):
            return exact
        self._learn(self.orders, raw, time)
        return date_of_post(raw, time=time, url=url, locale=self.locale, order=self.order)

    def read_comment(self, raw: str | None) -> ParsedDate | str:
        """Return a date of a comment, by the order of posts where comments prove none."""
        if exact := _exact(raw):
            return exact
        self._learn(self.comment_orders, raw)
        order = _proved(self.comment_orders) if self.comment_orders else self.order
        return date_of_post(raw, locale=self.locale, order=order)

    @property
    def order(self) -> str | None:
        """Proved order of numeric dates of posts; None without proof, or with contradicting proofs."""
        return _proved(self.orders)

    def _learn(self, orders: set[str], *raws: str | None) -> None:
        if order := find_order((raw for raw in raws if raw), locale=self.locale):
            orders.add(order)


def _proved(orders: set[str]) -> str | None:
    return next(iter(orders)) if len(orders) == 1 else None


class DatesPipeline:
    """Fills `published`, `published_local`, `updated` and `date_note`; the raw strings stay as they are.

    A numeric date of ambiguous order is settled by the dates of the blog that came before, then by the month
    in the post's permalink, then by the locale; the last two are said in the note. Without a readable date a
    post gets the month of its permalink and no more.
    """

    def __init__(self) -> None:
        self._blogs: OrderedDict[str, _BlogDates] = OrderedDict()

    def process_item(self, item: object) -> object:
        """Return a post or comment with its times filled; everything else as it came."""
        if isinstance(item, Post):
            return self._post(item)
        if isinstance(item, Comment):
            return self._comment(item)
        return item

    def _post(self, post: Post) -> Post:
        blog = self._dates_of(post.blog_id, post.url)
        blog.locale = post.locale or blog.locale
        found = blog.read(post.published_raw, post.time_raw, post.url)
        return replace(
            post, **_times(found, post.updated_raw, blog), date_note=_joined(_note(found), post.date_note)
        )

    def _comment(self, comment: Comment) -> Comment:
        blog = self._dates_of(comment.blog_id, comment.url)
        found = blog.read_comment(comment.published_raw)
        return replace(comment, **_times(found, comment.updated_raw, blog))

    def _dates_of(self, blog_id: str, url: str | None) -> _BlogDates:
        """Return what is known of a blog; pages that lack its number are told apart by their host."""
        name = blog_id or "/".join((url or "").split("/")[:3])
        blog = self._blogs.setdefault(name, _BlogDates())
        self._blogs.move_to_end(name)
        if len(self._blogs) > _BLOGS_REMEMBERED:
            self._blogs.popitem(last=False)
        return blog


def _exact(raw: str | None) -> ParsedDate | None:
    parsed = read_machine_date(raw) if raw else None
    return parsed if parsed and parsed.at else None


def _note(found: ParsedDate | str) -> str | None:
    if isinstance(found, str):
        return found
    notes = [found.note] if found.note else []
    if int(found.local[:4]) not in _PLAUSIBLE_YEARS:
        notes.append("implausible year")
    return "; ".join(notes) or None


def _joined(*notes: str | None) -> str | None:
    parts = dict.fromkeys(part for note in notes if note for part in note.split("; "))
    return "; ".join(parts) or None


def _times(found: ParsedDate | str, updated_raw: str | None, blog: _BlogDates) -> dict[str, Any]:
    updated = date_or_reason(updated_raw, locale=blog.locale, order=blog.order) if updated_raw else None
    parsed, saved = (each if isinstance(each, ParsedDate) else None for each in (found, updated))
    return {
        "published": parsed.at if parsed else None,
        "published_local": parsed.local if parsed else None,
        "updated": saved.at if saved else None,
    }
