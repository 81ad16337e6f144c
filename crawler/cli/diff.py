"""Show what changed between two versions of a post: `blogger-archive diff POST`."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import allows_colour, escape_controls
from pipelines.archive import Archive, history
from pipelines.archive.history import Version
from pipelines.text.word_diff import DiffPart, diff_words, format_diff, has_changes


@click.command("diff")
@click.argument("post")
@click.option("--revision", type=int, metavar="N", help="What became of version N; 1 is the oldest.")
@click.option("--json", "json_", is_flag=True, help="Both versions and the pieces of the change.")
@configured
def command(configuration: Configuration, post: str, revision: int | None, json_: bool) -> int:
    """Show what changed in words between the last two versions of POST.

    POST is an address, Blogger's post id, or a row id of the archive.
    """
    with Archive(configuration.archive, read_only=True) as archive, archive.reading() as connection:
        versions = history.versions(connection, post)
    old, new = choose(versions, revision)
    show = as_json if json_ else as_text
    print("\n".join(show(old, new, len(versions))))
    return Exit.OK


def choose(versions: list[Version], number: int | None) -> tuple[Version, Version]:
    """Return the versions to compare: the last change, or that of version `number`. Raises UsageError.

    A version that was kept aside is compared with the one that stayed. A single version is returned twice.
    """
    if number is not None and not 1 <= number <= len(versions):
        raise UsageError(f"--revision {number}: there are versions 1 to {len(versions)}")
    chosen = versions[number - 1] if number else versions[-2:][0]
    if chosen.flag:
        stayed = next(v for v in versions[chosen.number :] if not v.flag)
        return stayed, chosen
    later = (version for version in versions[chosen.number :] if not version.flag)
    return chosen, next(later, chosen)


def as_text(old: Version, new: Version, count: int) -> Iterator[str]:
    """Yield lines for people."""
    colour = allows_colour(sys.stdout)
    if old is new:
        title = escape_controls(old.title) or "untitled"
        yield f"version {old.number} of {count}, stored {old.at[:16]}: {title}"
        yield "There is nothing to compare it with."
        return
    yield f"version {old.number} of {count} -> {_name(new)}"
    changed = False
    for field, found in _changes(old, new):
        changed, pieces = True, [DiffPart(piece.sign, escape_controls(piece.text)) for piece in found]
        yield f"{field}:" if field == "text" else f"{field}: {format_diff(pieces, colour=colour)}"
        if field == "text":
            yield format_diff(pieces, colour=colour)
    if not changed:
        yield "The words are the same; the markup, pictures or links differ."


def _name(version: Version) -> str:
    if version.flag:
        return f"{version.number}, not current: {version.flag} ({version.at[:16]})"
    return f"{version.number}{', current' if version.current else ''}"


def as_json(old: Version, new: Version, count: int) -> Iterator[str]:
    """Yield one JSON object."""
    changes = {field: [asdict(piece) for piece in pieces] for field, pieces in _changes(old, new)}
    versions = {"versions": count, "old": asdict(old), "new": asdict(new)}
    yield json.dumps({**versions, "changes": changes}, ensure_ascii=False, indent=2)


def _changes(old: Version, new: Version) -> Iterator[tuple[str, list[DiffPart]]]:
    fields = {
        "title": (old.title, new.title),
        "labels": (", ".join(old.labels), ", ".join(new.labels)),
        "author": (old.author, new.author),
        "published": (old.published, new.published),
        "text": (old.text, new.text),
    }
    for field, (was, is_) in fields.items():
        pieces = diff_words(was, is_)
        if has_changes(pieces):
            yield field, pieces
