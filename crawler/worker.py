"""Parsing and cleaning of what is large, in processes beside this one, with a deadline and a memory limit.

The time that bytes of a stranger cost has no bound, and C code cannot be interrupted in its own process. What
is small is done at once by the caller: it cannot take long. The pools of Python are of no use here: they run
the main program again in each process, and break as a whole where one process ends.
"""

import atexit
import pickle
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from typing import Any, TypeVar

from crawler.errors import BlogArchiveError
from crawler.worker_process import MEMORY

T = TypeVar("T")

SMALL = 50_000
"""Characters of a body that is cleaned by the caller: 0.6 s for the slowest markup that was found."""
SMALL_ANSWER = 250_000
"""Bytes of an answer that the caller parses: 1 s for the slowest, 5 ms for a feed as it should be."""
SECONDS = 20.0  # deadline of one piece of work: twenty times what honest megabytes take
PROCESSES = 3  # at most so many at once: one that is stuck leaves the others to honest blogs
MAX_LATE = 3  # pieces of work of one origin that may be late; then its large ones are refused at once
_SIGKILL = -9  # return code of a process that somebody, or the kernel for want of memory, has killed
_START = "import sys; sys.path[:] = sys.argv[1:]; from crawler.worker_process import serve; serve()"


class WorkLimitError(BlogArchiveError):
    """Reading or cleaning something takes too much time or memory."""


class _KilledError(MemoryError):
    """Neither deadline nor memory limit has ended a process, nor has `stop`."""


class Worker:
    """Runs pure functions of modules in other processes, which are started when they are needed."""

    def __init__(self, seconds: float = SECONDS, *, processes: int = PROCESSES, quiet: bool = True) -> None:
        self.seconds = seconds
        self._stderr = subprocess.DEVNULL if quiet else None
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="worker")
        self._lock = threading.Lock()
        self._is_closed = False
        self._idle: list[subprocess.Popen[bytes]] = []
        self._busy: set[subprocess.Popen[bytes]] = set()
        self._late: Counter[str] = Counter()

    async def run(self, origin: str, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Return what `work` returns, or raise what it raises; WorkLimitError past the deadline.

        `origin` is the blog that the work is for.
        """
        import asyncio  # noqa: PLC0415 - only a crawl needs it

        call = partial(self.run_now, origin, work, *args, **named)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def run_now(self, origin: str, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Do the same, and block meanwhile."""
        if self._late[origin] >= MAX_LATE:
            raise WorkLimitError(self._reason)
        try:
            return self._attempt(partial(work, *args, **named))
        except WorkLimitError:
            self._late[origin] += 1
            raise

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Begin work that counts for no origin; at most `processes` are under way."""
        return self._threads.submit(self._attempt, work)

    def close(self) -> None:
        """End everything for good: nothing that waits for its turn is begun."""
        self._is_closed = True
        self.stop()
        self._threads.shutdown(cancel_futures=True)

    def stop(self) -> None:
        """End all processes; what is under way is too slow. Others are started when they are needed."""
        with self._lock:
            for process in self._idle:
                _end(process)
            self._idle.clear()
            for process in self._busy:
                process.kill()
            self._busy.clear()

    @property
    def _reason(self) -> str:
        return f"reading it takes more than {self.seconds:g} s or {MEMORY >> 20} MB; look at it in a browser"

    def _attempt(self, work: Callable[[], T]) -> T:
        """Have a process do it, and another one where the first was killed from outside."""
        error, result = self._answer_of_a_process(work)
        if isinstance(error, _KilledError):
            error, result = self._answer_of_a_process(work)
        if isinstance(error, MemoryError):
            raise WorkLimitError(self._reason) from None
        if error is not None:
            try:
                raise error
            finally:
                del error  # its traceback holds this frame, and that what was sent
        made: T = result
        return made

    def _answer_of_a_process(self, work: Callable[[], object]) -> tuple[BaseException | None, Any]:
        process = self._take()
        try:
            error, result = _exchange(process, (self.seconds, work))
        except (EOFError, OSError, pickle.UnpicklingError):
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)  # how it ended tells why
            was_killed = process.poll() == _SIGKILL and process in self._busy
            error, result = _KilledError() if was_killed else MemoryError(), None
            process.kill()
            process.wait()
        self._give_back(process)
        return error, result

    def _take(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._is_closed:
                raise WorkLimitError("no work is begun any more")
            process = self._idle.pop() if self._idle else _start(self._stderr)
            self._busy.add(process)
        return process

    def _give_back(self, process: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            self._busy.discard(process)
            if process.poll() is None and not self._is_closed:
                self._idle.append(process)
            else:
                _end(process)


@cache
def shared_worker(seconds: float = SECONDS) -> Worker:
    """Return the worker of this process with that deadline, which lasts as long."""
    worker = Worker(seconds)
    atexit.register(worker.stop)
    return worker


def _start(stderr: int | None) -> "subprocess.Popen[bytes]":
    """Start a process, in a session of its own: a terminal's Ctrl-C is for this one, which ends it."""
    return subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-c", _START, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=True,
    )


def _exchange(process: "subprocess.Popen[bytes]", work: object) -> tuple[BaseException | None, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    pickle.dump(work, process.stdin)
    process.stdin.flush()
    answer: tuple[BaseException | None, Any] = pickle.load(process.stdout)  # noqa: S301 - our own process
    return answer


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):  # what was not sent yet has nobody to read it
            assert stream is not None
            stream.close()
    process.wait()
