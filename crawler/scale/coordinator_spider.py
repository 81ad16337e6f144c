"""The spider of a run on workers: it gives out blogs, and its pipelines store what comes back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import scrapy
from distributed import Client, Scheduler, wait
from distributed.scheduler import KilledWorker
from distributed.security import Security

from crawler.archive_reader import KnownBlog
from crawler.blogger.urls import Address
from crawler.scale.blog_tasks import BlogTask, divide
from crawler.scale.cluster import Workers, absence_of_workers, room, scheduler_of
from crawler.scale.coordinator import Coordinator
from crawler.scale.coordinator_link import LinkError
from crawler.scale.crawl_worker import crawl_task
from crawler.scale.dask_setup import DEATHS, configure_dask
from crawler.scale.run_offer import make_offer
from crawler.spiders.arguments import read_arguments, read_options


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
        async with scheduler_of(self.workers, coordinator.calls, settings["LOG_LEVEL"]) as scheduler:
            watching = asyncio.ensure_future(self._end_without_workers(scheduler))
            async with Client(scheduler.address, asynchronous=True, security=Security()) as client:
                async for task in self._tasks(coordinator):
                    await self._wait_for_room(scheduler)
                    self._pending.add(asyncio.ensure_future(self._run(client, coordinator, task)))
                await asyncio.gather(*self._pending)
            watching.cancel()
        return
        yield

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
        count, every = 0, self.arguments.all
        ceiling = read_options(self.crawler.settings.getfloat, self.arguments).revisit.ceiling
        async for found in coordinator.reader.each_due(datetime.now(UTC), ceiling, every=every):
            yield list(found)
            count += len(found)
        if not count:
            self._count("watch/none_due")

    async def _wait_for_room(self, scheduler: Scheduler) -> None:
        while len(self._pending) >= room(scheduler):
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
        if isinstance(error, LinkError):  # the run ended before the worker had sent all
            reason = "its worker was cut off; the next run crawls it"
        elif not isinstance(error, KilledWorker):
            self.logger.error("a task failed: %s: %s", type(error).__name__, error)
            self._count("spider_exceptions/count")
            reason = f"{type(error).__name__} in a worker; the next run crawls it"
        await coordinator.give_up(task, reason, follow=self.arguments.options.follow)

    async def _end_without_workers(self, scheduler: Scheduler) -> None:
        timeout = self.crawler.settings.getfloat("BLOGGER_WORKER_TIMEOUT")
        await absence_of_workers(scheduler, timeout, self.logger.warning)
        assert self.crawler.engine is not None
        await self.crawler.engine.close_spider_async(reason="no_workers")

    def _count(self, stat: str) -> None:
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(stat)
