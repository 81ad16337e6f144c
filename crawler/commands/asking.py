"""What commands that only read the archive have in common: the open file, and one line for every trouble."""

import argparse
import sys
from typing import Any

from scrapy.settings import Settings

from crawler.commands.telling import telling
from crawler.errors import UsageError
from pipelines.archive import Archive

NOTHING_FOUND = 1
"""As grep says it."""


class Asking:
    """Mixed into a ScrapyCommand; not one itself, because Scrapy takes each it sees here for a command."""

    requires_crawler_process = False
    settings: Settings | None
    exitcode: int

    def ask(self, archive: Archive, args: list[str], opts: argparse.Namespace) -> int:
        """Do it; give the exit code."""
        raise NotImplementedError

    def usage(self) -> str:
        """The command as it is typed."""
        raise NotImplementedError

    def run(self, args: list[str], opts: Any) -> None:
        """Open the archive to read, and ask."""
        assert self.settings is not None
        with telling(self):
            self._refuse(args)
            if sys.stdout is None:
                raise UsageError("standard output is closed; there is nowhere to print to")
            with Archive(self.settings["ARCHIVE_PATH"], read_only=True) as archive:
                self.exitcode = self.ask(archive, args, opts)

    def _refuse(self, args: list[str]) -> None:
        if not any(arg.strip() for arg in args):
            raise UsageError(f"nothing to look for; usage: scrapy {self.usage()}")
