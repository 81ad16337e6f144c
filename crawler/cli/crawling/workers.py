"""Runs on workers: `crawl` and `import`, `--workers N --scheduler listen:PORT`. Needs the extra `scale`."""

import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from crawler.errors import UsageError
from crawler.exit_codes import Exit

if TYPE_CHECKING:
    from crawler.cli.crawling.crawl_process import CrawlRun
    from crawler.scale.cluster import Workers
    from pipelines.imports.importer import ReadUnits

_LISTEN = re.compile(r"listen:(?:(tcp|tls)://)?(?:([\w.-]+|\[[0-9a-fA-F:]+\]):)?(\d{1,5})")


def require_dask() -> None:
    """Raise UsageError where Dask.distributed is not installed."""
    if find_spec("distributed") is None:
        raise UsageError("workers need Dask.distributed: pip install 'blogger-archive[scale]'")


def run_with_workers(run: "CrawlRun", local: int, listen: str | None) -> Exit:
    """Crawl with so many processes of this machine, and with those that come to where `listen` says."""
    require_dask()
    if run.settings["BLOGGER_WARC"]:
        raise UsageError("BLOGGER_WARC: workers write no WARC files; leave it out, or crawl without workers")
    from crawler.scale.coordinator_spider import CoordinatorSpider  # noqa: PLC0415 - an extra
    from crawler.scale.run_offer import set_for_coordinator  # noqa: PLC0415

    workers = _read_workers(local, listen)
    set_for_coordinator(run.settings)
    run.spider, run.spider_options = CoordinatorSpider, {"workers": workers}
    return run.run()


@contextmanager
def reading_by_workers(
    local: int, listen: str | None, *, timeout: float, say: Callable[[str], None]
) -> "Iterator[ReadUnits]":
    """Yield a way to read units of imports by so many processes, and by those that come to `listen`.

    Raises UsageError.
    """
    require_dask()
    from crawler.scale.remote_work import RemoteWork  # noqa: PLC0415 - an extra
    from pipelines.imports.remote_reading import read_remotely  # noqa: PLC0415

    with RemoteWork(_read_workers(local, listen), timeout=timeout, warn=say) as work:
        yield partial(read_remotely, work)
    if work.begun_anew:
        say(f"{work.begun_anew} tasks were begun anew, because a worker had died or hung")


def _read_workers(local: int, listen: str | None) -> "Workers":
    from crawler.scale.cluster import Workers  # noqa: PLC0415 - an extra
    from crawler.scale.dask_setup import require_security  # noqa: PLC0415

    if listen is None:
        return Workers(local=local)
    found = _LISTEN.fullmatch(listen)
    if found is None or not 0 < int(found[3]) < 65536:
        raise UsageError(f"--scheduler {listen}: write listen:8786, or listen:tls://192.0.2.1:8786")
    workers = Workers(local=local, protocol=found[1] or "tcp", host=found[2], port=int(found[3]))
    require_security(f"{workers.protocol}://{workers.host or ''}:{workers.port}", "scheduler")
    _require_free(workers)
    return workers


def _require_free(workers: "Workers") -> None:
    host = (workers.host or "").strip("[]")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, workers.port), family=family).close()
    except OSError as error:
        where = f"{workers.host or 'all addresses'}, port {workers.port}"
        raise UsageError(f"--scheduler: {where}: {os.strerror(error.errno or 0)}; name another") from None
