"""Parsing and cleaning of what is large, in processes beside this one, with a deadline and a memory limit.

The time that bytes of a stranger cost has no bound, and C code cannot be interrupted in its own process. What
is small is done at once by the caller: it cannot take long. The pools of Python are of no use here: they run
the main program again in each process, and break as a whole where one process ends.
"""

import asyncio
import atexit
import faulthandler
import os
import pickle
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from crawler.errors import BlogArchiveError

T = TypeVar("T")

SMALL = 50_000
"""Characters of a body that is cleaned by the caller: 0.6 s for the slowest markup that was found."""
SMALL_ANSWER = 250_000
"""Bytes of an answer that the caller parses: 1 s for the slowest, 5 ms for a feed as it should be."""
SECONDS = 20.0
"""Deadline of one piece of work: twenty times what honest megabytes take."""
MEMORY = 1 << 30
"""Bytes of address space of a process."""
PROCESSES = 3
"""At most so many at once: one that is stuck leaves the others to honest blogs."""
MAX_LATE = 3
"""Pieces of work of one origin that may be late; then its large ones are refused at once."""
_START = "import sys; sys.path[:] = sys.argv[1:]; from crawler.worker import serve; serve()"


class WorkLimitError(BlogArchiveError):
    """Reading or cleaning something takes too much time or memory."""


class Worker:
    """Runs pure functions of modules in other processes, which are started when they are needed."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._threads = ThreadPoolExecutor(PROCESSES, thread_name_prefix="worker")
        self._lock = threading.Lock()
        self._idle: list[subprocess.Popen[bytes]] = []
        self._busy: set[subprocess.Popen[bytes]] = set()
        self._late: Counter[str] = Counter()

    async def run(self, origin: str, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Return what `work` returns, or raise what it raises; WorkLimitError past the deadline.

        `origin` is the blog that the work is for.
        """
        call = partial(self.run_now, origin, work, *args, **named)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def run_now(self, origin: str, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Do the same, and block meanwhile."""
        if self._late[origin] >= MAX_LATE:
            raise WorkLimitError(self._reason)
        process = self._take()
        try:
            error, result = _exchange(process, (self.seconds, partial(work, *args, **named)))
        except (EOFError, OSError, pickle.UnpicklingError):
            error, result = MemoryError(), None
            process.kill()
            process.wait()
        self._give_back(process)
        if isinstance(error, MemoryError):
            self._late[origin] += 1
            raise WorkLimitError(self._reason) from None
        if error is not None:
            try:
                raise error
            finally:
                del error  # its traceback holds this frame, and that what was sent
        made: T = result
        return made

    def stop(self) -> None:
        """End all processes; what is under way is too slow. Others are started when they are needed."""
        with self._lock:
            for process in self._idle:
                _end(process)
            self._idle.clear()
            for process in self._busy:
                process.kill()

    @property
    def _reason(self) -> str:
        return f"reading it takes more than {self.seconds:g} s or {MEMORY >> 20} MB; look at it in a browser"

    def _take(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            process = self._idle.pop() if self._idle else _start()
            self._busy.add(process)
        return process

    def _give_back(self, process: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            self._busy.discard(process)
            if process.poll() is None:
                self._idle.append(process)
            else:
                _end(process)


@cache
def shared_worker() -> Worker:
    """Return the worker of this process, which lasts as long."""
    worker = Worker()
    atexit.register(worker.stop)
    return worker


def _start() -> "subprocess.Popen[bytes]":
    """Start a process, in a session of its own: a terminal's Ctrl-C is for this one, which ends it."""
    return subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-c", _START, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
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


def serve() -> None:
    """Do one piece of work after the other, until the other process is gone.

    The deadline is kept by a thread that needs no interpreter, and so also where nobody is left to kill this.
    """
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    os.dup2(nowhere.fileno(), 1)
    _limit_memory()
    with suppress(EOFError, OSError):
        while True:
            seconds, work = pickle.load(sys.stdin.buffer)  # noqa: S301 - of the process that started this
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
            answer = _answer(work)
            faulthandler.cancel_dump_traceback_later()
            answers.write(answer)
            answers.flush()


def _answer(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((None, work()))
    except Exception as error:
        return pickle.dumps((error, None))


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
