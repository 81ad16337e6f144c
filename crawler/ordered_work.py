"""Many pieces of work on several processes, their results in the order of the pieces."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from typing import TypeVar

from crawler.worker import Worker, WorkLimitError

K = TypeVar("K")
T = TypeVar("T")

SECONDS = 120.0
"""Deadline of a piece. Bodies that are late in it have their own: 20 s, and three of one blog at most."""
_AHEAD = 2
"""Pieces for each process that are handed out before their results are asked for: memory stays flat."""


def in_order(
    pieces: Iterable[tuple[K, Callable[[], T]]], *, jobs: int
) -> Generator[tuple[K, T | WorkLimitError]]:
    """Yield the key of each piece with what its work returns; raise what it raises.

    One job is done in this process. Of more, each is a process: work and results are pickled, and a piece
    past the deadline or the memory limit gives the error in place of a result. Close the iterator.
    """
    if jobs == 1:
        for key, work in pieces:
            yield key, work()
        return
    worker = Worker(SECONDS, processes=jobs, quiet=False)
    pending: deque[tuple[K, Future[T]]] = deque()
    try:
        for key, work in pieces:
            pending.append((key, worker.submit(work)))
            if len(pending) > jobs * _AHEAD:
                oldest = _first_of(pending)
                yield oldest
        while pending:
            next_one = _first_of(pending)
            yield next_one
    finally:
        worker.close()


def _first_of(pending: "deque[tuple[K, Future[T]]]") -> tuple[K, T | WorkLimitError]:
    key, future = pending.popleft()
    try:
        return key, future.result()
    except WorkLimitError as error:
        return key, error
