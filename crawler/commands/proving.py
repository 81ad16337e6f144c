"""What `scrapy verify` found, for people and for programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from crawler.commands.telling import megabytes
from crawler.exit_codes import Exit
from pipelines.archive.completeness import Month, Proof

SHOWN = 20
"""Problems, partial posts and months that are printed; --json has all."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found."""

    archive: str
    bytes: int
    checks: dict[str, list[str]] = field(default_factory=dict)
    """Each check's name and what it found."""
    blogs: list[Proof] = field(default_factory=list)

    @property
    def exit(self) -> Exit:
        """0 only if all holds."""
        if any(self.checks.values()):
            return Exit.ARCHIVE
        return Exit.OK if all(blog.holds for blog in self.blogs) else Exit.INCOMPLETE


def as_text(report: Report) -> Iterator[str]:
    """Lines for a person."""
    yield f"{report.archive}, {megabytes(report.bytes)}"
    for name, problems in report.checks.items():
        yield f"  {name}: {'ok' if not problems else f'{len(problems)} problems'}"
        yield from _first(problems, "    ")
    for blog in report.blogs:
        yield from _blog(blog)
    yield _verdict(report)


def _blog(blog: Proof) -> Iterator[str]:
    of = f" of {blog.expected}" if blog.expected is not None else ""
    unknown = "" if blog.expected is not None else " (the blog says no number)"
    yield f"{blog.title or blog.url or blog.blog_id}: {blog.held}{of} posts{unknown}"
    if blog.outcome != "complete":
        yield f"  last crawl: {blog.outcome or 'none has ended'}{f': {blog.error}' if blog.error else ''}"
    if blog.missing:
        yield f"  missing: {blog.missing}"
    if blog.partial:
        yield f"  partial: {len(blog.partial)}, only a summary of them is held"
        yield from _first(blog.partial, "    ")
    yield from _months(blog)
    if blog.suspect:
        yield f"  kept aside: {blog.suspect} suspicious edits; look with: scrapy diff POST"


def _months(blog: Proof) -> Iterator[str]:
    if blog.months_by is None:
        yield "  months: not known; the blog's feed counts none"
    elif blog.months:
        yield f"  months that differ, by the blog's {blog.months_by}: {len(blog.months)}"
        yield from _first([_month(month) for month in blog.months], "    ")
    else:
        yield f"  months: all as by the blog's {blog.months_by}"


def _month(month: Month) -> str:
    return f"{month.month}: {month.ours} held, {month.theirs} by the blog"


def _first(lines: Sequence[str], indent: str) -> Iterator[str]:
    yield from (indent + line for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"{indent}and {len(lines) - SHOWN} more"


def _verdict(report: Report) -> str:
    if report.exit is Exit.OK:
        return "All holds."
    if report.exit is Exit.ARCHIVE:
        return "The archive is not as it should be; mend it with: scrapy verify --repair"
    return "Posts are missing; fetch them with: scrapy verify --repair"


def as_json(report: Report) -> Iterator[str]:
    """One JSON object."""
    blogs = [asdict(blog) | {"missing": blog.missing, "holds": blog.holds} for blog in report.blogs]
    found = {"archive": report.archive, "bytes": report.bytes, "checks": report.checks, "blogs": blogs}
    yield json.dumps({**found, "exit": int(report.exit)}, ensure_ascii=False, indent=2)
