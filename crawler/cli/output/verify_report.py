"""The result of `blogger-archive verify`, for people and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from crawler.cli.output.figures import file_size, media_figures
from crawler.cli.output.stdout import json_text
from crawler.exit_codes import Exit
from crawler.terminal import count
from pipelines.archive.completeness import Month, Proof
from pipelines.verify import VerifyReport

_SHOWN = 20  # problems, partial posts and months that are printed; --json has all

_TOLD = "{} damaged, as a repair has told; the next crawl that is sent one replaces it"


def exit_code(report: VerifyReport) -> Exit:
    """Return OK only where everything holds."""
    if any(report.checks.values()):
        return Exit.ARCHIVE
    return Exit.OK if all(blog.holds for blog in report.blogs) else Exit.INCOMPLETE


def as_text(report: VerifyReport) -> Iterator[str]:
    """Yield lines for people."""
    yield f"{report.archive}, {file_size(report.bytes)}"
    yield f"  ok: {', '.join(name for name, problems in report.checks.items() if not problems) or 'nothing'}"
    for name, problems in report.checks.items():
        if problems:
            yield f"  {name}: {count(len(problems), 'problem')}"
            yield from _first(problems, "    ")
    for blog in report.blogs:
        yield from _blog(blog)
    if report.media:
        yield f"pictures and media files: {media_figures(report.media)}"
    if report.outdated:
        yield f"{count(report.outdated, 'post')} made by older rules; renew with: blogger-archive reclean"
    for blog_id, posts in report.damaged.items():
        yield f"blog {blog_id}: {_TOLD.format(count(posts, 'post'))}"
    yield _verdict(report)


def _blog(blog: Proof) -> Iterator[str]:
    posts = f"{blog.held} of {blog.expected} posts" if blog.expected is not None else count(blog.held, "post")
    unknown = "" if blog.expected is not None else " (the blog says no number)"
    yield f"{blog.title or blog.url or blog.blog_id}: {posts}{unknown}"
    if blog.outcome != "complete":
        yield f"  last crawl: {blog.outcome or 'none has ended'}{f': {blog.error}' if blog.error else ''}"
    if blog.missing:
        yield f"  missing: {blog.missing}"
    if blog.partial:
        yield f"  partial: {len(blog.partial)}, only a summary of them is held"
        yield from _first(blog.partial, "    ")
    if blog.months:
        yield f"  months that differ, by the blog's {blog.months_by}: {len(blog.months)}"
        yield from _first([_month(month) for month in blog.months], "    ")
    if blog.suspect:
        yield f"  kept aside: {blog.suspect} suspicious edits; look with: blogger-archive diff POST"


def _month(month: Month) -> str:
    return f"{month.month}: {month.ours} held, {month.theirs} by the blog"


def _first(lines: Sequence[str], indent: str) -> Iterator[str]:
    yield from (indent + line for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"{indent}and {len(lines) - _SHOWN} more"


def _verdict(report: VerifyReport) -> str:
    if exit_code(report) is Exit.OK:
        return "All holds but for the damaged posts." if report.damaged else "All holds."
    if exit_code(report) is Exit.ARCHIVE:
        return "The archive is not as it should be; repair it with: blogger-archive verify --repair"
    if any(not blog.holds and blog.outcome for blog in report.blogs):
        return "Posts are missing; fetch them with: blogger-archive verify --repair"
    return "Completeness is not known: what is only imported states no number; crawl the blog if it is there"


def as_json(report: VerifyReport) -> Iterator[str]:
    """Yield one JSON object."""
    blogs = [asdict(blog) | {"missing": blog.missing, "holds": blog.holds} for blog in report.blogs]
    found = {"archive": report.archive, "bytes": report.bytes, "checks": report.checks, "blogs": blogs}
    found |= {"outdated": report.outdated, "damaged": report.damaged}
    found["media"] = report.media and {**asdict(report.media), "missing": report.media.missing}
    yield json_text({**found, "exit": int(exit_code(report))})
