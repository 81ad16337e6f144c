"""Signals during a command that works in transactions."""

import functools
import signal
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

from crawler.cli.output.stdout import print_error
from crawler.exit_codes import Exit


def resumable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let Ctrl-C, SIGTERM and SIGHUP end a command between two transactions, with one line and their code."""

    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        received = [signal.SIGINT]

        def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (of a handler)
            received.append(signal.Signals(number))
            # It may rise inside open(): a file that nobody holds yet is closed as it goes, and no fault.
            warnings.simplefilter("ignore", ResourceWarning)
            raise KeyboardInterrupt

        names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        earlier = {each: signal.getsignal(each) for each in map(signal.Signals.__getitem__, names)}
        taken = {
            each: handler
            for each, handler in earlier.items()
            if handler in (signal.SIG_DFL, signal.default_int_handler)
        }
        try:
            for each in taken:
                signal.signal(each, interrupt)
            return function(*args, **named)
        except KeyboardInterrupt:
            print_error("interrupted: what was stored stays; the same command goes on from there")
            return Exit(128 + received[-1])
        finally:
            for each, handler in taken.items():
                signal.signal(each, handler)

    return call
