"""`kill -9`, SIGTERM and Ctrl-C at random moments of a crawl. `make soak` does the same for longer."""

import signal
from collections.abc import Iterator
from random import Random

import pytest

from crawler.blogger.frontier.feed_pages import OVERLAP
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from tests.soak.kills import CrawlTarget

pytestmark = pytest.mark.slow

POSTS = 500
KILLS = 8
SEED = 20261126


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrawlTarget]:
    with CrawlTarget(tmp_path_factory.mktemp("crash"), POSTS, seed=1, page=25) as target:
        yield target


def test_kill_nine_loses_and_doubles_nothing(target: CrawlTarget) -> None:
    """One run after the other is killed, the last one comes to its end."""
    random = Random(SEED)
    target.clear()
    ends = [target.end_at_random(random) for _ in range(KILLS)]
    assert [(end.lost, end.doubled, end.problems) for end in ends] == [(0, 0, ())] * KILLS
    assert {end.exit for end in ends} <= {-signal.SIGKILL, 0}
    with Archive(target.archive, read_only=True) as archive:
        cut_off = "complete" not in [run.outcome for run in archive.crawls()]
    code, said = target.crawl()
    assert code == Exit.OK, said
    if cut_off:  # the run after one that was taken up and came to its end asks for everything
        # Answers overlap by an entry each, and the last one is asked for again.
        assert target.sent() <= POSTS - ends[-1].left + OVERLAP + target.page
    assert (len(target.read_content().texts), target.read_content().doubled) == (POSTS, 0)
    with Archive(target.archive, read_only=True) as archive:
        outcomes = [run.outcome for run in archive.crawls()]
    assert outcomes[-1] == "complete"
    assert set(outcomes) <= {"interrupted", "complete"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stores_what_was_fetched(target: CrawlTarget, number: int) -> None:
    random = Random(SEED + number)
    target.clear()
    target.site.log.clear()
    end = target.end_at_random(random, number)
    fetched = target.sent() - target.page  # the last answer may be on its way
    assert end.exit not in (Exit.BUG, -number)
    assert end.exit != 0 or end.left == POSTS
    assert (end.lost, end.doubled, end.problems) == (0, 0, ())
    assert end.left >= fetched
