"""Archives to export from, and exports without a command line."""

import io
import json
from pathlib import Path
from typing import Any

from crawler.cli.main import main
from crawler.items import Blog, Post
from pipelines.archive import Archive
from pipelines.export import ExportJob, ExportResult, run_export
from pipelines.export.formats import find_format
from pipelines.search.export_rows import Selection


def save_posts(path: Path, *posts: Post, blogs: tuple[Blog, ...] = ()) -> Path:
    """Save into the archive at `path`, which is made where there is none."""
    with Archive(path) as archive:
        for blog in blogs:
            archive.save_blog(blog)
        archive.save_posts(posts)
    return path


def export(archive: Path, path: Path, **wishes: Any) -> ExportResult:
    """Export with these fields of ExportJob and Selection, without a command line."""
    chosen = {name: wishes.pop(name) for name in ("chosen", "query", "after", "least") if name in wishes}
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


def command(name: str, archive: Path, *arguments: object) -> int:
    """Run a command of `blogger-archive` inside this process; return its exit code."""
    return main([name, *map(str, arguments), "--archive", str(archive)])
