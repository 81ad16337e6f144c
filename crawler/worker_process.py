"""The other end of `crawler.worker`: a process that does what it is sent, until nobody sends any more."""

import faulthandler
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MEMORY = 1 << 30  # bytes of address space of a process


def serve() -> None:
    """Do one piece of work after the other, until the other process is gone.

    The deadline is kept by a thread that needs no interpreter, and so also where nobody is left to kill this.
    """
    with (
        suppress(EOFError, OSError),
        os.fdopen(os.dup(1), "wb") as answers,
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
    ):
        os.dup2(nowhere.fileno(), 1)
        _limit_memory()
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
