"""Keep pictures and media files of blogs: `blogger-archive media fetch`, `media status`."""

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import wait_option
from crawler.cli.output.figures import media_figures
from crawler.cli.output.stdout import json_text, print_error, progress_bar
from crawler.exit_codes import Exit
from crawler.terminal import count, escape_controls
from pipelines.archive import Archive
from pipelines.archive.blogs import find_blog_id, require_blog
from pipelines.archive.media.media_connection import media_path, open_media
from pipelines.archive.media.media_queries import (
    DueMedia,
    MediaCounts,
    count_due,
    count_media,
    count_unnoted,
    lost_media,
    shared_files,
    why_not_held,
)
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_upkeep import due_media
from pipelines.archive.media.media_wanted import named_media

MOST_FAILURES = 3  # files in a row of which the Wayback Machine gives no answer, after which the run ends


@click.group("media")
@configured
def command(configuration: Configuration) -> None:
    """Keep the pictures, sound and films of posts in a file beside the archive."""


@command.command("fetch")
@click.argument("blog", required=False)
@click.option("--again", is_flag=True, help="Ask for everything once more: what is held, conditionally.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["wayback"]),
    help="Look in the Wayback Machine for what its hosts did not give.",
)
@wait_option
@configured
def fetch(
    configuration: Configuration, blog: str | None, again: bool, source: str | None, wait: float
) -> int:
    """Fetch pictures, sound and films that posts and comments of BLOG, or of all blogs, name.

    What was not to be had is asked for again by later runs, ever more rarely. Exit code 3: a limit ended the
    run early; 5: no host answered.
    """
    with Archive(configuration.archive, read_only=True) as archive, archive.reading() as connection:
        blog_ids = [require_blog(connection, blog)] if blog else None
    with due_media(configuration.archive, blog_ids, again=again, wait=wait) as reader:
        if reader is None:
            print("No post names a picture or media file.")
            return Exit.OK
        return _fetch_captures(configuration, reader) if source else _fetch(configuration, reader)


def _fetch(configuration: Configuration, reader: DueMedia) -> int:
    total = count_due(reader)
    if not total:
        print("Nothing is due: what is missing is asked for later, or now with --again.")
        return Exit.OK
    from crawler.cli.crawling.crawl_settings import scrapy_settings  # noqa: PLC0415 - Scrapy takes a second
    from crawler.cli.crawling.media_run import MediaRun  # noqa: PLC0415

    print(f"asking for {count(total, 'media file')}", flush=True)
    return MediaRun(scrapy_settings(configuration), reader, total).run()


def _fetch_captures(configuration: Configuration, reader: DueMedia) -> int:
    """Look for files that their hosts have lost in the Wayback Machine; store each as it comes."""
    from crawler.cli.options.service_clients import wayback_machine  # noqa: PLC0415 - loads the readers of captures
    from pipelines.imports.fetcher import FetchError  # noqa: PLC0415
    from pipelines.imports.media_captures import find_capture  # noqa: PLC0415

    machine, lost = wayback_machine(configuration), lost_media(reader)
    came, failures, errors = 0, 0, 0
    with MediaStore(media_path(configuration.archive)) as store, progress_bar(" files", len(lost)) as bar:
        for wanted in lost:
            bar.update()
            try:
                answer = find_capture(machine, wanted)
            except FetchError as error:
                print_error(f"warning: {error}")
                failures, errors = failures + 1, errors + 1
                if failures == MOST_FAILURES:
                    break
                continue
            failures = 0
            if answer:
                store.save(answer)
                came += 1
    print(f"{count(len(lost), 'lost media file')} looked for in the Wayback Machine: {came:,} came")
    return Exit.INCOMPLETE if errors else Exit.OK


@command.command("status")
@click.argument("blog", required=False)
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object.")
@configured
def status(configuration: Configuration, blog: str | None, as_json: bool) -> int:
    """Count what is held, missing and gone of BLOG, or of all blogs, and say why."""
    path = configuration.archive
    with Archive(path, read_only=True) as archive, archive.reading() as posts, open_media(path) as media:
        blog_id = find_blog_id(posts, blog)
        keys = {one.key for one in named_media(posts, blog_id)}
        new = count_unnoted(media, keys) if media else len(keys)
        found = _figures(media, blog_id)
    if as_json:
        print(json_text({**found, "unnoted": new}))
    else:
        print("\n".join(map(escape_controls, _lines(found, new))))
    return Exit.OK


def _figures(media: sqlite3.Connection | None, blog_id: str | None) -> dict[str, Any]:
    counts = count_media(media, blog_id) if media else MediaCounts()
    reasons = why_not_held(media, blog_id) if media else ()
    shared = shared_files(media) if media else ()
    return {
        "counts": asdict(counts),
        "missing": counts.missing,
        "reasons": [dict(zip(("state", "reason", "media"), each, strict=True)) for each in reasons],
        "shared": [dict(zip(("sha256", "addresses", "url"), each, strict=True)) for each in shared],
    }


def _lines(found: dict[str, Any], new: int) -> Iterator[str]:
    counts = MediaCounts(**found["counts"])
    counts = replace(counts, wanted=counts.wanted + new)
    yield media_figures(counts)
    if counts.wanted:
        yield f"never asked for: {counts.wanted:,}; fetch with: blogger-archive media fetch"
    yield from (f"{each['state']}: {each['media']:,} {each['reason']}" for each in found["reasons"])
    for each in found["shared"]:
        yield f"one file from {each['addresses']:,} addresses, perhaps a placeholder: {each['url']}"
