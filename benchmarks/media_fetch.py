"""Fetching pictures from a loopback host, against writing the same answers to files with urllib.

`python -m benchmarks.media_fetch 10000` measures a number of your own.
"""

import random
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import UNTHROTTLED, measure
from tests.helpers.picture_host import Served, picture_host, save_posts_with
from tests.helpers.pictures import picture

PICTURES = 1_000
_BYTES = 110_000  # mean size of a picture of the largest size that Blogger hands out, of 490 real ones
_TWICE = 10  # every so many pictures one is served at a second address too


class _Pictures(dict[str, Served]):
    """Makes each picture when it is asked for: the memory of this process counts as that of its children."""

    def get(self, path: str, default: object = None) -> Served | None:  # type: ignore[override]  # noqa: ARG002
        number = path.rpartition("/")[2].removesuffix(".png")
        if not number.isdecimal():
            return None
        return Served(picture(int(number)) + random.Random(int(number)).randbytes(_BYTES))


def media_fetch() -> Iterator[str]:
    """Lines of a table."""
    yield from _table(PICTURES)


def _table(number: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name, picture_host() as host:
        folder, host.paths = Path(name), _Pictures()
        urls = [f"{host.url}/{each}.png" for each in range(number)]
        urls += [f"{host.url}/again/{each}.png" for each in range(0, number, _TWICE)]
        archive = save_posts_with(folder / "a.db", urls, home=host.url)
        command = [sys.executable, "-m", "crawler.cli", "media", "fetch", "--archive", str(archive)]
        cost = measure([*command, *UNTHROTTLED])
        kept = sum(file.stat().st_size for file in folder.glob("a.media.db*"))
        bare = _bare(folder, urls)
    fetched = len(urls) * _BYTES
    yield f"{number:,} pictures of {_BYTES // 1000} kB at {len(urls):,} addresses, no throttling"
    yield (
        f"  media fetch {cost.wall:6.1f} s, cpu {cost.cpu:6.1f} s, peak {cost.peak:4.0f} MB; "
        f"{fetched / 1e6:,.0f} MB came, {kept / 1e6:,.0f} MB on disk"
    )
    yield f"  urllib and files, one by one: {bare:.1f} s: {cost.wall / bare:.1f} times that"


def _bare(folder: Path, urls: list[str]) -> float:
    started = time.monotonic()
    for place, url in enumerate(urls):
        with urllib.request.urlopen(url) as answer:
            (folder / str(place)).write_bytes(answer.read())
    return time.monotonic() - started


if __name__ == "__main__":
    for line in _table(int(sys.argv[1]) if sys.argv[1:] else PICTURES):
        print(line, flush=True)
