"""Ctrl-C and SIGTERM during a crawl: it ends in seconds, and its exit code names the signal."""

import signal
from collections.abc import Callable
from types import FrameType

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.exit_codes import Exit

_GRACE = 4.0
"""Seconds in which answers that are under way may still arrive."""


class StopSignals:
    """Records the first signal, lets Scrapy begin to end the crawl, then stops waiting for servers.

    A second signal is left to Scrapy, which ends the process at once.
    """

    signum: int | None = None

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._listen, signals.engine_started)

    def code(self) -> Exit | None:
        """Return 130 or 143; None where no signal stopped the crawl."""
        return None if self.signum is None else Exit(128 + self.signum)

    def _listen(self) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM):
            of_scrapy = signal.getsignal(signum)
            if callable(of_scrapy):  # none of ours in tests, where Scrapy installs none either
                signal.signal(signum, self._wrapped(of_scrapy))

    def _wrapped(
        self, of_scrapy: Callable[[int, FrameType | None], object]
    ) -> Callable[[int, FrameType | None], None]:
        def received(signum: int, frame: FrameType | None) -> None:
            from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier installs the wrong one

            self.signum = signum
            reactor.callFromThread(reactor.callLater, _GRACE, self._abandon)
            of_scrapy(signum, frame)

        return received

    def _abandon(self) -> None:
        assert self._crawler.engine is not None
        self._crawler.engine.downloader.cancel_all()  # type: ignore[attr-defined]
