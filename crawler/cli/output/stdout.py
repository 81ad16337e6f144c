"""Standard output in every state: closed, full, left by its reader, without the letters to be printed."""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from crawler.exit_codes import Exit
from crawler.log_lines import line_of

if TYPE_CHECKING:
    from tqdm import tqdm


@dataclass(slots=True)
class OutputState:
    """The result of writing to standard output; `exit_code` is not OK where it failed."""

    exit_code: Exit = Exit.OK


@contextmanager
def guarded_stdout() -> Iterator[OutputState]:
    """Print letters that the encoding lacks as escapes, and end where nobody reads or no room is left.

    A reader that leaves, as in `| head`, is a success.
    """
    state = OutputState()
    if sys.stdout is None:  # closed by whoever started the program, as `>&-` does
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it stays to the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield state
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()
    except OSError as error:
        if error.filename is not None:  # of another file
            raise
        _discard_stdout()
        print_error(f"error: standard output: {error.strerror}; free some space there")
        state.exit_code = Exit.ARCHIVE


def open_stderr() -> None:
    """Open a standard error that was closed, as by `2>&-`: `print` would write to standard output."""
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it stays to the end


def print_error(line: str) -> None:
    """Print to stderr where there is one that takes it: cron may close it, or its disk may be full."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(line_of(line, "WARNING"), file=sys.stderr, flush=True)


def json_text(tree: object, *, indent: int | None = 2, out: TextIO | None = None) -> str:
    """Return data as JSON, with escapes where standard output, or `out`, cannot write its letters."""
    text = json.dumps(tree, ensure_ascii=False, indent=indent, default=str)
    try:
        text.encode((out or sys.stdout).encoding or "ascii")
    except UnicodeEncodeError:
        return json.dumps(tree, indent=indent, default=str)
    return text


def progress_bar(unit: str, total: int | None = None, **more: Any) -> "tqdm[Any]":
    """Return a bar for a command that may take long: on a terminal only, and gone when it ends."""
    from tqdm import tqdm  # noqa: PLC0415 - few commands need it

    return tqdm(unit=unit, total=total, file=sys.stderr, leave=False, delay=1, disable=None, **more)


def _discard_stdout() -> None:
    """Send what is still buffered nowhere, instead of failing again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
