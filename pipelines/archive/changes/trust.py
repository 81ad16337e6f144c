"""The order in which sources of a post are trusted, field by field: the one table that merging uses. Pure.

docs/importing.md prints it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.items import Post


@dataclass(frozen=True, slots=True)
class SourceTrust:
    """One kind of source; see `Post.source`."""

    rank: int  # of the body, the best is 0. Of two sources of one rank, the later save or capture counts
    is_saved: bool  # it holds what the author saved; else what a template, or a saving tool, made of that
    is_visited: bool  # it is asked again and again: what it said before is a revision, and no further copy
    words: str


TRUST: Mapping[str, SourceTrust] = {
    "feed": SourceTrust(0, True, True, "feed, API: fetched from Blogger"),
    "export": SourceTrust(0, True, False, "export: the owner's backup, or a feed that was kept"),
    "page": SourceTrust(1, False, True, "page: fetched from the blog"),
    "saved": SourceTrust(2, False, False, "saved: a page kept as a file"),
    "capture": SourceTrust(2, False, False, "capture: a web archive's copy of a page"),
    "text": SourceTrust(3, False, False, "text: a post kept as plain text"),
}


@dataclass(frozen=True, slots=True)
class FieldTrust:
    """Fields that are taken together from one source."""

    title: str
    names: tuple[str, ...]
    rule: str  # the rule in words; `changes` applies it


BODY = FieldTrust(
    "body, text, pictures, links",
    (
        *("body_raw", "body_type", "html", "text", "images", "links", "embeds", "word_count", "language"),
        *("partial", "source", "source_url", "captured"),
    ),
    "a whole text before a summary; then the order above; a page with the same words changes nothing",
)
SAVE = FieldTrust(
    "time of the save",
    ("updated", "updated_raw"),
    "of the source that gives the body, where it states one; else of a whole text before a summary, then the "
    "order above",
)
DATE = FieldTrust(
    "date",
    ("published", "published_local", "published_raw", "time_raw", "date_note"),
    "the order above; an instant before a day; a page's minute does not replace a feed's millisecond",
)
NAMED = FieldTrust(
    "title, author, labels, link, enclosures",
    ("title", "author", "labels", "related", "enclosures"),
    "the order above; where a feed or an export says nothing there is nothing, where a page says nothing "
    "the next source tells",
)
FACTS = FieldTrust(
    "comment count, thumbnail, place, profile, locale",
    ("author_url", "updated", "updated_raw", "comment_count", "thumbnail", "location", "locale", "entry_raw"),
    "the order above, a comment count of the blog itself before that of copies; where a source says nothing "
    "the next one tells",
)
ADDRESS = FieldTrust(
    "address", ("url", "aliases"), "a feed's or an export's before a page's; all others are kept as aliases"
)
FIELDS = (BODY, SAVE, DATE, NAMED, FACTS, ADDRESS)


def is_rendered(post: Post) -> bool:
    """Return whether a template has rendered a post, in place of the source that its author saved."""
    return not TRUST[post.source].is_saved


def is_visited(post: Post) -> bool:
    """Return whether a post was fetched from its blog, where it can be fetched again."""
    return TRUST[post.source].is_visited


def is_better(one: Post, other: Post) -> bool:
    """Return whether the source of `one` is trusted more."""
    return TRUST[one.source].rank < TRUST[other.source].rank
