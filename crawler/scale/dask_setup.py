"""Dask.distributed as it is used here: quiet, with no web server of its own, and quick to notice a death."""

import logging
from typing import Any

import dask
from distributed.security import Security

OPERATION = "blogger_archive"
"""Name of the one call that workers make besides Dask's own."""
DEATHS = 3
"""Deaths of its worker after which a task is given up."""
_CONFIG: dict[str, Any] = {
    "distributed.scheduler.allowed-failures": DEATHS - 1,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.comm.timeouts.connect": "10s",
    "distributed.admin.system-monitor.gil.enabled": False,
}
NO_DASHBOARD = "127.0.0.1:0"
"""Dask opens a port for its web server in any case."""


def configure_dask(timeout: float) -> None:
    """Set what differs from Dask's defaults; a worker that is silent for `timeout` seconds counts as dead."""
    dask.config.set({**_CONFIG, "distributed.scheduler.worker-ttl": f"{timeout:g}s"})
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said in our own words


def security() -> Security:
    """Return the TLS settings of Dask's configuration."""
    return Security()
