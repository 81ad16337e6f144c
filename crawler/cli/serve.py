"""Serve the archive's pages: `blogger-archive serve`."""

import webbrowser

import click

from crawler.cli.base import configured
from crawler.cli.configuration import Configuration
from crawler.cli.stdout import print_error
from crawler.exit_codes import Exit
from pipelines.archive import Archive


@click.command("serve")
@click.option("--port", type=int, default=8001, help="Default 8001; 0 picks a free one.")
@click.option("--host", default="127.0.0.1", help="Default 127.0.0.1: this machine only.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in a browser.")
@click.option("--sql", is_flag=True, help="Let visitors write SQL queries, read-only.")
@configured
def command(configuration: Configuration, port: int, host: str, open_browser: bool, sql: bool) -> int:
    """Read and search the archive in a browser, until Ctrl-C; works while crawls go on."""
    path = configuration.archive
    Archive(path, read_only=True).close()
    from crawler.web import web_server  # noqa: PLC0415 - half a second, and not needed to refuse a file

    with web_server.listen(host, port) as listener:
        url = web_server.address(listener, host)
        if web_server.is_public(host):
            print_error(f"warning: {host} is open to other machines; there is no password")
        print(f"{path} at {url} (Ctrl-C ends it)", flush=True)
        if open_browser:
            webbrowser.open(url)
        web_server.run(path, listener, host, allow_sql=sql)
    return Exit.OK
