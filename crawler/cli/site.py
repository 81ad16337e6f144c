"""Write the archive as pages that need no program: `blogger-archive site FOLDER`."""

import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from crawler.cli.options.archive_option import configured, require_not_archive
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.filter_options import filter_options
from crawler.cli.output.figures import posts_and_pages
from crawler.cli.output.stdout import progress_bar
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import count, escape_controls
from pipelines.archive import Archive
from pipelines.archive.media.media_connection import open_media
from pipelines.export.export_job import NothingToExportError
from pipelines.search.export_rows import Selection, query_of
from pipelines.search.filters import Filter
from pipelines.search.query import Query


@click.command("site")
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
@filter_options
@click.option("--search", metavar="QUERY", help="Only posts that `blogger-archive search` finds.")
@click.option("--keep-paths", is_flag=True, help="Give posts the paths of their old permalinks.")
@click.option("--no-media", is_flag=True, help="Without the pictures and files that `media fetch` has kept.")
@click.option("--base-url", default="", metavar="URL", help="Where the site will be, for feed and redirects.")
@click.option(
    "--redirects",
    multiple=True,
    type=click.Choice(["csv", "nginx", "netlify"]),
    help="A file of redirects from old permalinks; may be repeated.",
)
@configured
def command(
    configuration: Configuration,
    target: Path,
    chosen: Filter,
    search: str | None,
    keep_paths: bool,
    no_media: bool,
    base_url: str,
    redirects: tuple[str, ...],
) -> int:
    """Write posts as a web site that needs no program; it opens from a USB stick by a double click.

    FOLDER may end in .zip, or in .zim for Kiwix. A second run rewrites only what changed of a folder.
    """
    require_not_archive(target, configuration.archive)
    from crawler.site.site_build import SiteOptions, build_site  # noqa: PLC0415 - templates take a while
    from crawler.site.site_output import is_one_file, open_site  # noqa: PLC0415

    options = SiteOptions(
        selection=Selection(chosen=chosen, query=query_of(search) if search else Query()),
        keep_paths=keep_paths,
        base_url=_folder_url(base_url),
        redirects=tuple(dict.fromkeys(redirects)),
    )
    path = configuration.archive
    with Archive(path, read_only=True) as archive, archive.reading() as connection, open_media(path) as media:
        options = replace(options, media=None if no_media else media)
        try:
            with open_site(target) as output:
                done = build_site(
                    connection, options, output, lambda rows: progress_bar(" posts", iterable=rows)
                )
        except NothingToExportError as error:
            print(escape_controls(str(error)), file=sys.stderr)
            return Exit.NOTHING_FOUND
    place = target if is_one_file(target) else target / "index.html"
    changes = f"{count(output.written, 'file')} written, {output.removed:,} removed"
    print(f"{posts_and_pages(done.posts, done.pages)} in {escape_controls(str(place))}; {changes}")
    return Exit.OK


def _folder_url(url: str) -> str:
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(f"--base-url {url}: give a web address, such as https://example.org/blog/")
    return f"{url.rstrip('/')}/" if url else ""
