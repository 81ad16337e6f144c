"""A progress bar that log lines do not tear."""

import logging
import sys
from collections.abc import Callable
from typing import Any, TextIO

from tqdm import tqdm

FORMAT = "{n_fmt}/{total_fmt} posts |{bar}| {desc}, {rate_fmt}, {remaining} left"


class _AboveTheBar:
    """A stream for log handlers: lines appear above the bar instead of through it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> None:
        if text.strip():
            tqdm.write(text.rstrip("\n"), file=self.stream)

    def flush(self) -> None:
        self.stream.flush()


class Bar:
    """Posts that are through, of all that the blogs so far said they have; `requests` gives requests sent."""

    def __init__(self, requests: Callable[[], int]) -> None:
        self.requests = requests
        self._done = self._expected = 0
        self.tqdm: tqdm[Any] = tqdm(
            total=0, unit=" posts", bar_format=FORMAT, file=sys.stderr, dynamic_ncols=True
        )
        self._handlers = [h for h in logging.root.handlers if isinstance(h, logging.StreamHandler)]
        self._streams = [handler.setStream(_AboveTheBar(sys.stderr)) for handler in self._handlers]

    def expect(self, posts: int) -> None:
        """That many more are to come."""
        self._expected += posts
        self._show()

    def advance(self) -> None:
        """One more is through. The total follows where a blog holds more than it said."""
        self._done += 1
        self._show()

    def _show(self) -> None:
        self.tqdm.total = max(self._expected, self._done)
        self.tqdm.set_description_str(f"{self.requests()} requests", refresh=False)
        self.tqdm.update(self._done - self.tqdm.n)

    def close(self) -> None:
        """Leave the bar as it stands and give the log its own stream back."""
        self.tqdm.close()
        for handler, stream in zip(self._handlers, self._streams, strict=True):
            if stream is not None:
                handler.setStream(stream)
