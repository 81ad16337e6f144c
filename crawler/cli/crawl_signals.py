"""Ctrl-C, SIGTERM and SIGHUP during a crawl: it ends in seconds, and its exit code names the signal."""

import signal
from collections.abc import Callable
from types import FrameType

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.exit_codes import Exit

_GRACE = 4.0
"""Seconds in which answers that are under way may still arrive."""
_HANDLED_LIKE = {
    signal.SIGHUP: signal.SIGTERM,
    signal.SIGINT: signal.SIGINT,
    signal.SIGTERM: signal.SIGTERM,
}
"""Signal to the one whose handler of Scrapy it gets: for SIGHUP Scrapy has none."""


class StopSignals:
    """Records the first signal, lets Scrapy begin to end the crawl, then stops waiting for servers.

    A second signal is left to Scrapy, which ends the process at once; but a second SIGHUP is nobody's wish:
    a terminal that closes sends one, its shell another.
    """

    signum: int | None = None

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._listen, signals.engine_started)

    def code(self) -> Exit | None:
        """Return 129, 130 or 143; None where no signal stopped the crawl."""
        return None if self.signum is None else Exit(128 + self.signum)

    def _listen(self) -> None:
        for signum, like in _HANDLED_LIKE.items():
            of_scrapy = signal.getsignal(like)
            # none of ours in tests, where Scrapy installs none either; nohup ignores SIGHUP
            if callable(of_scrapy) and signal.getsignal(signum) is not signal.SIG_IGN:
                signal.signal(signum, self._wrapped(of_scrapy))

    def _wrapped(
        self, of_scrapy: Callable[[int, FrameType | None], object]
    ) -> Callable[[int, FrameType | None], None]:
        def received(signum: int, frame: FrameType | None) -> None:
            from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier installs the wrong one

            self.signum = signum
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            reactor.callFromThread(reactor.callLater, _GRACE, self._abandon)
            of_scrapy(signum, frame)

        return received

    def _abandon(self) -> None:
        assert self._crawler.engine is not None
        self._crawler.engine.downloader.cancel_all()  # type: ignore[attr-defined]
