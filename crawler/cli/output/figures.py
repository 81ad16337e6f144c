"""Numbers and tables as a command prints them."""

from collections import Counter
from collections.abc import Sequence

from crawler.terminal import count
from pipelines.archive.media.media_queries import MediaCounts


def as_table(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> str:
    """Return rows below their headings, in columns no wider than need be."""
    import tabulate  # noqa: PLC0415 - few commands print a table

    tabulate.MIN_PADDING = 0
    return tabulate.tabulate(rows, headings, disable_numparse=True)


def file_size(size: int) -> str:
    """Return a number of bytes for people."""
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"


def minute(time: str) -> str:
    """Return a time as the archive stores it, to the minute."""
    return f"{time[:10]} {time[11:16]}"


def posts_and_pages(posts: int, pages: int, noun: str = "post") -> str:
    """Return "59 posts, 1 page": static pages are no posts, and are named only where there are some."""
    return ", ".join((count(posts, noun), *([count(pages, "page")] if pages else ())))


def stored(posts: Counter[str], pages: Counter[str]) -> str:
    """Return what became of posts, and of static pages where there are some: "posts: 2 new; pages: 1 new"."""
    return f"posts: {stored_words(posts)}" + (f"; pages: {stored_words(pages)}" if pages.total() else "")


def stored_words(counts: Counter[str]) -> str:
    """Return what became of items: "2 new, 1 unchanged"."""
    words = ("new", "changed", "unchanged", "suspect")
    return ", ".join(f"{counts[word]:,} {word}" for word in words if counts[word] or word == "new")


def media_figures(counts: MediaCounts) -> str:
    """Return how many media are held, missing and gone, for people."""
    return (
        f"{counts.held:,} held ({file_size(counts.bytes)}), {counts.missing:,} missing, {counts.gone:,} gone"
    )
