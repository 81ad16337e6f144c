"""`scrapy serve`: read and search the archive in a browser."""

import argparse
import sys
import webbrowser
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.commands.parsing import speak_plainly
from crawler.commands.telling import telling
from pipelines.archive import Archive


class Command(ScrapyCommand):
    """Datasette with pages for people, until Ctrl-C."""

    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Read and search the archive in a browser; works while crawls go on"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        group = parser.add_argument_group("The page")
        group.add_argument("--port", type=int, default=8001, help="default 8001; 0 picks a free one")
        group.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1: this machine only")
        group.add_argument("--open", action="store_true", help="open it in a browser")
        group.add_argument("--sql", action="store_true", help="let visitors write SQL queries, read-only")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 (the base class names them)
        assert self.settings is not None
        with telling(self):
            self._serve(Path(self.settings["ARCHIVE_PATH"]), opts)

    def _serve(self, path: Path, opts: argparse.Namespace) -> None:
        from crawler.web import web_server  # noqa: PLC0415 - half a second that other commands need not spend

        Archive(path, read_only=True).close()
        with web_server.listen(opts.host, opts.port) as listener:
            url = web_server.address(listener, opts.host)
            if web_server.is_public(opts.host):
                print(
                    f"warning: {opts.host} is open to other machines; there is no password", file=sys.stderr
                )
            print(f"{path} at {url} (Ctrl-C ends it)", flush=True)
            if opts.open:
                webbrowser.open(url)
            web_server.run(path, listener, opts.host, allow_sql=opts.sql)
