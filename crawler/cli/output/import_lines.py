"""The outcome of an import in words."""

from collections import Counter

from crawler.cli.output.figures import stored, stored_words
from crawler.cli.output.stdout import print_error
from crawler.terminal import count
from pipelines.imports.import_report import ImportReport
from pipelines.imports.pages import NO_ADDRESS

_SHOWN = 20  # unreadable files that are named without -v


def fell_short(report: ImportReport) -> bool:
    """Tell whether some of a source could not be read or placed, or nothing came of it at all."""
    came = (
        report.posts.total() + report.pages.total() + report.drafts + report.comments.total() + report.resumed
    )
    lost = report.unreadable or report.without_capture or report.skipped[NO_ADDRESS]
    return bool(lost or not (came or report.already))


def print_import(report: ImportReport, *, verbose: bool, has_drafts: bool) -> None:
    """Print what came of a source, and what could not be read; `has_drafts`: its drafts are kept."""
    if report.already:
        print(f"{report.source}: imported before; read it once more with --again")
        return
    resumed = f", {report.resumed:,} of them by an earlier run" if report.resumed else ""
    print(f"{report.source}: {count(report.units, 'item')} read{resumed}: {_kinds(report.kinds)}")
    print(f"  {stored(report.posts, report.pages)}; comments: {stored_words(report.comments)}")
    if report.drafts:
        then = "kept apart, as never published; `search --drafts` finds them"
        print(f"  {count(report.drafts, 'draft')} {then if has_drafts else 'left out, as never published'}")
    for reason, number in report.skipped.most_common():
        print(f"  {number:,} gave nothing: {reason}")
    for line in report.unknown if verbose else ():
        print(f"  {line}")
    if report.unknown and not verbose:
        print("  --again -v names the files and entries that no reader takes")
    if report.skipped[NO_ADDRESS]:
        print_error(f"warning: {report.source}: {count(report.skipped[NO_ADDRESS], 'page')}: {NO_ADDRESS}")
    lines = report.unreadable + report.without_capture
    shown = lines if verbose else lines[:_SHOWN]
    for line in shown:
        print_error(f"warning: {line}")
    if len(shown) < len(lines):
        print_error(f"warning: {len(lines) - len(shown)} more could not be read; --again -v names them")


def _kinds(kinds: Counter[str]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common()) or "nothing"
