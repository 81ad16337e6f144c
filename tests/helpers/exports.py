"""Archives to export from, and exports without a command line."""

import io
import json
from argparse import ArgumentParser
from pathlib import Path
from types import ModuleType
from typing import Any

from scrapy.settings import Settings

from crawler.items import Blog, Post
from pipelines.archive import Archive
from pipelines.export import ExportJob, ExportResult, run_export
from pipelines.export.formats import find_format
from pipelines.search.export_rows import Selection


def archive_of(path: Path, *posts: Post, blogs: tuple[Blog, ...] = ()) -> Path:
    """A new archive at `path`."""
    with Archive(path) as archive:
        for blog in blogs:
            archive.save_blog(blog)
        archive.save_posts(posts)
    return path


def export(archive: Path, path: Path, **wishes: Any) -> ExportResult:
    """`scrapy export`, of everything that is not in `wishes`."""
    chosen = {name: wishes.pop(name) for name in ("chosen", "match", "after", "least") if name in wishes}
    job = ExportJob(format=find_format(path.name), path=path, selection=Selection(**chosen), **wishes)
    with Archive(archive, read_only=True) as opened:
        return run_export(opened, job, stdout=io.BytesIO())


def stdout_of(archive: Path, ending: str) -> bytes:
    """What an export writes to standard output."""
    job = ExportJob(format=find_format(ending), path=None)
    out = io.BytesIO()
    with Archive(archive, read_only=True) as opened:
        run_export(opened, job, stdout=out)
    return out.getvalue()


def lines(path: Path) -> list[Any]:
    """The records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def command(module: ModuleType, archive: Path, *arguments: object) -> int:
    """A command of Scrapy as somebody types it, but without a process of its own; its exit code."""
    made, parser = module.Command(), ArgumentParser()
    made.settings = Settings({"ARCHIVE_PATH": str(archive), "VERSION": "1"})
    made.add_options(parser)
    opts, args = parser.parse_known_args([str(argument) for argument in arguments])
    made.run(args, opts)
    return int(made.exitcode)
