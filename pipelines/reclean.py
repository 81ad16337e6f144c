"""Running today's rules over the raw bodies of stored posts, offline.

A row that is not as it was stored is left alone, unless the digest that was stored with it proves that the
rules have made exactly what was there: then it is restored.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from crawler.items import Post
from crawler.ordered_work import in_order
from crawler.worker import WorkLimitError
from pipelines.archive import Archive
from pipelines.archive.outdated_posts import (
    damaged_ids,
    read_dates,
    read_outdated,
    sample_posts,
    store_recleaned,
)
from pipelines.archive.rows import prepare
from pipelines.archive.stored_posts import StoredPost, read_some
from pipelines.boilerplate import clean_items
from pipelines.dates import DatesPipeline
from pipelines.item_cleaner import clean_alone
from pipelines.reclean_report import RecleanReport, change_of

BATCH = 100  # posts in one transaction: what a kill costs at most

T = TypeVar("T")
Step = Callable[[int], object]  # called with the number of posts of each batch


def reclean(  # noqa: PLR0913 - each says one thing
    archive: Archive,
    blog_id: str | None = None,
    *,
    every: bool = False,
    sample: int | None = None,
    step: Step = lambda _: None,
    jobs: int = 1,
) -> RecleanReport:
    """Run today's rules over posts that older ones have made, over `every` post or a random `sample`.

    Store the result, unless the archive is open for reading. Each batch is one transaction: a run that was
    killed goes on where it ended, and reports what was left. Bodies are cleaned by `jobs` processes.
    """
    report, rules = RecleanReport(), _DateRules(archive)
    if sample is None:
        batches = _batches(archive, blog_id, every=every)
    else:
        batches = iter([_read(archive, sample_posts, blog_id, sample)])
    with closing(_cleaned(batches, jobs)) as cleaned:
        for batch in cleaned:
            made = [(stored, _look_at(report, stored, post, rules)) for stored, post in batch]
            if not archive.read_only:
                _store(archive, report, made)
            step(len(batch))
    return report


def _store(archive: Archive, report: RecleanReport, made: Iterable[tuple[StoredPost, Post | None]]) -> None:
    with archive.writing() as context:
        for stored, new in made:
            if new is not None and store_recleaned(context, stored, new):
                report.count_field("terms")


def _cleaned(
    batches: Iterable[Sequence[StoredPost]], jobs: int
) -> Generator[list[tuple[StoredPost, Post | None]]]:
    """Yield batches with each post as today's rules clean it; None for a damaged one they cannot read."""
    works = ((batch, partial(_clean, batch)) for batch in batches)
    with closing(in_order(works, jobs=jobs)) as results:
        for batch, made in results:
            cleaned = _clean(batch) if isinstance(made, WorkLimitError) else made
            yield list(zip(batch, cleaned, strict=True))


def _clean(batch: Sequence[StoredPost]) -> list[Post | None]:
    sound = iter(clean_items(stored.post for stored in batch if stored.is_as_stored))
    return [next(sound) if stored.is_as_stored else _clean_damaged(stored.post) for stored in batch]


def _clean_damaged(post: Post) -> Post | None:
    try:
        return clean_alone(post)
    except (AttributeError, TypeError, ValueError):  # a number or bytes where a text was
        return None


class _DateRules:
    """Today's rules of dates. What a blog's raw dates prove is learnt from all before the first is read."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._blog_id, self._dates = "", DatesPipeline()

    def run(self, stored: Post, cleaned: Post) -> Post:
        if cleaned.blog_id != self._blog_id:
            self._learn_dates(cleaned.blog_id)
        # The note of a post from a feed is that of the rules of dates alone.
        made = self._dates.process_item(
            cleaned if cleaned.source == "page" else replace(cleaned, date_note=None)
        )
        assert isinstance(made, Post)
        return made if made.published_local else _with_dates_of(stored, made)

    def _learn_dates(self, blog_id: str) -> None:
        self._blog_id, self._dates = blog_id, DatesPipeline()
        with self._archive.reading() as connection:
            for post in read_dates(connection, blog_id):
                self._dates.process_item(post)


def _with_dates_of(stored: Post, made: Post) -> Post:
    """Keep the stored dates where the raw ones give none: another source may have told them."""
    names = ("published", "published_local", "date_note")
    return replace(made, **{name: getattr(stored, name) for name in names})


def _look_at(
    report: RecleanReport, stored: StoredPost, cleaned: Post | None, rules: _DateRules
) -> Post | None:
    """Return a cleaned post with its dates, and report it; None for a damaged row that cannot be restored."""
    new = (
        rules.run(stored.post, cleaned)
        if cleaned and stored.is_as_stored
        else _restored(stored, cleaned, rules)
    )
    if new is None:
        report.posts += 1
        report.skipped += 1
        return None
    report.add(change_of(stored.post, new) if new != stored.post else None)
    return new


def restore_damaged(archive: Archive) -> Iterator[str]:
    """Restore what can be made anew of damaged posts, offline; yield a line for each."""
    rules = _DateRules(archive)
    for id_ in _read(archive, damaged_ids):  # one by one: another tool may have edited all posts
        (stored,) = _read(archive, read_some, [id_])
        restored = _restored(stored, _clean_damaged(stored.post), rules)
        if restored is not None:
            with archive.writing() as context:
                store_recleaned(context, stored, restored)
            yield f"post {restored.post_id} of blog {restored.blog_id}: restored from what was received"


def _restored(stored: StoredPost, cleaned: Post | None, rules: _DateRules) -> Post | None:
    """Return a damaged post as it was stored, where cleaning it has made that; with the dates or without."""
    if cleaned is None:
        return None
    if prepare(cleaned).digest == stored.digest:
        return cleaned
    dated = rules.run(stored.post, cleaned)
    return dated if prepare(dated).digest == stored.digest else None


def _batches(archive: Archive, blog_id: str | None, *, every: bool) -> Iterator[list[StoredPost]]:
    after = -1
    while True:
        batch = _read(archive, read_outdated, blog_id, every=every, after=after, limit=BATCH)
        if not batch:
            return
        yield batch
        after = batch[-1].id


def _read(archive: Archive, question: Callable[..., Iterable[T]], *asked: Any, **how: Any) -> list[T]:
    with archive.reading() as connection:
        return list(question(connection, *asked, **how))
