"""Real processes for tests: `scrapy` as a person types it, quick and away from proxies."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAST = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0", "-s", "BLOGGER_MAX_WAIT=0.1")


def environment() -> dict[str, str]:
    """Without proxies; a warning is an error."""
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return kept | {"PYTHONWARNINGS": "error"}


def scrapy(*args: object) -> "subprocess.CompletedProcess[str]":
    """Run a command of the project to its end."""
    command = [sys.executable, "-m", "scrapy", *map(str, args)]
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=600, check=False
    )


def crawl(blog: str, archive: Path, *more: object) -> "subprocess.CompletedProcess[str]":
    """Crawl to the end."""
    return scrapy(*_crawl(blog, archive), *more)


def start_crawl(blog: str, archive: Path, *more: object) -> "subprocess.Popen[str]":
    """A crawl under way; the caller ends it and reads what it says."""
    command = [sys.executable, "-m", "scrapy", *_crawl(blog, archive), *map(str, more)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _crawl(blog: str, archive: Path) -> list[str]:
    return ["crawl", "blogger", "-a", f"blog={blog}", "-s", f"ARCHIVE_PATH={archive}", *FAST]
