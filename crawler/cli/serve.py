"""Serve the archive's pages: `blogger-archive serve`."""

import webbrowser

import click

from crawler.cli.options.archive_option import configured_for_several
from crawler.cli.options.configuration import Configuration
from crawler.cli.output.stdout import print_error
from crawler.exit_codes import Exit
from pipelines.archive import Archive


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    default=8001,
    help="Default 8001; 0 picks a free one.",
)
@click.option("--host", default="127.0.0.1", help="Default 127.0.0.1: this machine only.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in a browser.")
@click.option(
    "--password-file", metavar="FILE", help="Ask visitors for the password in the first line of FILE."
)
@click.option("--base-path", default="", metavar="PATH", help="Path before all pages, behind a proxy.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name under which a proxy asks.")
@click.option("--sql", is_flag=True, help="Let visitors write SQL queries, read-only.")
@configured_for_several
def command(
    configuration: Configuration,
    port: int,
    host: str,
    open_browser: bool,
    password_file: str | None,
    base_path: str,
    names: tuple[str, ...],
    sql: bool,
) -> int:
    """Read and search the archive in a browser, until Ctrl-C; works while crawls go on.

    Of several archives the first page and a search show all; each has its pages below its name.
    """
    paths = configuration.archives
    for path in paths:
        Archive(path, read_only=True).close()
    from crawler.web import web_server  # noqa: PLC0415 - half a second, and not needed to refuse a file

    access = web_server.access_to(host, names=names, password_file=password_file, base=base_path)
    with web_server.listen(host, port) as listener:
        url = web_server.address(listener, host) + f"{access.base}/".lstrip("/")
        if web_server.is_public(host) and access.password is None:
            print_error(f"warning: {host} is open to other machines; there is no password")
        served = str(paths[0]) if len(paths) == 1 else f"{len(paths)} archives"
        print(f"{served} at {url} (Ctrl-C ends it)", flush=True)
        if open_browser:
            webbrowser.open(url)
        web_server.run(paths, listener, access, allow_sql=sql)
    return Exit.OK
