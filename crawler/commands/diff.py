"""`scrapy diff POST`: what changed in words between two versions of a post."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.parsing import speak_plainly
from crawler.commands.telling import telling
from crawler.errors import UsageError as NotUsable
from crawler.terminal import inert
from pipelines.archive import Archive, history
from pipelines.archive.history import Version
from pipelines.text.word_diff import DiffPart, diff_words, format_diff, has_changes


class Command(ScrapyCommand):
    """Shows the last change, or what became of a version. Exit 0 with or without one, 2: no such post."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] <post>"

    def short_desc(self) -> str:
        return "Show what changed in words between versions of a post"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. The post is named by its address, Blogger's id, or its row in the archive."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        speak_plainly(parser)
        parser.add_argument(
            "--revision", type=int, metavar="N", help="what became of version N; 1 is the oldest"
        )
        parser.add_argument("--json", action="store_true", help="both versions and the pieces of the change")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one post")
        assert self.settings is not None
        with telling(self):
            with Archive(self.settings["ARCHIVE_PATH"], read_only=True) as archive, archive.reading() as db:
                versions = history.versions(db, args[0])
            old, new = choose(versions, opts.revision)
            show = as_json if opts.json else as_text
            print("\n".join(show(old, new, len(versions))))


def choose(versions: list[Version], number: int | None) -> tuple[Version, Version]:
    """The versions to compare: the last change, or what became of version `number`. Raises UsageError.

    A version that was kept aside is what the one that stayed did not become. With one version it is both.
    """
    if number is not None and not 1 <= number <= len(versions):
        raise NotUsable(f"--revision {number}: there are versions 1 to {len(versions)}")
    chosen = versions[number - 1] if number else versions[-2:][0]
    if chosen.flag:
        stayed = next(v for v in versions[chosen.number :] if not v.flag)
        return stayed, chosen
    later = (version for version in versions[chosen.number :] if not version.flag)
    return chosen, next(later, chosen)


def as_text(old: Version, new: Version, count: int) -> Iterator[str]:
    """Lines for a person."""
    colour = sys.stdout.isatty()
    if old is new:
        yield f"version {old.number} of {count}, stored {old.at[:16]}: {inert(old.title) or 'untitled'}"
        yield "There is nothing to compare it with."
        return
    yield f"version {old.number} of {count} -> {_name(new)}"
    changed = False
    for field, found in _changes(old, new):
        changed, pieces = True, [DiffPart(piece.sign, inert(piece.text)) for piece in found]
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
    """One JSON object."""
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
