"""`scrapy sample`: serve the bundled sample blog on loopback and crawl it; needs no network."""

import argparse
import os

from crawler.commands import crawl
from crawler.sample import sample_blog, sample_server

OWN_SERVER = {"AUTOTHROTTLE_ENABLED": False, "DOWNLOAD_DELAY": 0, "REPORT_NEXT_STEPS": True}
"""Nobody has to be spared here."""


class Command(crawl.Command):
    """The crawl command against a server of our own."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Crawl the bundled sample blog, served on this machine"

    def long_desc(self) -> str:
        return self.short_desc()

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 (the base class names them)
        assert self.settings is not None
        self.settings.setdict(OWN_SERVER, priority="cmdline")
        os.environ["no_proxy"] = ",".join(filter(None, (os.environ.get("no_proxy"), "127.0.0.1")))
        with sample_server(sample_blog()) as server:
            super().run(
                ["blogger"],
                argparse.Namespace(
                    **{**vars(opts), "spargs": {"blog": server.url, "follow": "no", **opts.spargs}}
                ),
            )
