"""Divide the archive by blog: `blogger-archive split FOLDER`."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from crawler.cli.backup import describe_copy
from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.output.stdout import print_error, progress_bar
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import escape_controls
from pipelines.archive.merging.split import BlogSize, even_groups, list_blogs, split
from pipelines.export.file_names import folder_name, slug

_UNSEEN = "not-crawled-yet.db"


@click.command("split")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--into", type=click.IntRange(min=1), metavar="N", help="N archives of about as many posts.")
@configured
def command(configuration: Configuration, folder: Path, into: int | None) -> int:
    """Divide the archive by blog into archives in the new FOLDER: one a blog, or N. It stays as it is.

    Everything of a blog moves along: posts, revisions, comments, sources, crawls, its place on the watch list
    with what is remembered there, packed bodies, pictures. Alerts, notes of exports and imports stay.
    `blogger-archive merge` brings the parts together again. FOLDER gets its name when all of it is checked.
    Exit code 7: the parts have the problems that the archive has.
    """
    blogs = list_blogs(configuration.archive)
    if not blogs:
        raise UsageError(f"{configuration.archive}: holds no blog yet; crawl one first")
    parts = _groups(blogs, into, configuration.archive.stem) if into else _one_each(blogs)
    broken = 0
    with progress_bar(" parts", len(parts)) as bar:
        for part in split(configuration.archive, folder, parts, unseen=_UNSEEN):
            bar.update()
            print(escape_controls(describe_copy(part)))
            for problem in part.problems:
                print_error(f"{part.path}: {problem}")
            broken += bool(part.problems)
    return Exit.ARCHIVE if broken else Exit.OK


def _groups(blogs: Sequence[BlogSize], into: int, stem: str) -> dict[str, list[str]]:
    groups = even_groups(blogs, into)
    width = len(str(len(groups)))
    return {
        f"{stem}-{number:0{width}}.db": [blog.blog_id for blog in group]
        for number, group in enumerate(groups, 1)
    }


def _one_each(blogs: Sequence[BlogSize]) -> dict[str, list[str]]:
    """Name each by its host, and by its number too where several share one."""
    names = [folder_name(blog.url, blog.blog_id) for blog in blogs]
    often = Counter(names)
    unique = (
        f"{name}-{slug(blog.blog_id)}" if often[name] > 1 else name
        for name, blog in zip(names, blogs, strict=True)
    )
    return {f"{name}.db": [blog.blog_id] for name, blog in zip(unique, blogs, strict=True)}
