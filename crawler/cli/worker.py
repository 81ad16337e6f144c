"""Crawl blogs, or read pages, for a run on another machine: `blogger-archive worker tcp://main:8786`."""

import re

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.output.stdout import print_error
from crawler.errors import UsageError
from crawler.exit_codes import Exit

_COORDINATOR = re.compile(r"(?:tcp|tls)://(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")


@click.command("worker")
@click.argument("coordinator")
@click.option(
    "--address",
    default="",
    metavar="NAME",
    help="Name of the address from which this machine asks. Workers of one name share the rate of requests.",
)
@configured
def command(configuration: Configuration, coordinator: str, address: str) -> int:
    """Crawl blogs, or read pages, for the run at COORDINATOR, such as tcp://main:8786, until it ends.

    There: blogger-archive crawl, or import, --scheduler listen:8786. Nothing is stored here.
    """
    if not _COORDINATOR.fullmatch(coordinator):
        raise UsageError(f"{coordinator}: write tcp://HOST:PORT, or tls://HOST:PORT")
    from crawler.cli.crawling.workers import require_dask  # noqa: PLC0415

    require_dask()
    from crawler.cli.crawling.crawl_settings import require_numbers, scrapy_settings  # noqa: PLC0415 - Scrapy
    from crawler.scale.crawl_worker import serve_coordinator  # noqa: PLC0415 - an extra
    from crawler.scale.dask_setup import require_security  # noqa: PLC0415

    settings = scrapy_settings(configuration)
    require_numbers(settings)
    require_security(coordinator, "worker")
    reason = serve_coordinator(coordinator, address, settings)
    if reason:
        print_error(f"error: {reason}")
    return Exit.INCOMPLETE if reason else Exit.OK
