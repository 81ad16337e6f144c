"""`scrapy backup FILE`: a copy of the archive that is whole and checked, also while a crawl runs."""

import argparse
import sys
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from tqdm import tqdm

from crawler.commands.parsing import speak_plainly
from crawler.commands.telling import megabytes, telling
from crawler.exit_codes import Exit
from pipelines.archive.backup import Copy, back_up


class Command(ScrapyCommand):
    """Prints one line: file, size, what it holds. Exit 7 where the archive itself is not as it should be."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] <file>"

    def short_desc(self) -> str:
        return "Copy the archive to a file, also while a crawl runs, and check the copy"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        parser.add_argument("--force", action="store_true", help="replace the file if it is there already")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one file")
        assert self.settings is not None
        with telling(self), _Bar() as bar:
            archive, target = Path(self.settings["ARCHIVE_PATH"]), Path(args[0])
            copy = back_up(archive, target, replace=opts.force, progress=bar.show)
            self.exitcode = Exit.ARCHIVE if copy.problems else Exit.OK
            bar.close()
            print(_line(copy))


def _line(copy: Copy) -> str:
    rows = ", ".join(
        f"{count:,} {table.removesuffix('s') if count == 1 else table}" for table, count in copy.rows.items()
    )
    found = f"{len(copy.problems)} problems, as in the archive; look with: scrapy verify"
    return f"{copy.path}: {megabytes(copy.bytes)}, {rows}; {found if copy.problems else 'verified'}"


class _Bar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __enter__(self) -> "_Bar":
        self.tqdm: tqdm[Any] = tqdm(
            unit="B", unit_scale=True, file=sys.stderr, leave=False, delay=1, disable=None
        )
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def show(self, done: int, everything: int) -> None:
        """So many bytes of so many are copied."""
        self.tqdm.total = everything
        self.tqdm.update(done - self.tqdm.n)

    def close(self) -> None:
        """Take the bar away."""
        self.tqdm.close()
