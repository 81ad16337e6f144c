"""Whole processes, measured from outside, and a blog served by another process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one finished process."""

    wall: float  # seconds from start to end
    cpu: float  # seconds of processor time, all threads
    peak: float  # largest resident memory, MB


def measure(
    command: Sequence[str], env: Mapping[str, str] | None = None, *, output: TextIO | None = None
) -> Cost:
    """Run a command to its end; what it says goes to `output`. Raises RuntimeError with that if it fails."""
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} exits {process.returncode}:\n{said.decode()[-2000:]}")
    if output:
        output.write(said.decode())
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@contextmanager
def served(posts: int, seed: int = 1) -> Iterator[str]:
    """A generated blog, its feed pages ready as bytes, in a process of its own; gives its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.generate_blog", str(posts), "--seed", str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()


UNTHROTTLED = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0")
"""Manners cost time on purpose; what is measured here is the work."""


def crawl(address: str, archive: Path) -> Cost:
    """The project's own crawl, as a person would start it."""
    command = [sys.executable, "-m", "scrapy", "crawl", "blogger", "-a", f"blog={address}"]
    return measure([*command, "-s", f"ARCHIVE_PATH={archive}", *UNTHROTTLED])


def floor(address: str, archive: Path) -> Cost:
    """The least that fetching and indexing the same pages costs; see `benchmarks.floor`."""
    return measure([sys.executable, "-m", "benchmarks.floor", address, str(archive)])


def clear(archive: Path) -> Path:
    """No archive at that path."""
    for path in archive.parent.glob(archive.name + "*"):
        path.unlink()
    return archive
