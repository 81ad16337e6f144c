"""Ctrl-C and SIGTERM: a crawl that is told to stop ends in seconds, and says by which signal."""

import signal
from collections.abc import Callable
from types import FrameType

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.exit_codes import Exit

GRACE = 4.0
"""Seconds in which answers that are under way may still arrive."""


class Stop:
    """Notes the first signal, lets Scrapy begin to end the crawl, and after GRACE stops waiting for servers.

    A second signal is Scrapy's alone: it ends the process at once.
    """

    signum: int | None = None

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._listen, signals.engine_started)

    def code(self) -> Exit | None:
        """130 or 143; None where nothing stopped the crawl."""
        return None if self.signum is None else Exit(128 + self.signum)

    def _listen(self) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM):
            scrapys = signal.getsignal(signum)
            if callable(scrapys):  # none of ours in tests, where Scrapy installs none either
                signal.signal(signum, self._then(scrapys))

    def _then(
        self, scrapys: Callable[[int, FrameType | None], object]
    ) -> Callable[[int, FrameType | None], None]:
        def received(signum: int, frame: FrameType | None) -> None:
            from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier installs the wrong one

            self.signum = signum
            reactor.callFromThread(reactor.callLater, GRACE, self._abandon)
            scrapys(signum, frame)

        return received

    def _abandon(self) -> None:
        assert self._crawler.engine is not None
        self._crawler.engine.downloader.cancel_all()  # type: ignore[attr-defined]
