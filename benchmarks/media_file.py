"""The media file against a folder of the same pictures: writing them, and reading each once.

`python -m benchmarks.media_file 10000` measures a number of your own.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from statistics import median

from crawler.media_reader import MediaAnswer
from pipelines.archive.media.media_queries import read_file
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_wanted import NamedMedia

PICTURES = 2_000
ROUNDS = 3
_BYTES = 110_000  # mean size of a picture of the largest size that Blogger hands out, of 490 real ones


def media_file() -> Iterator[str]:
    """Lines of a table."""
    yield from _table(PICTURES)


def _table(number: int) -> Iterator[str]:
    yield f"{number:,} pictures of {_BYTES // 1000} kB, {ROUNDS} rounds in turn, times a folder's"
    rounds = [_round(number, seed) for seed in range(ROUNDS)]
    for place, what in enumerate(("written", "read")):
        ours, folder = ([both[side][place] for both in rounds] for side in (0, 1))
        ratios = [one / other for one, other in zip(ours, folder, strict=True)]
        times = f"{min(ours):6.2f} s, a folder {min(folder):6.2f} s"
        yield f"  {what:8} {times}: {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _round(number: int, seed: int) -> tuple[tuple[float, float], tuple[float, float]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bodies = [random.Random(seed * number + each).randbytes(_BYTES) for each in range(number)]
        digests = [sha256(body).hexdigest() for body in bodies]
        return _in_file(folder / "a.media.db", bodies, digests), _in_folder(folder, bodies, digests)


def _in_file(path: Path, bodies: Sequence[bytes], digests: Sequence[str]) -> tuple[float, float]:
    with MediaStore(path) as store:
        store.want(NamedMedia("1", digest, f"https://a.example/{digest}", None) for digest in digests)
        ids = [row[0] for row in store.connection.execute("SELECT id FROM media ORDER BY id")]
        written = _seconds(lambda: _save_all(store, ids, bodies))
        return written, _seconds(lambda: [read_file(store.connection, digest) for digest in digests])


def _save_all(store: MediaStore, ids: Sequence[int], bodies: Sequence[bytes]) -> None:
    for number, body in zip(ids, bodies, strict=True):
        store.save(_answer(number, body))


def _answer(number: int, body: bytes) -> MediaAnswer:
    return MediaAnswer(id=number, state="held", url="https://a.example/", body=body, type="image/jpeg")


def _in_folder(folder: Path, bodies: Sequence[bytes], digests: Sequence[str]) -> tuple[float, float]:
    def write() -> None:
        for body in bodies:
            (folder / sha256(body).hexdigest()).write_bytes(body)

    return _seconds(write), _seconds(lambda: [(folder / digest).read_bytes() for digest in digests])


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    for line in _table(int(sys.argv[1]) if len(sys.argv) > 1 else PICTURES):
        print(line, flush=True)
