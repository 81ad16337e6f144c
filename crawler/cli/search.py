"""Search the posts of the archive: `blogger-archive search QUERY`."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from crawler.cli.options.archive_option import configured_for_several
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.filter_options import filter_options
from crawler.cli.options.shared_options import DashedWordsCommand
from crawler.cli.output.result_output import OutputShape, describe_answer, output_options, print_hits
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import MOST_SHOWN, one_line
from pipelines.archive.drafts_copy import open_posts, statuses
from pipelines.search.filters import Filter
from pipelines.search.listed_posts import SearchResult
from pipelines.search.search import SORT_ORDERS, search_archives
from pipelines.term_index.index_search import TermIndex
from pipelines.term_index.opened_index import folder_of, open_index


@click.command("search", cls=DashedWordsCommand)
@click.argument("query", nargs=-1)
@filter_options
@output_options
@click.option("--sort", default="best", metavar="HOW", help=f"{', '.join(SORT_ORDERS)}; default best.")
@click.option("--all", "everything", is_flag=True, help="Rank every match, however long it takes.")
@click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Search all archives of an index (blogger-archive index).",
)
@click.option(
    "--drafts", is_flag=True, help="Instead of posts: drafts, scheduled and trashed posts of a backup."
)
@configured_for_several
def command(
    configuration: Configuration,
    query: tuple[str, ...],
    chosen: Filter,
    limit: int,
    shape: OutputShape,
    sort: str,
    everything: bool,
    drafts: bool,
    folder: Path | None,
) -> int:
    """Search the posts of the archive.

    All words must occur. "two words" in quotes stand side by side; -word excludes; begin* stands for all
    words that begin so; one OR other; title:word, label:word, author:name. Exit code 1: nothing found.
    """
    text = " ".join(query)
    if not text.strip() and chosen == Filter():
        raise UsageError("nothing to look for; usage: blogger-archive search [OPTIONS] QUERY")
    if len(configuration.archives) > 1:
        if drafts or folder:
            raise UsageError("--drafts and --index: not with several archives; name one with --archive")
    else:
        with _index(configuration.archive, folder, drafts=drafts) as index:
            if index:
                return _show(index.search(text, chosen, limit=limit, sort=sort), text, shape, {})
    with ExitStack() as stack:
        archives = [stack.enter_context(open_posts(path, drafts=drafts)) for path in configuration.archives]
        opened = [stack.enter_context(archive.reading()) for archive in archives]
        answer = search_archives(opened, text, chosen, slice(0, limit), sort=sort, bounded=not everything)
        states = statuses(opened[0]) if drafts else {}
    return _show(answer, text, shape, states)


def _show(answer: SearchResult, text: str, shape: OutputShape, states: Mapping[int, str]) -> int:
    if not answer.hits:
        if shape:
            print_hits((), shape)
        sought = f"for: {one_line(text)[:MOST_SHOWN]}" if text.strip() else "with these filters"
        print(f"nothing found {sought}", file=sys.stderr)
        if answer.suggestion:
            print(f"did you mean: {one_line(answer.suggestion)}", file=sys.stderr)
        return Exit.NOTHING_FOUND
    hits = [replace(hit, status=states.get(hit.id)) for hit in answer.hits]
    print_hits(hits, shape, bounded=answer.is_bounded)
    print(describe_answer(answer), file=sys.stderr)
    return Exit.OK


@contextmanager
def _index(archive: Path, folder: Path | None, *, drafts: bool) -> Iterator[TermIndex | None]:
    """Yield the index that was named, or one beside the archive that is up to date; None: SQLite's own."""
    if drafts and folder:
        raise UsageError("--drafts and --index: an index holds no drafts; choose one of them")
    beside = folder_of(archive)
    with ExitStack() as stack:
        index = None
        try:
            if folder or (beside.is_dir() and not drafts):
                index = stack.enter_context(open_index(folder or beside))
        except UsageError as error:
            if folder:
                raise
            print(one_line(f"{error}; SQLite's own index answers"), file=sys.stderr)
        yield index
