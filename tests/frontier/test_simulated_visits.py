"""The short forms of the simulation of years; `python -m tests.soak.visits` runs more seeds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.helpers.mark_judge import MarkJudge
from tests.helpers.simulated_visits import STEADY, SimulatedVisits


@pytest.mark.parametrize("seed", [2, 5])
def test_no_crawl_says_complete_while_a_steady_post_is_lacking(seed: int, tmp_path: Path) -> None:
    figures = SimulatedVisits(seed, tmp_path).run(15)
    assert (figures.false_complete, figures.late, figures.marks) == ([], [], [])
    assert figures.complete > figures.visits / 2


def test_whatever_owners_set_no_crawl_says_complete_wrongly(tmp_path: Path) -> None:
    """Emptied blogs, feeds turned short and off, themes without a pager, parts closed by robots.txt."""
    figures = SimulatedVisits(4, tmp_path, unusual=True, size=(60, 150)).run(25)
    assert (figures.false_complete, figures.late, figures.marks) == ([], [], [])
    assert figures.complete > 10


def test_two_blogs_with_the_same_ids_share_an_archive(tmp_path: Path) -> None:
    first = SimulatedVisits(3, tmp_path, size=(60, 150))
    second = SimulatedVisits(3, tmp_path, size=(40, 25), host="second.blogspot.com", blog_id="4712")
    for _ in range(12):
        first.run(1)
        second.run(1)
    for figures in (first.judge.figures, second.judge.figures):
        assert (figures.false_complete, figures.late, figures.marks) == ([], [], [])
        assert figures.complete > 8


@pytest.mark.timeout(400)  # 146 visits with all that a real archive does: 10 s of processor time
def test_two_years_of_a_blog_that_one_answer_holds(tmp_path: Path) -> None:
    """With clocks that are wrong, by years too, zone changes and kills: nothing is lacking at all."""
    seed, visits = 7, 146
    print(f"seed {seed}")
    figures = SimulatedVisits(seed, tmp_path, size=(30, 150), pace=STEADY).run(visits)
    assert (figures.false_complete, figures.late, figures.marks, figures.hidden) == ([], [], [], 0)
    assert figures.complete > visits * 0.8
    assert figures.requests.total() / visits < 4.8


def test_the_judge_of_marks_names_a_live_post_with_one_and_a_gone_post_without_after_weeks() -> None:
    judge, now = MarkJudge(timedelta(days=18)), datetime(2026, 3, 1, tzinfo=UTC)
    held, found = {"live": False, "gone": False, "marked": True}, []
    for day in range(0, 35, 5):
        held["live"], at = day == 10, now + timedelta(days=day)
        found.append(judge.end(at, held, there=["live"], seen=True, hindered=False))
    assert found == [[], [], ["live is there, and was marked"], [], *[["gone lacks a mark"]] * 3]
