"""Work in other processes: results, errors, deadline, memory, strikes, the end."""

import asyncio
import gc
import re
import threading
import time
import weakref
from collections import UserDict
from collections.abc import Iterator
from operator import mul

import pytest

from crawler.blogger.feed import parse_feed
from crawler.blogger.frontier.exchange import PageResponse, Purpose
from crawler.blogger.frontier.read_ahead import read_ahead
from crawler.errors import FeedError
from crawler.worker import MAX_LATE, Worker, WorkLimitError

FOR_EVER = (re.match, "(a*)*b", "a" * 60)
URL = "http://harbour.blogspot.com/feeds/posts/default"


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(seconds=1.5)
    yield made
    made.stop()


def test_results_and_errors_come_back(worker: Worker) -> None:
    assert worker.run_now("a", mul, 6, 7) == 42
    with pytest.raises(ZeroDivisionError):
        worker.run_now("a", divmod, 1, 0)
    with pytest.raises(FeedError) as caught:
        worker.run_now("a", parse_feed, b"<html>no feed", url=URL)
    assert caught.value.url == URL
    error = worker.run_now("a", FeedError, "private", url=URL)
    assert (str(error), error.url) == ("private", URL)


def test_an_answer_is_read_as_it_would_be_here(worker: Worker) -> None:
    for purpose, body in ((Purpose.FEED, b"{}"), (Purpose.POST, b"<title>x</title>"), (Purpose.SITEMAP, b"")):
        response = PageResponse(URL, body)
        assert repr(worker.run_now("a", read_ahead, purpose, response)) == repr(read_ahead(purpose, response))


@pytest.mark.parametrize("raised", [FeedError("no feed"), FeedError("private", url=URL)])
def test_an_error_that_was_read_ahead_does_not_keep_its_answer_in_memory(raised: FeedError) -> None:
    parsed = UserDict(feed=raised)
    answer = PageResponse(URL, b"x", parsed=parsed)
    kept = weakref.ref(parsed)
    gc.disable()
    try:
        with pytest.raises(type(raised), match=str(raised)) as caught:
            answer.feed()
        assert vars(caught.value) == vars(raised)
        del answer, caught, parsed
        assert kept() is None
    finally:
        gc.enable()


@pytest.mark.slow
def test_what_is_late_ends_and_the_next_goes_on(worker: Worker) -> None:
    began = time.monotonic()
    for _ in range(MAX_LATE):
        with pytest.raises(WorkLimitError, match=r"more than 1.5 s or 1024 MB"):
            worker.run_now("a", *FOR_EVER)
        assert worker.run_now("b", mul, 6, 7) == 42
    assert time.monotonic() - began < MAX_LATE * 6
    began = time.monotonic()
    with pytest.raises(WorkLimitError):
        worker.run_now("a", mul, 6, 7)
    assert time.monotonic() - began < 0.1, "three strikes: nothing large of this blog is tried again"


@pytest.mark.slow
def test_memory_is_limited(worker: Worker) -> None:
    with pytest.raises(WorkLimitError):
        worker.run_now("a", bytearray, 2 << 30)
    assert worker.run_now("b", bytes, 3) == b"\0\0\0"


@pytest.mark.slow
def test_others_go_on_beside_what_is_late(worker: Worker) -> None:
    async def both() -> tuple[float, int]:
        late = asyncio.ensure_future(worker.run("a", *FOR_EVER))
        began = time.monotonic()
        made = await worker.run("b", mul, 6, 7)
        taken = time.monotonic() - began
        assert not late.done()
        with pytest.raises(WorkLimitError):
            await late
        return taken, made

    worker.seconds = 5.0
    assert asyncio.run(both())[1] == 42


@pytest.mark.slow
def test_stop_ends_what_is_under_way() -> None:
    worker = Worker(seconds=60)
    threading.Timer(1, worker.stop).start()
    began = time.monotonic()
    with pytest.raises(WorkLimitError):
        worker.run_now("a", *FOR_EVER)
    assert time.monotonic() - began < 10
    worker.stop()
