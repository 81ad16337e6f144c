"""Running today's rules over the raw bodies of stored posts, offline."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from crawler.items import Post
from pipelines.archive import Archive, outdated_posts
from pipelines.archive.outdated_posts import StoredPost
from pipelines.boilerplate import BoilerplatePipeline
from pipelines.dates import DatesPipeline
from pipelines.language import LanguagePipeline
from pipelines.text.scripts import UNSPACED

BATCH = 100
"""Posts in one transaction: what a kill costs at most."""
_LARGEST = 10
_WORDS = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
"""Words, or single characters of scripts without blanks."""

Step = Callable[[int], object]
"""Called with the number of posts of each batch."""


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

    posts: int = 0
    """Posts looked at."""
    changed: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    """Field → posts in which it changed; "terms" are those of the search index."""
    words_gained: int = 0
    words_lost: int = 0
    largest: list[PostChange] = field(default_factory=list)
    """The ten changes of most words."""
    skipped: int = 0
    """Posts left alone, because something else has changed their rows."""

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


def preview(
    archive: Archive, blog_id: str | None = None, *, sample: int | None = None, step: Step = lambda _: None
) -> RecleanReport:
    """Report what today's rules would change in all posts, or in a random sample; write nothing."""
    report, rules = RecleanReport(), _Rules(archive)
    batches = (
        _batches(archive, blog_id, every=True) if sample is None else [_sample(archive, blog_id, sample)]
    )
    for batch in batches:
        for stored in batch:
            _look_at(report, stored, rules)
        step(len(batch))
    return report


def reclean(
    archive: Archive, blog_id: str | None = None, *, every: bool = False, step: Step = lambda _: None
) -> RecleanReport:
    """Run today's rules over posts that older ones have made, or over `every` post; store the result.

    Each batch is one transaction, with the report: a run that was killed goes on where it ended.
    """
    rules = _Rules(archive)
    with archive.writing() as context:
        number, content = outdated_posts.open_report(context, blog_id)
    report = _read_report(content)
    for batch in _batches(archive, blog_id, every=every):
        made = [(stored, _look_at(report, stored, rules)) for stored in batch]
        with archive.writing() as context:
            for stored, post in made:
                if post is not None and outdated_posts.store_recleaned(context, stored, post):
                    report.count_field("terms")
            outdated_posts.save_report(context, number, asdict(report), ended=False)
        step(len(batch))
    with archive.writing() as context:
        outdated_posts.save_report(context, number, asdict(report), ended=True)
    return report


class _Rules:
    """Today's rules. What a blog's raw dates prove is learnt from all of them before the first is read."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._text, self._language = BoilerplatePipeline(), LanguagePipeline()
        self._blog_id, self._dates = "", DatesPipeline()

    def run(self, post: Post) -> Post:
        if post.blog_id != self._blog_id:
            self._learn_dates(post.blog_id)
        # The note of a post from a feed is that of the rules of dates alone.
        made: object = post if post.source == "page" else replace(post, date_note=None)
        for rule in (self._text, self._dates, self._language):
            made = rule.process_item(made)
        assert isinstance(made, Post)
        return made if made.published_local else _with_dates_of(post, made)

    def _learn_dates(self, blog_id: str) -> None:
        self._blog_id, self._dates = blog_id, DatesPipeline()
        with self._archive.reading() as connection:
            for post in outdated_posts.read_dates(connection, blog_id):
                self._dates.process_item(post)


def _with_dates_of(stored: Post, made: Post) -> Post:
    """Keep the stored dates where the raw ones give none: another source may have told them."""
    names = ("published", "published_local", "date_note")
    return replace(made, **{name: getattr(stored, name) for name in names})


def _look_at(report: RecleanReport, stored: StoredPost, rules: _Rules) -> Post | None:
    """Return a post as the rules make it, and report it; None for a row that something else has changed."""
    if not stored.is_as_stored:
        report.posts += 1
        report.skipped += 1
        return None
    old = stored.prepared.post
    new = rules.run(old)
    report.add(_change(old, new) if new != old else None)
    return new


def _change(old: Post, new: Post) -> PostChange:
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


def _batches(archive: Archive, blog_id: str | None, *, every: bool) -> Iterator[list[StoredPost]]:
    after = -1
    while True:
        with archive.reading() as connection:
            batch = outdated_posts.read_outdated(connection, blog_id, every=every, after=after, limit=BATCH)
        if not batch:
            return
        yield batch
        after = batch[-1].id


def _sample(archive: Archive, blog_id: str | None, limit: int) -> list[StoredPost]:
    with archive.reading() as connection:
        return outdated_posts.sample_posts(connection, blog_id, limit)


def _read_report(content: dict[str, Any]) -> RecleanReport:
    """Return the report that a run stored before it was interrupted."""
    if not content:
        return RecleanReport()
    largest: Iterable[dict[str, Any]] = content["largest"]
    changes = [PostChange(**{**change, "fields": tuple(change["fields"])}) for change in largest]
    return RecleanReport(**{**content, "largest": changes})
