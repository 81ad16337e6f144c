"""The fields of a record: their order, types and meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.errors import UsageError
from pipelines.search.export_rows import NESTED, RAW, nested_columns

WITH = ("comments", "revisions", "html", "raw")
"""What `--with` adds."""
TEXT_ONLY = ("blog_id", "post_id", "published", "title", "author", "labels", "language", "url", "text")
"""What `--text-only` leaves: no markup, no media, nothing of the archive's own."""

Kind = Any
"""Of a value: "text", "integer", a list that holds the kind of its items, or a dict of names and kinds."""

KINDS: dict[str, Kind] = {
    "labels": ["text"],
    "aliases": ["text"],
    "embeds": ["text"],
    "images": [{"url": "text", "alt": "text", "caption": "text"}],
    "links": [{"url": "text", "text": "text"}],
}

MEANINGS = {
    "title": "as the author wrote it; none where the post has none",
    "author": "name as the blog shows it",
    "labels": "in the blog's order",
    "author_url": "profile page of the author",
    "location": "place the author gave the post",
    "thumbnail": "address of the small picture that the feed names",
    "images": "pictures in the body: address of the largest version, alternative text, caption",
    "links": "hyperlinks in the body",
    "embeds": "addresses of videos, audio and frames in the body",
    "aliases": "other addresses of the same post",
    "word_count": "words in text",
    "blog_id": "Blogger's own number of the blog; text, because it has 64 bits",
    "source": "where the body came from: feed or page",
    "published_raw": "date as the source writes it",
    "updated_raw": "date of the last edit as the source writes it",
    "body_type": "html or text",
    "body_raw": "the body as received",
    "comments": "comments on the post, oldest first",
    "revisions": "older versions of the post, oldest first; replaced says when the next one was stored",
}
"""Of fields about which the schema says nothing, or not enough for somebody who sees one file only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the records of an export."""

    name: str
    kind: Kind
    meaning: str


def fields(columns: Sequence[str], schema: Mapping[str, tuple[str, str]]) -> list[Field]:
    """The fields of these columns; `schema` tells the SQL type and comment of those that are stored."""
    return [_field(name, columns, schema) for name in columns]


def _field(name: str, columns: Sequence[str], schema: Mapping[str, tuple[str, str]]) -> Field:
    if name in NESTED:
        inside = {inner: KINDS.get(inner, "text") for inner in nested_columns(name, tuple(columns))}
        return Field(name=name, kind=[inside], meaning=MEANINGS[name])
    type_, comment = schema[name]
    kind = KINDS.get(name, "integer" if type_ == "INTEGER" else "text")
    return Field(name=name, kind=kind, meaning=MEANINGS.get(name) or comment)


def choose(
    schema: Mapping[str, object], *, columns: str = "", text_only: bool = False, more: Sequence[str] = ()
) -> tuple[str, ...]:
    """The columns of an export, by what was typed. Raises UsageError for a name that does not exist.

    Without any wish these are the columns of the table `posts`, but for `html`.
    """
    known = (*schema, *NESTED)
    if columns:
        chosen = tuple(dict.fromkeys(name.strip() for name in columns.split(",") if name.strip()))
    elif text_only:
        chosen = TEXT_ONLY
    else:
        chosen = tuple(name for name in schema if name not in RAW and (name != "html" or "html" in more))
    chosen += tuple(name for name in _added(more) if name not in chosen)
    for name in chosen:
        if name not in known:
            raise UsageError(f"--columns: there is no {name!r}; there are {', '.join(known)}")
    return chosen


def _added(more: Sequence[str]) -> list[str]:
    for word in more:
        if word not in WITH:
            raise UsageError(f"--with {word}: say one or more of {', '.join(WITH)}, separated by commas")
    return [name for word in WITH if word in more for name in (RAW if word == "raw" else (word,))]
