"""One rate of requests for all workers that ask from the same outgoing address."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class SharedRate:
    """Turns at so many requests a second for each outgoing address; they are given in the order asked."""

    rate: float
    clock: Callable[[], float]
    _next: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Outgoing address → time of the next turn."""
    _turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def turn(self, address: str) -> None:
        """Return when a request may be sent from that address."""
        async with self._turns[address]:
            while (wait := self._next[address] - self.clock()) > 0:
                await asyncio.sleep(wait)
            self._next[address] = self.clock() + 1 / self.rate

    def pause(self, address: str, seconds: float) -> None:
        """Give no turn for so long: the server asked for it."""
        self._next[address] = max(self._next[address], self.clock() + seconds)
