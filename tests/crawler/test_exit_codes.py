import pytest

from crawler.exit_codes import Exit, of_outcomes


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        (["complete"], Exit.OK),
        (["complete", "complete"], Exit.OK),
        (["complete", "incomplete"], Exit.INCOMPLETE),
        (["incomplete", "failed"], Exit.SOME_FAILED),
        (["failed", "failed"], Exit.ALL_FAILED),
        ([], Exit.INCOMPLETE),
    ],
)
def test_the_worst_outcome_decides(outcomes: list[str], code: Exit) -> None:
    assert of_outcomes(outcomes) is code
