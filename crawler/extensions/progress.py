"""A progress bar that log lines do not tear."""

import logging
import sys
from collections.abc import Callable
from typing import Any, TextIO

from tqdm import tqdm

_UNKNOWN = "{n_fmt} posts | {desc}"  # while no blog has said how many posts it has
_FORMAT = "{n_fmt}/{total_fmt} posts |{bar}| {desc}, {rate_fmt}, {remaining} left"


class _StreamAboveBar:
    """A stream for log handlers that prints lines above the bar instead of through it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> None:
        if text.strip():
            tqdm.write(text.rstrip("\n"), file=self.stream)

    def flush(self) -> None:
        self.stream.flush()


class ProgressBar:
    """Posts stored, of all that the blogs reported so far; `requests` returns the requests sent."""

    def __init__(self, requests: Callable[[], int]) -> None:
        self.requests = requests
        self._done = 0
        self._expected: dict[str, int] = {}
        self.tqdm: tqdm[Any] = tqdm(unit=" posts", bar_format=_UNKNOWN, file=sys.stderr, dynamic_ncols=True)
        self._handlers = [h for h in logging.root.handlers if isinstance(h, logging.StreamHandler)]
        self._streams = [handler.setStream(_StreamAboveBar(sys.stderr)) for handler in self._handlers]

    def expect(self, blog: str, posts: int) -> None:
        """Add a blog to the total, once."""
        self._expected[blog] = posts
        self._refresh()

    def print(self, line: str) -> None:
        """Print a line above the bar."""
        self.tqdm.write(line, file=sys.stderr)

    def advance(self) -> None:
        """Count one post. The total follows where a blog holds more than it reported."""
        self._done += 1
        self._refresh()

    def _refresh(self) -> None:
        if expected := sum(self._expected.values()):
            self.tqdm.total = max(expected, self._done)
            self.tqdm.bar_format = _FORMAT
        self.tqdm.set_description_str(f"{self.requests()} requests", refresh=False)
        self.tqdm.update(self._done - self.tqdm.n)

    def close(self) -> None:
        """Leave the bar as it stands and restore the streams of the log handlers."""
        self.tqdm.close()
        for handler, stream in zip(self._handlers, self._streams, strict=True):
            if stream is not None:
                handler.setStream(stream)
