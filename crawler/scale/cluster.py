"""Dask's scheduler inside the coordinator's process, and its workers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from distributed import Scheduler
from distributed.diagnostics.plugin import SchedulerPlugin
from distributed.security import Security

from crawler.scale.call_server import CallServer
from crawler.scale.dask_setup import NO_DASHBOARD, OPERATION
from crawler.scale.local_workers import LocalWorkers

_PATIENCE = 10  # times BLOGGER_WORKER_TIMEOUT that a run goes on without a worker
_TASKS = 2  # tasks that a worker has at most: the next one is there when one has ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """The workers of a run."""

    local: int = 0  # processes that are started on this machine
    host: str | None = "127.0.0.1"  # address to listen at for others; None: at all of this machine
    port: int = 0
    protocol: str = "tcp"  # "tcp" or "tls"


@asynccontextmanager
async def scheduler_of(workers: Workers, calls: CallServer, log_level: str) -> AsyncIterator[Scheduler]:
    """Run Dask's scheduler in this process, and the workers of this machine."""
    async with Scheduler(
        host=workers.host,
        port=workers.port,
        protocol=workers.protocol,
        security=Security(),
        dashboard_address=NO_DASHBOARD,
    ) as scheduler:
        scheduler.handlers[OPERATION] = calls.answer
        scheduler.add_plugin(_WorkerNames(calls))
        local = LocalWorkers(workers.local, scheduler.address, log_level)
        calls.on_death = local.kill
        keeping = asyncio.ensure_future(local.keep())
        try:
            yield scheduler
        finally:
            keeping.cancel()
            calls.ended = True
            await scheduler.close()
            await local.end()


def room(scheduler: Scheduler) -> int:
    """Return how many tasks may be under way."""
    return _TASKS * max(1, len(scheduler.workers))


async def absence_of_workers(scheduler: Scheduler, timeout: float, warn: Callable[[str], None]) -> None:
    """Warn where no worker is there for `timeout` seconds; return where none is there for long."""
    seen, said = time.monotonic(), False
    while time.monotonic() - seen < _PATIENCE * timeout:
        await asyncio.sleep(1)
        seen = time.monotonic() if scheduler.workers else seen
        if not said and time.monotonic() - seen > timeout:
            said = True
            warn(f"no worker is there; start some: blogger-archive worker {scheduler.address}")


class _WorkerNames(SchedulerPlugin):
    """Tells the coordinator of workers that are gone, by the token that is their name at Dask."""

    def __init__(self, calls: CallServer) -> None:
        self._calls = calls
        self._tokens: dict[str, str] = {}

    def add_worker(self, scheduler: Scheduler, worker: str) -> None:
        self._tokens[worker] = str(scheduler.workers[worker].name)

    def remove_worker(self, scheduler: Scheduler, worker: str, **_: Any) -> None:  # noqa: ARG002 (of Dask)
        self._calls.revoke(self._tokens.pop(worker, ""))
