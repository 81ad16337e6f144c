"""Workers that are forked when all is imported and nothing has begun: the imports of one cost two seconds."""

import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence

_ends_to_write: list[int] = []
"""Of all processes that wait: one that inherits them would keep the others waiting."""


class ForkedWorker:
    """A process that waits for its command line, and ends where none comes. In part a `subprocess.Popen`."""

    def __init__(self, main: Callable[[Sequence[str]], int]) -> None:
        awaited, self._command = os.pipe()
        _ends_to_write.append(self._command)
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _work(awaited, main)
        os.close(awaited)

    def begin(self, arguments: Sequence[str]) -> None:
        """Send the command line."""
        os.write(self._command, json.dumps(arguments).encode())
        os.close(self._command)
        _ends_to_write.remove(self._command)

    def poll(self) -> int | None:
        """Return how the process ended; None while it runs."""
        return self._wait(os.WNOHANG)

    def wait(self) -> int | None:
        """Return how the process ended, when it has."""
        return self._wait(0)

    def kill(self) -> None:
        """End the process."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _wait(self, how: int) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, how)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode


def fork_workers(count: int, main: Callable[[Sequence[str]], int]) -> tuple[ForkedWorker, ...]:
    """Fork so many; none where that is not safe: beside threads, which system libraries may start, too."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    gc.collect()
    gc.freeze()  # the collector would write into all memory that is shared with them
    return tuple(ForkedWorker(main) for _ in range(count)) if is_safe else ()


def _work(awaited: int, main: Callable[[Sequence[str]], int]) -> None:
    """Be the worker, in a session of its own: a terminal's Ctrl-C is for the coordinator."""
    code = 1
    try:
        os.setsid()
        for end in _ends_to_write:
            os.close(end)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        command = os.read(awaited, 1 << 16)
        code = main(json.loads(command)) if command else 0
    finally:
        sys.stderr.flush()
        os._exit(code)
