"""The coordinator's side of page work on workers: pieces go out, results come back, each once.

Dask runs in a thread of its own; the thread that writes the archive hands out pieces and waits for results.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import count
from typing import Any, Self

from distributed import Client, wait
from distributed.scheduler import KilledWorker
from distributed.security import Security

from crawler.errors import NoWorkersError
from crawler.scale.call_server import CallServer
from crawler.scale.cluster import Workers, absence_of_workers, room, scheduler_of
from crawler.scale.dask_setup import DEATHS, configure_dask
from crawler.scale.page_worker import do_pieces
from crawler.worker import WorkLimitError

Work = Callable[[], Any]
"""A function of a module with its arguments."""


class RemoteWork:
    """Work done by workers. A context manager: it ends them."""

    def __init__(self, workers: Workers, *, timeout: float, warn: Callable[[str], None]) -> None:
        """`timeout`: seconds after which a silent worker counts as dead."""
        self._workers, self._timeout, self._warn = workers, timeout, warn
        self._calls = CallServer({"pages": True}, {"begin": self._begin, "store": self._store})
        self._numbers = count(1)
        self._pieces: dict[int, Sequence[Work]] = {}
        """Number of a task → its pieces, as long as it is under way."""
        self._results: dict[int, Sequence[Any]] = {}
        self._begun: set[int] = set()
        self.begun_anew = 0  # times that a task was begun once more, because its worker had died or hung
        self._began: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._began.result()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    @property
    def room(self) -> int:
        """Tasks that may be under way."""
        return room(self._scheduler)

    def submit(self, pieces: Sequence[Work]) -> Future[Sequence[Any]]:
        """Make a task of some pieces; its future gives the result of each, or its error.

        The future raises NoWorkersError.
        """
        return asyncio.run_coroutine_threadsafe(self._run(pieces), self._loop)

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        configure_dask(self._timeout)
        try:
            async with (
                scheduler_of(self._workers, self._calls, "WARNING") as self._scheduler,
                Client(self._scheduler.address, asynchronous=True, security=Security()) as self._client,
            ):
                watching = absence_of_workers(self._scheduler, self._timeout, self._warn)
                self._absence = asyncio.ensure_future(watching)
                self._began.set_result(None)
                await self._end.wait()
                self._absence.cancel()
        except Exception as error:
            if self._began.done():
                raise
            self._began.set_exception(error)

    async def _run(self, pieces: Sequence[Work]) -> Sequence[Any]:
        number = next(self._numbers)
        self._pieces[number] = pieces
        future = self._client.submit(do_pieces, number, key=f"pages-{number}", pure=False)
        done = asyncio.ensure_future(wait([future]))
        done.add_done_callback(_look_at)
        await asyncio.wait({done, self._absence}, return_when=asyncio.FIRST_COMPLETED)
        del self._pieces[number]
        if not done.done():
            raise NoWorkersError("no worker has come; what was stored stays, the same command goes on")
        results = self._results.pop(number, None)
        if results is None:
            return [_limit(await future.exception())] * len(pieces)
        return results

    async def _begin(self, token: str, number: int) -> Sequence[Work]:  # noqa: ARG002 - of all calls
        self.begun_anew += number in self._begun
        self._begun.add(number)
        return self._pieces.get(number, ())

    async def _store(self, token: str, number: int, results: Sequence[Any]) -> None:  # noqa: ARG002
        if number in self._pieces:  # else its task has ended, and Dask did it once more
            self._results[number] = results


def _look_at(done: "asyncio.Future[Any]") -> None:
    """Have asyncio not complain of an error: how the task ended is asked elsewhere."""
    if not done.cancelled():
        done.exception()


def _limit(error: Exception) -> WorkLimitError:
    if isinstance(error, KilledWorker):
        return WorkLimitError(f"{DEATHS} workers died with it or beside it; the next run reads it")
    raise error
