"""A worker's side of page work: a process of its own does the pieces, with a deadline and a memory limit.

What becomes of a piece is a mapping of one entry: RESULT, LIMIT with the reason why it was ended, or FAILURE.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from scrapy.utils.misc import load_object

from crawler.ordered_work import SECONDS
from crawler.scale.coordinator_link import link
from crawler.worker import Worker, WorkLimitError

RESULT, LIMIT, FAILURE = "result", "limit", "failure"
PAGE_TASKS = 2  # tasks at once: one travels while the other is worked on


_process: list[Worker] = []
_function: list[Callable[[Any], Any]] = []


@contextmanager
def page_work(function: str) -> Iterator[None]:
    """Be ready for the pieces that Dask brings; end the process that calls the function of that name."""
    _function[:], _process[:] = [load_object(function)], [Worker(SECONDS, processes=1, quiet=False)]
    with closing(_process[0]):
        yield


async def do_pieces(number: int) -> None:
    """Do the pieces of a task, and send what became of them. Dask calls this in a worker."""
    pieces = await link().call("begin", number)
    await link().call("store", number, [await _do(piece) for piece in pieces])


async def _do(piece: Any) -> Mapping[str, Any]:
    """Return what becomes of a piece."""
    try:
        return {RESULT: await asyncio.wrap_future(_process[0].submit(partial(_function[0], piece)))}
    except WorkLimitError as error:
        return {LIMIT: str(error)}
    except Exception as error:  # a bug, which ends the import where it is written
        return {FAILURE: f"{type(error).__name__}: {error}"}
