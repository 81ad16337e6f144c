"""Ctrl-C, SIGTERM and SIGHUP during a crawl: it ends in seconds, and its exit code names the signal.

Python runs handlers in the main thread, between two instructions or inside a regular expression. A thread
beside it ends the process where the main thread is held up for longer: by C code that has given the
interpreter away, such as lxml's, or by any other code once a timer's handler gives it away.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.cli.output.stdout import print_error
from crawler.exit_codes import Exit
from crawler.worker import shared_worker
from pipelines.store import PROCESS_ENDING

_GRACE = 4.0  # seconds in which answers that are under way may still arrive
_FORCED_AFTER = 8.0  # seconds after which the process ends, whatever it is busy with
_HANDLED_LIKE = {signal.SIGHUP: signal.SIGTERM, signal.SIGINT: signal.SIGINT, signal.SIGTERM: signal.SIGTERM}
"""Signal to the one whose handler of Scrapy it gets: for SIGHUP Scrapy has none."""


class StopSignals:
    """Records the first signal, lets Scrapy begin to end the crawl, then stops waiting for servers.

    A second signal is left to Scrapy, which ends the process at once; but a second SIGHUP is nobody's wish:
    a terminal that closes sends one, its shell another.
    """

    signum: int | None = None

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._received, self._wakeup = socket.socketpair()
        self._deadline = 0.0
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
        if callable(signal.getsignal(signal.SIGTERM)):
            self._wakeup.setblocking(False)
            signal.set_wakeup_fd(self._wakeup.fileno(), warn_on_full_buffer=False)
            threading.Thread(target=self._force_the_end, name="signals", daemon=True).start()

    def _wrapped(
        self, of_scrapy: Callable[[int, FrameType | None], object]
    ) -> Callable[[int, FrameType | None], None]:
        def received(signum: int, frame: FrameType | None) -> None:
            from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier installs the wrong one

            self.signum = signum
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            reactor.callFromThread(reactor.callLater, _GRACE, self._abandon)
            if hasattr(signal, "setitimer"):
                signal.signal(signal.SIGALRM, lambda *_: time.sleep(_FORCED_AFTER))  # the other thread runs
                signal.setitimer(signal.ITIMER_REAL, _FORCED_AFTER)
                self._deadline = time.monotonic() + _FORCED_AFTER
            of_scrapy(signum, frame)

        return received

    def _abandon(self) -> None:
        assert self._crawler.engine is not None
        self._crawler.engine.downloader.cancel_all()  # type: ignore[attr-defined]
        shared_worker().stop()

    def _force_the_end(self) -> None:
        """Wait for a signal, which C code writes to the socket as it comes, then for the run to end."""
        from twisted.internet import reactor  # noqa: PLC0415

        signum = self._received.recv(1)[0]
        while signum not in _HANDLED_LIKE:
            signum = self._received.recv(1)[0]
        reactor.callFromThread(lambda: None)  # wakes the main thread, as its own descriptor would
        now = time.monotonic()  # late, where the main thread did not give the interpreter away before
        time.sleep(max(0.0, (self._deadline or now + _FORCED_AFTER) - now))
        self._crawler.signals.send_catch_log(PROCESS_ENDING)
        print_error(f"Stopped by force after {_FORCED_AFTER:g} s; the same command completes it.")
        os._exit(128 + signum)
