"""The fields of a record: their order, types and descriptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.errors import UsageError
from pipelines.search.export_rows import NESTED, ORIGIN, RAW, nested_columns

INCLUDABLE = ("comments", "revisions", "html", "raw", "media")  # words that `--with` accepts
TEXT_ONLY = ("blog_id", "post_id", "published", "title", "author", "labels", "language", "url", "text")
"""Columns of `--text-only`: no markup, no media, nothing of the archive's own."""

FieldType = Any
"""Of a value: "text", "integer", "time", a list of one type, or a dict of names and types.

A "time" is ISO 8601 text in UTC, less exact where the source is ("2013-10"); in Parquet it is a timestamp
where it is exact, else null.
"""

FIELD_TYPES: dict[str, FieldType] = {
    **dict.fromkeys(("published", "updated", "first_seen", "last_changed", "deleted_at", "replaced"), "time"),
    **dict.fromkeys(("width", "height", "bytes"), "integer"),
    "labels": ["text"],
    "aliases": ["text"],
    "embeds": ["text"],
    "images": [{"url": "text", "alt": "text", "caption": "text"}],
    "links": [{"url": "text", "text": "text"}],
    "related": [{"url": "text", "text": "text"}],
    "enclosures": [{"url": "text", "type": "text", "length": "integer"}],
}

DESCRIPTIONS = {
    "title": "as the author wrote it; none where the post has none",
    "author": "name as the blog shows it",
    "labels": "in the blog's order",
    "author_url": "profile page of the author",
    "location": "place the author gave the post",
    "thumbnail": "address of the small picture that the feed names",
    "images": "pictures in the body: address of the largest version, alternative text, caption",
    "links": "hyperlinks in the body",
    "embeds": "addresses of videos, audio and frames in the body",
    "related": "the post's source link, such as the article that a news post is about",
    "enclosures": "files attached to the post, such as a podcast's audio: address, media type, bytes",
    "aliases": "other addresses of the same post",
    "word_count": "words in text",
    "blog_id": "Blogger's own number of the blog; text, because it has 64 bits",
    "status": "draft, scheduled or trashed",
    "source": "where the body came from: feed, page, export, saved, capture or text",
    "published_raw": "date as the source writes it",
    "updated_raw": "date of the last edit as the source writes it",
    "body_type": "html or text",
    "filled": "sources of fields that another copy states than the one that gave the body, JSON",
    "body_raw": "the body as received",
    "comments": "comments on the post, oldest first",
    "media": "what is held of images, enclosures, embeds; path: where a Markdown export has it",
    "revisions": "older versions of the post, oldest first; replaced says when the next one was stored",
}
"""Of fields that the schema does not describe, or not for somebody who sees only the exported file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordField:
    """One field of the records of an export."""

    name: str
    type: FieldType
    description: str


def describe_fields(columns: Sequence[str], schema: Mapping[str, tuple[str, str]]) -> list[RecordField]:
    """Return the fields of columns; `schema` has the SQL type and comment of each stored column."""
    return [_field(name, columns, schema) for name in columns]


def _field(name: str, columns: Sequence[str], schema: Mapping[str, tuple[str, str]]) -> RecordField:
    if name in NESTED:
        inside = {inner: FIELD_TYPES.get(inner, "text") for inner in nested_columns(name, tuple(columns))}
        return RecordField(name=name, type=[inside], description=DESCRIPTIONS[name])
    sql_type, comment = schema[name]
    field_type = FIELD_TYPES.get(name, "integer" if sql_type == "INTEGER" else "text")
    return RecordField(name=name, type=field_type, description=DESCRIPTIONS.get(name) or comment)


def choose_columns(
    schema: Mapping[str, object], *, columns: str = "", text_only: bool = False, include: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the columns of an export. Raises UsageError for a name that does not exist.

    The default is all columns of the table `posts` except `html`, and `source`.
    """
    known = (*schema, *NESTED)
    if columns:
        chosen = tuple(dict.fromkeys(name.strip() for name in columns.split(",") if name.strip()))
    elif text_only:
        chosen = TEXT_ONLY
    else:
        chosen = tuple(name for name in schema if name not in RAW and (name != "html" or "html" in include))
        chosen += (ORIGIN,)
    chosen += tuple(name for name in _included(include) if name not in chosen)
    for name in chosen:
        if name not in known:
            raise UsageError(f"--columns: there is no {name!r}; there are {', '.join(known)}")
    return chosen


def _included(words: Sequence[str]) -> list[str]:
    for word in words:
        if word not in INCLUDABLE:
            known = ", ".join(INCLUDABLE)
            raise UsageError(f"--with {word}: say one or more of {known}, separated by commas")
    return [name for word in INCLUDABLE if word in words for name in (RAW if word == "raw" else (word,))]
