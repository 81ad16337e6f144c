"""The short form of the simulation of years; `python -m tests.soak.visits` runs more seeds."""

from pathlib import Path

import pytest

from tests.helpers.simulated_visits import SimulatedVisits


@pytest.mark.parametrize("seed", [2, 5])
def test_no_crawl_says_complete_while_a_steady_post_is_lacking(seed: int, tmp_path: Path) -> None:
    figures = SimulatedVisits(seed, tmp_path).run(15)
    assert (figures.false_complete, figures.late) == ([], [])
    assert figures.complete > figures.visits / 2
