"""List and change the blogs that are followed: `blogger-archive blogs`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.blogger.opml import read_list, write_list
from crawler.blogger.urls import read_address
from crawler.cli.options.archive_option import configured, require_not_archive
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import wait_option
from crawler.cli.output.stdout import json_text
from crawler.cli.output.watchlist_output import as_json, as_lines
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.spiders.arguments import read_file
from crawler.terminal import count, escape_controls
from pipelines.archive import Archive, sole_writer, watchlist
from pipelines.archive.blog_removal import remove_blog
from pipelines.archive.blog_states import BlogState, followed_blogs
from pipelines.archive.blogs import holdings, require_blog
from pipelines.archive.connection import WriteContext, require_file
from pipelines.archive.media.media_connection import media_path
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_upkeep import remove_media_of_blog
from pipelines.archive.values import utc
from pipelines.archive.write_lock import hold

_NAMES = click.argument("names", nargs=-1, required=True, metavar="BLOG...")
_YES = click.option("--yes", is_flag=True, help="Do it without a question.")


@click.group("blogs", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="The list as JSON.")
@click.option("--import", "imported", metavar="FILE", help="Add the blogs of a list of addresses or OPML.")
@click.option("--export", "exported", metavar="FILE", help="Write the list as OPML; - for standard output.")
@configured
@click.pass_context
def command(
    context: click.Context,
    configuration: Configuration,
    json_: bool,
    imported: str | None,
    exported: str | None,
) -> int:
    """List the blogs that are followed, which `blogger-archive crawl` crawls when they are due.

    BLOG in the commands below is an address, a title or an id.
    """
    if context.invoked_subcommand is None:
        if imported:
            addresses = read_list(read_file(Path(imported)), name=imported)
            return _follow(configuration, [address.home for address in addresses])
        if exported:
            return _export(configuration, exported)
        return _show(configuration, json_)
    return Exit.OK


@command.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@configured
def add(configuration: Configuration, urls: Sequence[str]) -> int:
    """Follow blogs from now on."""
    return _follow(configuration, [read_address(url).home for url in urls])


@command.command("pause")
@_NAMES
@configured
def pause(configuration: Configuration, names: Sequence[str]) -> int:
    """Leave blogs alone until they are resumed."""
    return _change(configuration, names, watchlist.pause, "left alone until `blogger-archive blogs resume`")


@command.command("resume")
@_NAMES
@configured
def resume(configuration: Configuration, names: Sequence[str]) -> int:
    """Crawl paused blogs again when they are due."""
    return _change(configuration, names, watchlist.resume, "crawled again when it is due")


@command.command("forget")
@_NAMES
@_YES
@configured
def forget(configuration: Configuration, names: Sequence[str], yes: bool) -> int:
    """Take blogs off the list; their posts stay."""
    if not yes:
        raise UsageError("forget takes blogs off the watch list; their posts stay; add --yes to do it")
    return _change(
        configuration, names, watchlist.unfollow, "not followed any more; its posts stay in the archive"
    )


@command.command("delete")
@click.argument("name", metavar="BLOG")
@_YES
@wait_option
@configured
def delete(configuration: Configuration, name: str, yes: bool, wait: float) -> int:
    """Remove a blog with its posts, comments, revisions and crawls from the archive."""
    path = configuration.archive
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        blog_id = require_blog(connection, name)
        held = count(holdings(connection, blog_id)[0], "post")
    if not yes:
        raise UsageError(
            f"delete removes {name} with its {held} and all that belongs to them; add --yes to do it"
        )
    with sole_writer(path, wait=wait), Archive(path) as archive, archive.writing() as context:
        removed = remove_blog(context, blog_id)
    media = media_path(path)
    if media.is_file():
        with hold(media, wait=wait), MediaStore(media) as store:
            remove_media_of_blog(store, blog_id)
    comments = count(removed.comments, "comment")
    print(escape_controls(f"{removed.title}: removed, with {count(removed.posts, 'post')} and {comments}"))
    return Exit.OK


def _follow(configuration: Configuration, addresses: Iterable[str]) -> int:
    with Archive(configuration.archive) as archive:
        for address in addresses:
            with archive.writing() as context:
                added = watchlist.follow(context, address)
            print(f"{address}: {'followed from now on' if added else 'followed already'}")
    return Exit.OK


def _change(
    configuration: Configuration, names: Sequence[str], change: Callable[[WriteContext, int], None], done: str
) -> int:
    """Change blogs of the watch list. Raises UsageError, before anything is changed, for an unknown name."""
    with Archive(require_file(configuration.archive)) as archive:
        numbers = {name: _find(archive, name) for name in names}
        for name, number in numbers.items():
            with archive.writing() as context:
                change(context, number)
            print(f"{name}: {done}")
    return Exit.OK


def _find(archive: Archive, name: str) -> int:
    try:
        address = read_address(name).home
    except UsageError:
        address = None
    with archive.reading() as connection:
        found = watchlist.find_followed(connection, name, address)
    if len(found) != 1:
        problem = "no blog of that name is followed" if not found else f"{len(found)} blogs are called so"
        raise UsageError(f"{name}: {problem}; `blogger-archive blogs` lists them with their addresses")
    return found[0]


def _followed(configuration: Configuration) -> list[BlogState]:
    with Archive(configuration.archive, read_only=True) as archive, archive.reading() as connection:
        return followed_blogs(connection)


def _show(configuration: Configuration, json_: bool) -> int:
    blogs, now = _followed(configuration), utc(datetime.now(UTC))
    if json_:
        print(json_text([as_json(blog, now) for blog in blogs]))
    elif blogs:
        print("\n".join(escape_controls(line) for blog in blogs for line in as_lines(blog, now)))
    else:
        print("No blog is followed. Crawl one by name, or type: blogger-archive blogs add URL")
    return Exit.OK


def _export(configuration: Configuration, file: str) -> int:
    if file != "-":
        require_not_archive(Path(file), configuration.archive)
    blogs = _followed(configuration)
    opml = write_list([(blog.title or address, address) for blog in blogs if (address := blog.address)])
    if file == "-":
        print(opml, end="")
        return Exit.OK
    try:
        Path(file).write_text(opml, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from None
    print(f"{len(blogs)} blogs in {file}")
    return Exit.OK
