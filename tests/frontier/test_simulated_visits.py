"""The short form of the simulation of years; `python -m tests.soak.visits` runs more seeds."""

import pytest

from tests.helpers.simulated_visits import SimulatedVisits


@pytest.mark.parametrize("seed", range(4))
def test_no_crawl_says_complete_while_a_steady_post_is_lacking(seed: int) -> None:
    figures = SimulatedVisits(seed).run(30)
    assert figures.false_complete == []
    assert figures.complete > figures.visits / 2
