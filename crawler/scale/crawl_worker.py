"""A worker: an ordinary crawl whose blogs come from Dask, and whose archive is the coordinator."""

import asyncio
import os
import tempfile
import threading
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from distributed import Worker
from distributed.security import Security
from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from crawler.downloadermiddlewares.platform_slot import PLATFORM
from crawler.downloadermiddlewares.retry import SLOT_PAUSED
from crawler.exit_codes import Exit
from crawler.interpreter import tune_interpreter
from crawler.log_formatter import install_log
from crawler.scale.call_server import VERSION
from crawler.scale.coordinator_link import CoordinatorLink, connect, link
from crawler.scale.dask_setup import NO_DASHBOARD, configure_dask
from crawler.scale.local_workers import process_name
from crawler.scale.page_worker import PAGE_TASKS, page_work
from crawler.scale.remote_archive import TASKS
from crawler.scale.run_offer import set_for_worker
from crawler.spiders.active_crawl import CRAWL_LEFT

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_BEGIN_SECONDS = 20.0
_END_SECONDS = 10.0
_GOODBYE_SECONDS = 2.0  # time in which Dask may tell that the run has ended, where a call has failed
_TASKS = 8
"""Tasks that Dask may run at once. They are coroutines; the coordinator gives out no more than it wants."""


async def crawl_task(number: int) -> None:
    """Crawl the blogs of a task. Dask calls this in a worker, in the event loop of its spider."""
    await TASKS.crawl(await link().call("begin", number))


def serve_coordinator(address: str, outgoing: str, settings: Settings) -> str | None:
    """Work for the coordinator at `address` until its run ends; return why it ended early, if it did.

    `outgoing` names the address from which this worker asks: workers of one name share a rate. Raises
    LinkError where nothing can be begun.
    """
    install_reactor(_REACTOR)
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier installs the wrong one

    running: Any = reactor
    task = asyncio.get_event_loop().create_task(_serve(address, outgoing, settings))
    task.add_done_callback(lambda _: running.stop())
    running.run()
    try:
        return task.result() if task.done() else "stopped by a signal"
    except TimeoutError:  # the run has ended while this worker began
        return None


async def _serve(address: str, outgoing: str, settings: Settings) -> str | None:
    configure_dask(settings.getfloat("BLOGGER_WORKER_TIMEOUT"))
    install_log(settings)
    configure_logging(settings)
    coordinator = connect(address, uuid4().hex)
    offer = await coordinator.hello(VERSION, outgoing, process_name())
    if "pages" in offer:
        with page_work():
            return await _do_tasks(coordinator, PAGE_TASKS)
    set_for_worker(settings, offer)
    crawler, crawl = _begin_crawl(settings, offer)
    reason = await _do_tasks(coordinator, _TASKS, crawl)
    await crawler.stop_async()
    return reason


async def _do_tasks(coordinator: CoordinatorLink, tasks: int, *until: "asyncio.Future[None]") -> str | None:
    """Do what Dask brings, so many tasks at once, until the run ends; return why it ended early."""
    with tempfile.TemporaryDirectory(prefix="blogger-archive-") as folder:
        async with Worker(
            coordinator.address,
            name=coordinator.token,
            nthreads=tasks,
            death_timeout=_BEGIN_SECONDS,  # else it would try for ever where the run has just ended
            memory_limit=0,
            local_directory=folder,
            dashboard_address=NO_DASHBOARD,
            security=Security(),
        ) as worker:
            ended = asyncio.ensure_future(worker.finished())
            await asyncio.wait({ended, coordinator.broken, *until}, return_when=asyncio.FIRST_COMPLETED)
            _end_soon()
            await asyncio.wait({ended}, timeout=_GOODBYE_SECONDS)
    return coordinator.broken.result() if coordinator.broken.done() and not ended.done() else None


def _end_soon() -> None:
    """Have this process end, whatever waits for a coordinator that is gone: there is nothing to be saved."""
    end = threading.Timer(_END_SECONDS, os._exit, [Exit.INCOMPLETE])
    end.daemon = True
    end.start()


def _share_pause(slot: str, seconds: float) -> None:
    """Have all workers at this outgoing address wait as long as the platform asked this one to."""
    if slot == PLATFORM:
        telling = asyncio.ensure_future(link().call("pause", seconds))
        telling.add_done_callback(asyncio.Future.exception)  # a broken link ends the worker in any case


def _begin_crawl(settings: Settings, offer: Mapping[str, Any]) -> tuple[Crawler, "asyncio.Future[None]"]:
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler("blogger")
    crawler.signals.connect(tune_interpreter, signals.spider_opened)
    crawler.signals.connect(TASKS.end, CRAWL_LEFT)
    crawler.signals.connect(_share_pause, SLOT_PAUSED)
    crawl = asyncio.ensure_future(runner.crawl(crawler, run_id=offer["run"], **offer["arguments"]))
    return crawler, crawl
