"""Workers that share an outgoing address share a rate."""

import asyncio
import time

from crawler.scale.coordinator import SharedRate


async def take(rate: SharedRate, addresses: list[str]) -> float:
    began = time.monotonic()
    await asyncio.gather(*(rate.turn(address) for address in addresses))
    return time.monotonic() - began


def test_one_address_has_one_rate_however_many_ask() -> None:
    assert asyncio.run(take(SharedRate(50, time.monotonic), ["home"] * 6)) >= 5 / 50


def test_two_addresses_have_a_rate_each() -> None:
    assert asyncio.run(take(SharedRate(20, time.monotonic), ["a", "b"] * 3)) < 5 / 20


def test_a_pause_is_for_all_that_wait_too() -> None:
    async def paused() -> float:
        rate = SharedRate(1000, time.monotonic)
        await rate.turn("a")
        rate.pause("a", 0.1)
        return await take(rate, ["a"])

    assert asyncio.run(paused()) >= 0.09


def test_a_pause_makes_turns_rarer_once() -> None:
    async def paused() -> float:
        rate = SharedRate(20, time.monotonic)
        await rate.turn("a")
        for _ in range(3):  # answers to requests that were on their way together
            rate.pause("a", 0.2)
        return await take(rate, ["a"] * 4)

    assert 0.2 + 3 * 0.095 <= asyncio.run(paused()) < 0.2 + 3 * 0.38
