"""Show what changed between two versions of a post: `blogger-archive diff POST`."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.output.stdout import json_text
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import allows_colour, escape_controls
from pipelines.archive import Archive, history
from pipelines.archive.history import Version
from pipelines.archive.post_lookup import require_post
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
        row = require_post(connection, post)
        versions = list(history.versions(connection, row))
        waiting = [edit for edit in history.edits_aside(connection, row) if edit.is_waiting]
    old, new = choose(versions, waiting, revision)
    show = as_json if json_ else as_text
    print("\n".join(show(old, new, len(versions))))
    return Exit.OK


def choose(versions: list[Version], waiting: list[Version], number: int | None) -> tuple[Version, Version]:
    """Return the versions to compare: the last change, or that of version `number`. Raises UsageError.

    The last change is an edit that waits, where there is one. A single version is returned twice.
    """
    if number is not None and not 1 <= number <= len(versions):
        raise UsageError(f"--revision {number}: there are versions 1 to {len(versions)}")
    if waiting and number is None:
        return versions[-1], waiting[-1]
    old = versions[number - 1] if number else versions[-2:][0]
    return old, versions[min(old.number, len(versions) - 1)]


def as_text(old: Version, new: Version, count: int) -> Iterator[str]:
    """Yield lines for people."""
    colour = allows_colour(sys.stdout)
    if old is new:
        title = escape_controls(old.title or "") or "untitled"
        yield f"version {old.number} of {count}, stored {old.at[:16]}: {title}"
        yield "There is nothing to compare it with."
        return
    yield f"version {old.number} of {count}{_current(old)} -> {_name(new)}"
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
        return f"an edit kept aside, {version.flag} ({version.at[:16]})"
    return f"{version.number}{_current(version)}"


def _current(version: Version) -> str:
    return ", current" if version.current else ""


def as_json(old: Version, new: Version, count: int) -> Iterator[str]:
    """Yield one JSON object."""
    changes = {field: [asdict(piece) for piece in pieces] for field, pieces in _changes(old, new)}
    versions = {"versions": count, "old": _plain(old), "new": _plain(new)}
    yield json_text({**versions, "changes": changes})


def _plain(version: Version) -> dict[str, Any]:
    named = ("number", "at", "flag", "current", "labels", "text")
    return version.fields | {name: getattr(version, name) for name in named}


def _changes(old: Version, new: Version) -> Iterator[tuple[str, list[DiffPart]]]:
    fields = new.fields | {"text": new.text}
    for field, was in (old.fields | {"text": old.text}).items():
        pieces = diff_words(was, fields[field])
        if has_changes(pieces):
            yield field, pieces
