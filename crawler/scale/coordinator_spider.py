"""The spider of a run on workers: it gives out blogs, and its pipelines store what comes back."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import scrapy
from distributed import Client, Scheduler, wait
from distributed.diagnostics.plugin import SchedulerPlugin
from distributed.scheduler import KilledWorker

from crawler.archive_reader import KnownBlog
from crawler.blogger.urls import Address
from crawler.scale.blog_tasks import BlogTask, divide
from crawler.scale.coordinator import Coordinator
from crawler.scale.crawl_worker import crawl_task
from crawler.scale.dask_setup import DEATHS, NO_DASHBOARD, OPERATION, configure_dask, security
from crawler.scale.local_workers import LocalWorkers
from crawler.scale.run_offer import make_offer
from crawler.spiders.arguments import read_arguments
from crawler.spiders.blogger import BLOGS_PER_QUERY
from crawler.spiders.conversion import read_options

TASKS = 2
"""Tasks that a worker has at most: the next one is there when one has ended."""
_PATIENCE = 10
"""Times BLOGGER_WORKER_TIMEOUT that a run goes on without a worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """The workers of a run."""

    local: int = 0
    """Processes that are started on this machine."""
    host: str | None = "127.0.0.1"
    """Address to listen at for others; None: at all of this machine."""
    port: int = 0
    protocol: str = "tcp"
    """"tcp" or "tls"."""


class CoordinatorSpider(scrapy.Spider):
    """Gives the blogs that are named, else those due, to workers. Takes the arguments of BloggerSpider."""

    name = "blogger"

    def __init__(self, workers: Workers, **given: str) -> None:
        super().__init__()
        self.workers, self.given = workers, given
        self.arguments = read_arguments(given)
        self.run_id = uuid4().hex
        self._pending: set[asyncio.Future[None]] = set()

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Addresses of the blogs that were named."""
        return self.arguments.addresses

    async def start(self) -> AsyncIterator[Any]:
        settings = self.crawler.settings
        configure_dask(settings.getfloat("BLOGGER_WORKER_TIMEOUT"))
        coordinator = Coordinator(self.crawler, self.run_id, make_offer(settings, self.run_id, self.given))
        async with self._scheduler(coordinator) as scheduler:
            watching = asyncio.ensure_future(self._end_without_workers(scheduler))
            async with Client(scheduler.address, asynchronous=True, security=security()) as client:
                async for task in self._tasks(coordinator):
                    await self._wait_for_room(scheduler)
                    self._pending.add(asyncio.ensure_future(self._run(client, coordinator, task)))
                await asyncio.gather(*self._pending)
            watching.cancel()
        return
        yield

    @asynccontextmanager
    async def _scheduler(self, coordinator: Coordinator) -> AsyncIterator[Scheduler]:
        """Run Dask's scheduler in this process, and the workers of this machine."""
        workers, names = self.workers, _WorkerNames(coordinator)
        async with Scheduler(
            host=workers.host,
            port=workers.port,
            protocol=workers.protocol,
            security=security(),
            dashboard_address=NO_DASHBOARD,
        ) as scheduler:
            scheduler.handlers[OPERATION] = coordinator.answer
            scheduler.add_plugin(names)
            local = LocalWorkers(workers.local, scheduler.address, str(self.crawler.settings["LOG_LEVEL"]))
            coordinator.on_death = local.kill
            keeping = asyncio.ensure_future(local.keep())
            try:
                yield scheduler
            finally:
                keeping.cancel()
                coordinator.ended = True
                await scheduler.close()
                await local.end()

    async def _tasks(self, coordinator: Coordinator) -> AsyncIterator[BlogTask]:
        async for blogs in self._named(coordinator) if self.addresses else self._due(coordinator):
            for some in divide(blogs):
                yield coordinator.add(some)

    async def _named(self, coordinator: Coordinator) -> AsyncIterator[list[KnownBlog]]:
        blogs = []
        for address in self.addresses:
            known = await coordinator.reader.find_blog(address.home) or KnownBlog(address=address.home)
            blogs.append(replace(known, asked=address.home))
        yield blogs

    async def _due(self, coordinator: Coordinator) -> AsyncIterator[list[KnownBlog]]:
        number, now = 0, datetime.now(UTC)
        span = (now, now + read_options(self.crawler.settings, self.arguments).revisit.ceiling)
        due, every = coordinator.reader.due_blogs, self.arguments.all
        while found := await due(span, after=number, limit=BLOGS_PER_QUERY, every=every):
            yield list(found)
            number = found[-1].id or 0
        if not number:
            self._count("watch/none_due")

    async def _wait_for_room(self, scheduler: Scheduler) -> None:
        while len(self._pending) >= TASKS * max(1, len(scheduler.workers)):
            await asyncio.wait(self._pending, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            for done in [each for each in self._pending if each.done()]:
                self._pending.discard(done)
                done.result()

    async def _run(self, client: Client, coordinator: Coordinator, task: BlogTask) -> None:
        future = client.submit(crawl_task, task.number, key=f"blogs-{task.number}", pure=False)
        await wait([future])
        if future.status == "error":
            await self._give_up(coordinator, task, await future.exception())
        del coordinator.tasks[task.number]

    async def _give_up(self, coordinator: Coordinator, task: BlogTask, error: Exception) -> None:
        reason = f"{DEATHS} workers died one after the other; the next run crawls it"
        if not isinstance(error, KilledWorker):
            self.logger.error("a task failed: %s: %s", type(error).__name__, error)
            self._count("spider_exceptions/count")
            reason = f"{type(error).__name__} in a worker; the next run crawls it"
        await coordinator.give_up(task, reason, follow=self.arguments.follow)

    async def _end_without_workers(self, scheduler: Scheduler) -> None:
        """Say where no worker is there for a while; end the run where none is there for long."""
        timeout = self.crawler.settings.getfloat("BLOGGER_WORKER_TIMEOUT")
        seen, said = time.monotonic(), False
        while time.monotonic() - seen < _PATIENCE * timeout:
            await asyncio.sleep(1)
            seen = time.monotonic() if scheduler.workers else seen
            if not said and time.monotonic() - seen > timeout:
                said = True
                self.logger.warning(
                    "no worker is there; start some: blogger-archive worker %s", scheduler.address
                )
        assert self.crawler.engine is not None
        await self.crawler.engine.close_spider_async(reason="no_workers")

    def _count(self, stat: str) -> None:
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(stat)


class _WorkerNames(SchedulerPlugin):
    """Tells the coordinator of workers that are gone, by the token that is their name at Dask."""

    def __init__(self, coordinator: Coordinator) -> None:
        self._coordinator = coordinator
        self._tokens: dict[str, str] = {}

    def add_worker(self, scheduler: Scheduler, worker: str) -> None:
        self._tokens[worker] = str(scheduler.workers[worker].name)

    def remove_worker(self, scheduler: Scheduler, worker: str, **_: Any) -> None:  # noqa: ARG002 (of Dask)
        self._coordinator.revoke(self._tokens.pop(worker, ""))
