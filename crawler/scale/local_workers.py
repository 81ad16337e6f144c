"""Worker processes on this machine, started again where they end."""

import asyncio
import atexit
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time

from crawler.log_lines import LogLines

_LOOK_SECONDS = 0.5  # seconds between two looks whether all are there
_GRACE = 5.0  # seconds in which a worker may end by itself, when the run has ended


def process_name(pid: int | None = None) -> str:
    """Return the name of a process by which all machines of a run know it."""
    return f"{platform.node()}:{pid or os.getpid()}"


class LocalWorkers:
    """So many workers of the coordinator at an address."""

    def __init__(self, count: int, address: str, log_level: str) -> None:
        self._arguments = [
            *("--log-format", "json" if LogLines.as_json else "text", "worker", address),
            *("-s", f"LOG_LEVEL={log_level}"),
        ]
        self._folder = tempfile.mkdtemp(prefix="blogger-archive-")
        # Workers that are killed leave their temporary files, and an interrupt may skip `end`.
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        self._processes = [self._start() for _ in range(count)]

    def kill(self, name: str) -> None:
        """Kill a worker that counts as dead, if it is one of these: it may be stopped."""
        for process in self._processes:
            if process_name(process.pid) == name:
                process.kill()

    async def keep(self) -> None:
        """Start again those that end, until this is cancelled."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            self._processes = [each if each.poll() is None else self._start() for each in self._processes]

    async def end(self) -> None:
        """Wait for all to end, and kill those that do not."""
        deadline = time.monotonic() + _GRACE
        while any(each.poll() is None for each in self._processes) and time.monotonic() < deadline:
            await asyncio.sleep(_LOOK_SECONDS / 5)
        for process in self._processes:
            process.kill()
            process.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start one, in a session of its own: a terminal's Ctrl-C is for the coordinator."""
        return subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
            [sys.executable, "-m", "crawler.cli", *self._arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": self._folder},
            start_new_session=True,
        )
