"""The program's command lines for tests, as real processes or as calls in this one."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from crawler.cli.main import main

ROOT = Path(__file__).parents[2]
FAST = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0", "-s", "BLOGGER_MAX_WAIT=0.1")
"""Options of a crawl that need not spare its server."""

Done = subprocess.CompletedProcess[str]


def environment(**more: str) -> dict[str, str]:
    """Return this environment without proxies and personal settings; a warning is an error."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if "proxy" not in name.lower() and not name.startswith("BLOGGER_ARCHIVE_")
    }
    # Datasette leaves connections behind; see pyproject.toml.
    return kept | {"PYTHONWARNINGS": "error,ignore:unclosed database:ResourceWarning"} | more


def blogger_archive(*args: object, archive: Path | None = None, **options: Any) -> Done:
    """Run a command of `blogger-archive` in a process of its own, to its end."""
    return _run([sys.executable, "-m", "crawler.cli", *_arguments(args, archive)], options)


def call(*args: object, archive: Path | None = None) -> Done:
    """Run a command of `blogger-archive` inside this process: for commands that do not crawl."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(_arguments(args, archive))
    out.flush()
    return Done([str(arg) for arg in args], int(code), out.buffer.getvalue().decode(), err.getvalue())


def scrapy(*args: object, **options: Any) -> Done:
    """Run a command of Scrapy in a process of its own, to its end."""
    return _run([sys.executable, "-m", "scrapy", *map(str, args)], options)


def crawl(blog: str, archive: Path, *more: object) -> Done:
    """Crawl a blog to the end."""
    return blogger_archive(*_crawl(blog, archive), *more)


def start_crawl(blog: str, archive: Path, *more: object) -> "subprocess.Popen[str]":
    """Start a crawl; the caller ends it and reads its output."""
    return start(*_crawl(blog, archive), *more)


@contextmanager
def running(*args: object, **options: Any) -> Iterator["subprocess.Popen[str]"]:
    """Start a command as `start` does; it is killed in the end if the test has not ended it."""
    process = start(*args, **options)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def start(*args: object, archive: Path | None = None, **variables: str) -> "subprocess.Popen[str]":
    """Start a command of `blogger-archive`; the caller ends it and reads its output."""
    return subprocess.Popen(
        [sys.executable, "-m", "crawler.cli", *_arguments(args, archive)],
        cwd=ROOT,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(command: list[str], options: dict[str, Any]) -> Done:
    how: dict[str, Any] = {
        "cwd": ROOT, "env": environment(), "capture_output": True, "text": True, "timeout": 100,
    }  # fmt: skip
    done: Done = subprocess.run(command, check=False, **(how | options))
    return done


def _arguments(args: tuple[object, ...], archive: Path | None) -> list[str]:
    return [*map(str, args), *(["--archive", str(archive)] if archive else [])]


def _crawl(blog: str, archive: Path) -> list[str]:
    return ["crawl", blog, "--archive", str(archive), *FAST]


def wait_for(happened: Callable[[], bool], seconds: float = 300) -> None:
    """Wait until something has happened."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)
