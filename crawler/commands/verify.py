"""`scrapy verify [BLOG]`: is the archive sound, and is everything in it that the blogs say they have?"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from crawler.commands import crawl
from crawler.commands.proving import Report, as_json, as_text
from crawler.commands.telling import telling
from crawler.errors import ArchiveError, ArchiveLockedError
from crawler.exit_codes import Exit
from crawler.terminal import inert
from pipelines.archive import Archive, sole_writer
from pipelines.archive.backup import copy_as_it_is
from pipelines.archive.completeness import proofs
from pipelines.archive.connection import require_file
from pipelines.archive.integrity import checks
from pipelines.archive.repair import repair as repair_archive


class Command(crawl.Command):
    """With --repair it is also a crawl of the blogs that are incomplete."""

    def syntax(self) -> str:
        return "[options] [blog]"

    def short_desc(self) -> str:
        return "Check the archive, and whether it holds all that the blogs say they have"

    def long_desc(self) -> str:
        return self.short_desc()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--json", action="store_true", help="everything that was found, as one JSON object"
        )
        parser.add_argument(
            "--repair",
            action="store_true",
            help="copy the archive, mend index, triggers and references, and crawl what is missing",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        blog = args[0] if args else None
        with telling(self):
            report = verify(self._archive, blog)
            if opts.repair and report.exit is not Exit.OK:
                for line in repair(self._archive, report, wait=opts.wait):
                    print(line, flush=True)
                self._fetch(report, opts)
                report = verify(self._archive, blog)
            print("\n".join(as_json(report) if opts.json else map(inert, as_text(report))))
            self.exitcode = report.exit

    def _fetch(self, report: Report, opts: argparse.Namespace) -> None:
        """Crawl what is incomplete, in this process."""
        addresses = [blog.crawled for blog in report.blogs if not blog.holds and blog.crawled]
        if addresses:
            opts.spargs = {"blog": ",".join(addresses), **REFETCH}
            super().run(["blogger"], opts)


REFETCH = {"full": "yes", "follow": "no"}
"""Arguments of the crawl that fetches what is missing: all is asked for, though the blog may have no news."""


def verify(archive: str, blog: str | None = None) -> Report:
    """Check everything. Raises ArchiveError for a file that cannot be opened, UsageError for no such blog."""
    path = require_file(Path(archive))
    with Archive(path) as opened:
        report = Report(archive, path.stat().st_size)
        try:
            for name, problems in checks(opened):
                report.checks[name] = problems
            with opened.reading() as connection:
                report.blogs.extend(proofs(connection, blog))
        except ArchiveLockedError:
            raise
        except ArchiveError as error:
            report.checks["reading"] = [str(error)]
    return report


def repair(archive: str, report: Report, *, wait: float) -> Iterator[str]:
    """Mend what can be mended without a network; say what was done."""
    if not any(report.checks.values()):
        return
    path = Path(archive)
    copy = path.with_name(f"{path.name}.before-repair-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    with sole_writer(path, wait=wait, unsound=True):
        copy_as_it_is(path, copy)
        yield f"copied the archive as it was to {copy}"
        with Archive(path) as opened, opened.writing() as context:
            done = repair_archive(context)
        yield from done
