"""Crawl a sample blog: `blogger-archive sample`; needs no network."""

import os
from typing import Any

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import COMMAND_LINE, Configuration
from crawler.cli.options.shared_options import wait_option

_OWN_SERVER: dict[str, Any] = {"AUTOTHROTTLE_ENABLED": False, "DOWNLOAD_DELAY": 0, "REPORT_NEXT_STEPS": True}
"""This machine's own server need not be spared."""


@click.command("sample")
@click.option("--comments", is_flag=True, help="Comments too.")
@wait_option
@configured
def command(configuration: Configuration, comments: bool, wait: float) -> int:
    """Serve the sample blog on this machine and crawl it into sample.db, beside the archive."""
    from crawler.cli.crawling.crawl_process import CrawlRun  # noqa: PLC0415 - Scrapy takes a second
    from crawler.cli.crawling.crawl_settings import scrapy_settings  # noqa: PLC0415
    from crawler.sample.loopback_server import LoopbackServer, SampleRequestHandler  # noqa: PLC0415

    arguments = {"follow": "no", "comments": "yes" if comments else "no"}
    settings = scrapy_settings(configuration)
    settings.setdict(_OWN_SERVER, priority="cmdline")
    if configuration.get("ARCHIVE_PATH").origin != COMMAND_LINE:
        sample = configuration.archive.with_name("sample.db")
        settings.set("ARCHIVE_PATH", str(sample), priority="cmdline")
    os.environ["no_proxy"] = ",".join(filter(None, (os.environ.get("no_proxy"), "127.0.0.1")))
    with LoopbackServer(SampleRequestHandler) as server:
        return CrawlRun(settings, arguments | {"blog": server.url}, wait).run()
