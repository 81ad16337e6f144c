"""Row ids follow the publication date."""

from datetime import datetime
from itertools import islice
from typing import Any

import pytest

from pipelines.archive.rowids import candidates
from tests.helpers.posts import FULL, post


def first(**fields: Any) -> int:
    return next(candidates(post(**fields)))


def unix(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def test_an_exact_time_is_its_unix_second() -> None:
    assert first() == unix("2015-04-02T06:30:00+00:00")


@pytest.mark.parametrize(
    ("local", "earliest", "latest"),
    [
        ("2015-04-01T23:30", "2015-04-01T23:30+00:00", "2015-04-01T23:31+00:00"),
        ("2015-04-01", "2015-04-01T00:00+00:00", "2015-04-02T00:00+00:00"),
        ("2015-04", "2015-04-01T00:00+00:00", "2015-05-01T00:00+00:00"),
        ("2015", "2015-01-01T00:00+00:00", "2016-01-02T00:00+00:00"),
    ],
)
def test_a_vague_time_is_somewhere_within(local: str, earliest: str, latest: str) -> None:
    assert unix(earliest) <= first(published=None, published_local=local) < unix(latest)


@pytest.mark.parametrize(
    "fields",
    [
        {"published": None, "published_local": None},
        {"published": None, "published_local": "no date"},
        {"published": datetime.fromisoformat("1970-01-01T00:00:00+00:00")},
        {"published": datetime.fromisoformat("0001-01-01T00:00:00+00:00")},
    ],
)
def test_posts_without_a_credible_date_come_before_all_others(fields: dict[str, Any]) -> None:
    assert 0 < first(**fields) < unix("1973-12-31T00:00+00:00")


def test_on_a_tie_the_next_ids_are_near_and_all_different() -> None:
    near = list(islice(candidates(FULL), 2))
    assert 0 <= near[1] - near[0] < 60
    assert len(set(islice(candidates(FULL), 6))) > 3


def test_ids_depend_on_the_post_alone() -> None:
    assert list(islice(candidates(FULL), 5)) == list(islice(candidates(post(title="x")), 5))
    assert list(islice(candidates(FULL), 5)) != list(islice(candidates(post(7)), 5))


def test_ids_are_exact_in_javascript() -> None:
    assert (
        max(islice(candidates(post(published=datetime.fromisoformat("9999-12-31T23:00-07:00"))), 50)) < 2**53
    )
