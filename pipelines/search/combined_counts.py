"""Counts of several archives as those of one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.search.browse import LABELS, ArchiveCounts, BlogCount

Counts = Sequence[tuple[str, int]]


def add_counts(archives: Sequence[ArchiveCounts]) -> ArchiveCounts:
    """Return the sums. A post that two archives hold counts twice."""
    return ArchiveCounts(
        posts=sum(each.posts for each in archives),
        pages=sum(each.pages for each in archives),
        blogs=_blogs(archives),
        months=tuple(sorted(_sums(each.months for each in archives))),
        languages=_sums(each.languages for each in archives),
        labels=_sums(each.labels for each in archives)[:LABELS],
        authors=_sums(each.authors for each in archives)[:LABELS],
    )


def _blogs(archives: Sequence[ArchiveCounts]) -> tuple[BlogCount, ...]:
    found: dict[str, BlogCount] = {}
    for blog in (blog for each in archives for blog in each.blogs):
        known = found.get(blog.blog_id)
        found[blog.blog_id] = replace(known, posts=known.posts + blog.posts) if known else blog
    return tuple(sorted(found.values(), key=lambda blog: -blog.posts))


def _sums(counts: Iterable[Counts]) -> tuple[tuple[str, int], ...]:
    """Return the sums, the largest first."""
    total: Counter[str] = Counter()
    for each in counts:
        total.update(dict(each))
    return tuple(sorted(total.items(), key=lambda item: (-item[1], item[0])))
