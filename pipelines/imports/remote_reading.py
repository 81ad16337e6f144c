"""Read units on workers of other machines: each unit travels as data, and what was found in it comes back.

The bytes of a page or capture are sent, never a path: a worker needs nothing of the source's file system.
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from crawler.worker import WorkLimitError
from pipelines.imports.importer import read_and_clean
from pipelines.imports.units import Found, Located, Reading
from pipelines.imports.warc import Capture

if TYPE_CHECKING:
    from crawler.scale.remote_work import RemoteWork  # an extra

_UNITS, _BYTES, _SECONDS = 20, 1 << 20, 1.0
"""A task is sent when it has so many units or bytes, or is so old: a call costs some milliseconds."""


def read_remotely(
    tasks: "RemoteWork", readings: Iterable[tuple[Located, Reading]]
) -> Generator[tuple[Located, list[Found] | WorkLimitError]]:
    """Yield each unit with what workers found in it, in the order of the units."""
    pending: deque[tuple[list[Located], Future[Sequence[Any]]]] = deque()
    for batch in _batches(readings):
        pieces = [partial(read_and_clean, reading) for _, reading in batch]
        pending.append(([located for located, _ in batch], tasks.submit(pieces)))
        while pending and (len(pending) > tasks.room or pending[0][1].done()):
            yield from _results(*pending.popleft())
    while pending:
        yield from _results(*pending.popleft())


def _batches(readings: Iterable[tuple[Located, Reading]]) -> Iterator[list[tuple[Located, Reading]]]:
    batch: list[tuple[Located, Reading]] = []
    size, began = 0, monotonic()
    for located, reading in readings:
        batch.append((located, reading))
        size += _size(reading.args[0])
        if len(batch) >= _UNITS or size >= _BYTES or monotonic() - began >= _SECONDS:
            yield batch
            batch, size, began = [], 0, monotonic()
    if batch:
        yield batch


def _size(given: Any) -> int:
    """Return the bytes of a page or capture; entries are small."""
    body = given.body if isinstance(given, Capture) else given
    return len(body) if isinstance(body, bytes) else 0


def _results(
    units: Sequence[Located], future: Future[Sequence[Any]]
) -> Iterator[tuple[Located, list[Found] | WorkLimitError]]:
    for unit, result in zip(units, future.result(), strict=True):
        if isinstance(result, RuntimeError):
            raise RuntimeError(f"{unit.name}: in a worker: {result}")
        yield unit, result
