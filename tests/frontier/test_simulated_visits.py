"""The short forms of the simulation of years; `python -m tests.soak.visits` runs more seeds."""

from pathlib import Path

import pytest

from tests.helpers.simulated_visits import STEADY, SimulatedVisits


@pytest.mark.parametrize("seed", [2, 5])
def test_no_crawl_says_complete_while_a_steady_post_is_lacking(seed: int, tmp_path: Path) -> None:
    figures = SimulatedVisits(seed, tmp_path).run(15)
    assert (figures.false_complete, figures.late) == ([], [])
    assert figures.complete > figures.visits / 2


def test_two_years_of_a_blog_that_one_answer_holds(tmp_path: Path) -> None:
    """With clocks that are wrong, by years too, zone changes and kills: nothing is lacking at all."""
    seed, visits = 7, 146
    print(f"seed {seed}")
    figures = SimulatedVisits(seed, tmp_path, pace=STEADY).run(visits)
    assert (figures.false_complete, figures.late, figures.hidden) == ([], [], 0)
    assert figures.complete > visits * 0.8
    assert figures.requests.total() / visits < 9.4
