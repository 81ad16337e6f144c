"""The difference that today's rules make to stored posts, post by post and in sum."""

import re
from collections import Counter
from dataclasses import dataclass, field, fields

from crawler.items import Post
from pipelines.text.scripts import UNSPACED

_LARGEST = 10
_WORDS = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
"""Words, or single characters of scripts without blanks."""


@dataclass(frozen=True, slots=True)
class PostChange:
    """The difference that today's rules make to one post."""

    blog_id: str
    post_id: str
    url: str | None
    title: str | None
    fields: tuple[str, ...]
    words_gained: int
    words_lost: int


@dataclass(slots=True)
class RecleanReport:
    """The result of a run."""

    posts: int = 0  # posts looked at
    changed: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    """Field → posts in which it changed; "terms" are those of the search index."""
    words_gained: int = 0
    words_lost: int = 0
    largest: list[PostChange] = field(default_factory=list)  # the ten changes of most words
    skipped: int = 0  # posts left alone, because something else has changed their rows

    def add(self, change: PostChange | None) -> None:
        """Count a post."""
        self.posts += 1
        if change is None:
            return
        self.changed += 1
        for name in change.fields:
            self.count_field(name)
        self.words_gained += change.words_gained
        self.words_lost += change.words_lost
        by_words = sorted([*self.largest, change], key=lambda each: -(each.words_gained + each.words_lost))
        self.largest = by_words[:_LARGEST]

    def count_field(self, name: str) -> None:
        """Count a post in which a field, or "terms", changed."""
        self.fields[name] = self.fields.get(name, 0) + 1


def change_of(old: Post, new: Post) -> PostChange:
    """Compare a post as it is stored with what today's rules make of it."""
    was, is_ = (Counter(_WORDS.findall(post.text)) for post in (old, new))
    names = [each.name for each in fields(Post)]
    return PostChange(
        blog_id=old.blog_id,
        post_id=old.post_id,
        url=old.url,
        title=new.title,
        fields=tuple(name for name in names if getattr(old, name) != getattr(new, name)),
        words_gained=(is_ - was).total(),
        words_lost=(was - is_).total(),
    )
