"""How options are read: what cannot be used is said in one line, without the usage above it."""

import argparse
from typing import Any, NoReturn

from scrapy.cmdline import ScrapyArgumentParser

from crawler.exit_codes import Exit
from crawler.terminal import inert


def speak_plainly(parser: argparse.ArgumentParser) -> None:
    """Give a parser that Scrapy made the ways of ours."""
    parser.__class__ = PlainParser


class PlainParser(ScrapyArgumentParser):
    """Refuses options that nobody knows, which Scrapy would pass on as arguments."""

    def error(self, message: str) -> NoReturn:
        command = " ".join((self.usage or "").split()[:2])
        self.exit(Exit.USAGE, inert(f"error: {' '.join(message.split())}; see {command} -h\n"))

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        opts, rest = super().parse_known_args(args, namespace)
        unknown = next((arg for arg in rest if arg.startswith("--") and arg != "--"), None)
        if unknown:
            self.error(f"no such option: {unknown}")
        return opts, rest
