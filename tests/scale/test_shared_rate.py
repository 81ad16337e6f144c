"""Workers that share an outgoing address share a rate."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine

from crawler.scale.coordinator import SharedRate


class _SkippingSelector(selectors.SelectSelector):
    """Pass over the time that its loop would wait, so that a busy machine changes no figure."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0
        return super().select(0)


def seconds_of(made: Callable[[Callable[[], float]], Coroutine[None, None, None]]) -> float:
    """Run what `made` makes of a clock; return the seconds that it took by that clock."""
    selector = _SkippingSelector()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    try:
        loop.run_until_complete(made(loop.time))
    finally:
        loop.close()
    return selector.now


async def take(rate: SharedRate, addresses: list[str]) -> None:
    await asyncio.gather(*(rate.turn(address) for address in addresses))


def test_one_address_has_one_rate_however_many_ask() -> None:
    assert 5 / 50 <= seconds_of(lambda clock: take(SharedRate(50, clock), ["home"] * 6)) < 5.1 / 50


def test_two_addresses_have_a_rate_each() -> None:
    assert 2 / 20 <= seconds_of(lambda clock: take(SharedRate(20, clock), ["a", "b"] * 3)) < 2.1 / 20


def test_a_pause_is_for_all_that_wait_too() -> None:
    async def paused(clock: Callable[[], float]) -> None:
        rate = SharedRate(1000, clock)
        await rate.turn("a")
        rate.pause("a", 0.1)
        await take(rate, ["a"])

    assert 0.1 <= seconds_of(paused) < 0.11


def test_a_pause_makes_turns_rarer_once() -> None:
    async def paused(clock: Callable[[], float]) -> None:
        rate = SharedRate(20, clock)
        await rate.turn("a")
        for _ in range(3):  # answers to requests that were on their way together
            rate.pause("a", 0.2)
        await take(rate, ["a"] * 4)

    assert 0.2 + 3 * 0.095 <= seconds_of(paused) < 0.2 + 3 * 0.2
