"""Signals during a command that works in transactions."""

import functools
import signal
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

from crawler.cli.output.stdout import print_error
from crawler.exit_codes import Exit

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def resumable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let Ctrl-C, SIGTERM and SIGHUP end a command between two transactions, with one line and their code."""

    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        received: list[int] = [signal.SIGINT]
        taken = _take(received)
        try:
            return function(*args, **named)
        except KeyboardInterrupt:
            print_error("interrupted: what was stored stays; the same command goes on from there")
            return Exit(128 + received[-1])
        finally:
            for each, handler in taken.items():
                signal.signal(each, handler)

    return call


def _take(received: list[int]) -> dict[signal.Signals, Any]:
    """Let each signal rise as Ctrl-C does, and note it; return the handlers that they had."""

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (of a handler)
        received.append(number)
        # It may rise inside open(): a file that nobody holds yet is closed as it goes, and no fault.
        warnings.simplefilter("ignore", ResourceWarning)
        raise KeyboardInterrupt

    earlier = {each: signal.getsignal(each) for each in _SIGNALS}
    ours = (signal.SIG_DFL, signal.default_int_handler)  # nohup has SIGHUP ignored
    taken = {each: handler for each, handler in earlier.items() if handler in ours}
    for each in taken:
        signal.signal(each, interrupt)
    return taken
