"""A worker's side of page work: a process of its own does the pieces, with a deadline and a memory limit.

What becomes of a piece is a mapping of one entry: RESULT, LIMIT with the reason why it was ended, or FAILURE.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from scrapy.utils.misc import load_object

from crawler.ordered_work import SECONDS
from crawler.scale.coordinator_link import link
from crawler.worker import Worker, WorkLimitError

RESULT, LIMIT, FAILURE = "result", "limit", "failure"
PAGE_TASKS = 2  # tasks at once: one travels while the other is worked on


class PageWork:
    """The function of a run, and the process that calls it."""

    def __init__(self, function: str) -> None:
        self._function: Callable[[Any], Any] = load_object(function)
        self._worker = Worker(SECONDS, processes=1, quiet=False)

    async def do(self, piece: Any) -> Mapping[str, Any]:
        """Return what becomes of a piece."""
        try:
            return {RESULT: await asyncio.wrap_future(self._worker.submit(partial(self._function, piece)))}
        except WorkLimitError as error:
            return {LIMIT: str(error)}
        except Exception as error:  # a bug, which ends the import where it is written
            return {FAILURE: f"{type(error).__name__}: {error}"}

    def close(self) -> None:
        """End the process."""
        self._worker.close()


_work: list[PageWork] = []


def begin_page_work(function: str) -> PageWork:
    """Get ready for the pieces that Dask brings."""
    _work[:] = [PageWork(function)]
    return _work[0]


async def do_pieces(number: int) -> None:
    """Do the pieces of a task, and send what became of them. Dask calls this in a worker."""
    pieces = await link().call("begin", number)
    results = [await _work[0].do(piece) for piece in pieces]
    await link().call("store", number, results)
