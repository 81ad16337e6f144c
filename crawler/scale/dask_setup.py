"""Dask.distributed as it is used here: quiet, with no web server of its own, and quick to notice a death."""

import logging
from typing import Any

import dask
from distributed.security import Security

from crawler.errors import UsageError

OPERATION = "blogger_archive"  # name of the one call that workers make besides Dask's own
DEATHS = 5
"""Deaths of its worker after which a task is given up. What its blogs had sent until then is stored."""
_CONFIG: dict[str, Any] = {
    "distributed.scheduler.allowed-failures": DEATHS - 1,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.comm.timeouts.connect": "10s",
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.tick.interval": "500ms",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.work-stealing-interval": "1s",
    "distributed.diagnostics.nvml": False,
}
NO_DASHBOARD = "127.0.0.1:0"  # Dask opens a port for its web server in any case


def configure_dask(timeout: float) -> None:
    """Set what differs from Dask's defaults; a worker that is silent for `timeout` seconds counts as dead."""
    dask.config.set({**_CONFIG, "distributed.scheduler.worker-ttl": f"{timeout:g}s"})
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said in our own words


def require_security(address: str, role: str) -> None:
    """Raise UsageError where Dask's configuration does not let a "scheduler" or "worker" use an address."""
    chosen: Any = Security()
    is_tls = address.startswith("tls:")
    if is_tls and not chosen.tls_ca_file:
        raise UsageError(f"{address}: name certificates in Dask's configuration, as docs/scale.md shows")
    if chosen.require_encryption and not is_tls:
        raise UsageError(f"{address}: Dask's configuration requires encryption; write tls://")
    try:
        for each in (role, "client") if is_tls else ():
            chosen.get_connection_args(each)
    except OSError as error:
        raise UsageError(f"certificates of Dask's configuration cannot be used: {error}") from None
