"""Days and months are those of the post's own clock, wherever they are shown, filtered, counted or linked."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.archive import Archive
from pipelines.search.browse import count_archive, months_of
from pipelines.search.filters import Filter
from pipelines.search.search import search
from pipelines.search.trends import count_trends
from tests.helpers.posts import post
from tests.helpers.processes import call
from tests.helpers.web_site import client, texts

TIMES = (
    "2025-01-31T20:00:00-08:00",  # February by UTC
    "2025-02-01T00:00:00-12:00",
    "2025-01-31T23:59:59-12:00",
    "2025-02-01T13:59:59+14:00",  # January by UTC
    "2024-12-31T23:00:00-01:00",
    "2025-01-01T00:30:00+05:30",
    "2024-02-29T22:00:00-03:00",
    "2025-02-28T10:00:00+00:00",
    "2025-03-01T08:00:00+09:30",
    "2025-03-30T12:00:00",  # no zone is known
    "2025-03",
    "2025",
)
SPANS = ("2024", "2025", "2024-02", "2024-12", "2025-01", "2025-02", "2025-03", "2025-01-31", "2025-02-01",
         "2024-12-31", "2025-01-01", "2024-02-29")  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("days") / "archive.db"
    with Archive(path) as archive:
        for number, local in enumerate(TIMES):
            at = datetime.fromisoformat(local) if "T" in local else None
            exact = at if at and at.tzinfo else None
            archive.save_posts(
                [post(number, published=exact, published_local=local, title=f"Ferry {number}")]
            )
    return path


@pytest.mark.parametrize("span", SPANS)
def test_a_filter_takes_the_days_of_the_posts_own_clock(path: Path, span: str) -> None:
    expected = {
        str(number) for number, local in enumerate(TIMES)
        if local.startswith(span) or (len(local) < 10 and f"{local}-01-01"[:10].startswith(span))
    }  # fmt: skip
    chosen = Filter(since=span, until=span)
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        assert {hit.post_id for hit in search(connection, "", chosen).hits} == expected
        assert {hit.post_id for hit in search(connection, "ferry", chosen).hits} == expected


def test_months_are_counted_by_the_posts_own_clock(path: Path) -> None:
    expected: dict[str, int] = {}
    for local in TIMES:
        expected[local[:7]] = expected.get(local[:7], 0) + 1
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        assert dict(count_archive(connection).months) == expected
        assert dict(months_of(connection, post().blog_id)) == expected
        trend = count_trends(connection, ["ferry"])
    counted = dict(zip(trend.spans, trend.counts["ferry"], strict=True))
    assert {month: n for month, n in counted.items() if n} == {
        m: n for m, n in expected.items() if len(m) > 4
    }


def test_the_last_evening_of_january_is_a_day_of_january_everywhere(tmp_path: Path) -> None:
    local = TIMES[0]
    archive, site = tmp_path / "archive.db", tmp_path / "site"
    with Archive(archive) as opened:
        opened.save_posts([post(1, published=datetime.fromisoformat(local), published_local=local)])
    assert call("search", "ferries", "--archive", archive).stdout.startswith("2025-01-31  ")
    assert "2025-02" not in call("search", "ferries", "--csv", "--archive", archive).stdout.split(local)[1]
    assert call("export", tmp_path / "posts.md", "--archive", archive).returncode == 0
    assert [file.name[:10] for file in tmp_path.glob("posts.md/**/2*.md")] == ["2025-01-31"]
    assert call("site", site, "--archive", archive).returncode == 0
    assert [file.name for file in (site / "month").iterdir()] == ["2025-01.html"]
    with client(archive) as pages:
        assert texts(pages.page("/search?since=2025-01&until=2025-01"), "time") == ["31 January 2025, 20:00"]
        assert texts(pages.page("/search?q=ferries&since=2025-01-31&until=2025-01-31"), ".entry time")
        assert not texts(pages.page("/search?since=2025-02"), ".entry")
        months = [a.get("href") for a in pages.page("/months").cssselect("td a")]
        bars = [a.get("href") for a in pages.page("/").cssselect("svg a")]
        assert months == bars == ["/search?since=2025-01&until=2025-01"]


def test_a_list_of_copies_shows_the_posts_own_clock(tmp_path: Path) -> None:
    at, text = datetime.fromisoformat(TIMES[0]), " ".join(f"word{n}" for n in range(90))
    with Archive(tmp_path / "a.db") as archive:
        archive.save_posts([post(n, published=at, published_local=TIMES[0], text=text) for n in (1, 2)])
    listed = call("duplicates", "--archive", tmp_path / "a.db").stdout.splitlines()
    assert [line.split()[1] for line in listed] == [TIMES[0][:10]] * 2
