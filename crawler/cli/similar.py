"""List posts like a given one: `blogger-archive similar POST`."""

import sys

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.filter_options import filter_options
from crawler.cli.output.result_output import OutputShape, output_options, print_hits
from crawler.exit_codes import Exit
from crawler.terminal import one_line
from pipelines.archive import Archive
from pipelines.archive.post_lookup import require_post
from pipelines.search.filters import Filter
from pipelines.search.similar import find_similar


@click.command("similar")
@click.argument("post")
@filter_options
@output_options
@configured
def command(configuration: Configuration, post: str, chosen: Filter, limit: int, shape: OutputShape) -> int:
    """List posts that share the words by which POST differs from all others, the most similar first.

    POST is an address, Blogger's post id, or a row id of the archive.
    """
    with Archive(configuration.archive, read_only=True) as archive, archive.reading() as connection:
        answer = find_similar(connection, require_post(connection, post), chosen, limit=limit)
    if not answer.hits:
        print(f"no post is like {one_line(post)}", file=sys.stderr)
        return Exit.NOTHING_FOUND
    print_hits(answer.hits, shape)
    return Exit.OK
