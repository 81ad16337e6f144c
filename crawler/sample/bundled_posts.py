"""Reads the sample blog's posts, which lie as plain text in `posts/`, one file a language.

A record starts with `====` and the time of publication; then come `name: value` lines, a blank line, and the
body as HTML. A line `---- comment TIME | AUTHOR | PROFILE | re N` after the body starts a comment, whose text
follows; profile and the number of the comment that it answers may be left out.
Times are the blog's own wall clock with its offset, as its feed writes them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from crawler.sample.sample_blog import (
    SampleBlog,
    SampleComment,
    SamplePost,
    UniqueSlugs,
    make_comment,
    make_post,
)

FOLDER = Path(__file__).parent / "posts"
RECORD = re.compile(r"^==== (\S+)\n", re.MULTILINE)
COMMENT = re.compile(r"^---- comment (\S+) \| ([^|\n]+)(?:\| ([^|\n]*))?(?:\| re (\d+))?\n", re.MULTILINE)
PROFILE = "https://www.blogger.com/profile/"
FIELDS = frozenset({
    "title", "labels", "author", "updated", "thumbnail", "location", "related", "comments", "summary", "slug",
})  # fmt: skip


@cache
def sample_blog() -> SampleBlog:
    """The bundled blog: news of a harbour town that does not exist, in the languages spoken there."""
    drafts = [
        draft for path in sorted(FOLDER.glob("*.txt")) for draft in read_records(path.read_text("utf-8"))
    ]
    pages = tuple(post for post in map(_static, read_records((FOLDER / "pages.text").read_text("utf-8"))))
    return SampleBlog(
        blog_id="5127704038915536284",
        title="The Lantern Quay Ledger",
        subtitle="News from a harbour of many tongues",
        pages=pages,
    ).with_post(*give_addresses(drafts))


def _static(post: SamplePost) -> SamplePost:
    return replace(post, path=f"/p/{post.path.rpartition('/')[2]}")


def give_addresses(posts: list[SamplePost]) -> Iterator[SamplePost]:
    """The posts with addresses that do not clash, the older post keeping the plain one."""
    book = UniqueSlugs()
    for post in sorted(posts, key=lambda post: post.published):
        slug = post.path.rpartition("/")[2].removesuffix(".html")
        yield replace(post, path=book.path(slug, post.published))


def read_records(text: str) -> Iterator[SamplePost]:
    """The posts of one file; raises ValueError for a record that is not in the form described above."""
    _, *parts = RECORD.split(text)
    for published, record in zip(parts[::2], parts[1::2], strict=True):
        yield read_record(published, record)


def read_record(published: str, record: str) -> SamplePost:
    """One post from its time of publication and the lines after it."""
    head, _, rest = record.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if line.rstrip(":") not in FIELDS)
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"unknown fields {sorted(unknown)} in the post of {published}")
    body, *comments = COMMENT.split(rest)
    return make_post(
        fields.get("title", ""),
        published,
        body.strip(),
        comments=tuple(_comments(comments)),
        **_options(fields),
    )


def _options(fields: dict[str, str]) -> dict[str, Any]:
    """The optional fields of a record that it has."""
    place = tuple(fields["location"].split(" | ")) if "location" in fields else None
    author, _, profile = fields.get("author", "").partition(" | ")
    options: dict[str, Any] = {
        "labels": tuple(fields["labels"].split(", ")) if "labels" in fields else (),
        "thumbnail": fields.get("thumbnail"),
        "location": place,
        "related": fields.get("related"),
        "comments_open": fields.get("comments") != "closed",
        "summary_only": fields.get("summary") == "only",
    }
    if author:
        options |= {"author": author, "author_url": PROFILE + profile if profile else None}
    if "updated" in fields:
        options["updated"] = datetime.fromisoformat(fields["updated"])
    if "slug" in fields:
        at = fields["slug"]
        options["path"] = f"/0000/00/{at}.html"
    return options


def _comments(parts: list[str | None]) -> Iterator[SampleComment]:
    """Comments from the pieces between their heads; `re N` answers the post's Nth comment."""
    made: list[SampleComment] = []
    for at, author, profile, parent, body in zip(*(parts[i::5] for i in range(5)), strict=True):
        url = PROFILE + profile.strip() if profile and profile.strip() else None
        parent_id = made[int(parent) - 1].comment_id if parent else None
        comment = make_comment(
            (body or "").strip(), str(at), author=str(author).strip(), author_url=url, parent_id=parent_id
        )
        made.append(comment)
        yield comment
