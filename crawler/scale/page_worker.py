"""A worker's side of page work: a process of its own does the pieces, with a deadline and a memory limit."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from crawler.ordered_work import SECONDS
from crawler.scale.coordinator_link import link
from crawler.worker import Worker, WorkLimitError

PAGE_TASKS = 2  # tasks at once: one travels while the other is worked on

_process: list[Worker] = []


@contextmanager
def page_work() -> Iterator[None]:
    """Be ready for the pieces that Dask brings; end the process that does them."""
    with closing(Worker(SECONDS, processes=1, quiet=False)) as worker:
        _process[:] = [worker]
        yield


async def do_pieces(number: int) -> None:
    """Do the pieces of a task, and send what became of them. Dask calls this in a worker."""
    pieces = await link().call("begin", number)
    await link().call("store", number, [await _do(piece) for piece in pieces])


async def _do(piece: Callable[[], Any]) -> Any:
    """Return what a piece returns, or its error: WorkLimitError where it was ended."""
    try:
        return await asyncio.wrap_future(_process[0].submit(piece))
    except WorkLimitError as error:
        return error
    except Exception as error:  # a bug, which ends the import where it is written
        return RuntimeError(f"{type(error).__name__}: {error}")
