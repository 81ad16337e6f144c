from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.extensions.summary import next_steps, problems, summary, time_needed
from crawler.items import Crawl

START = datetime(2026, 1, 1, tzinfo=UTC)
DONE = Crawl(
    run="r",
    address="https://a.example/",
    blog_id="1",
    started=START,
    ended=START + timedelta(seconds=2),
    outcome="complete",
    expected=60,
    received=60,
    new=5,
    changed=1,
    unchanged=54,
    requests=3,
)


def lines(*crawls: Crawl, reason: str = "finished", written: int = 0) -> list[str]:
    return summary(crawls, {"1": "Harbour News"}, "/nowhere/a.db", reason=reason, written=written)


def test_one_blog_is_one_line_and_where_the_archive_is() -> None:
    assert lines(DONE) == [
        "Harbour News: 60 of 60 posts received: 5 new, 1 changed, 54 unchanged; 3 requests, 2.0 s",
        "Archive: /nowhere/a.db",
    ]


def test_a_large_blog_is_told_how_long_it_takes() -> None:
    begun = replace(DONE, ended=None, outcome=None, expected=4120, received=150, requests=2)
    assert time_needed(begun, START + timedelta(seconds=2)) == "4,120 posts, about 31 requests, 30 seconds"
    assert time_needed(begun, START + timedelta(minutes=1)) == "4,120 posts, about 31 requests, 14 minutes"
    assert time_needed(begun, START + timedelta(seconds=0.2)) is None
    assert time_needed(replace(begun, expected=None), START + timedelta(hours=1)) is None
    assert time_needed(replace(begun, kind="incremental"), START + timedelta(hours=1)) is None


def test_comments_are_counted_where_they_were_asked_for() -> None:
    assert (
        "54 unchanged; 7 of 9 comments; 3"
        in lines(replace(DONE, comments_expected=9, comments_received=7))[0]
    )


def test_a_shortfall_stands_below_its_blog() -> None:
    short = replace(DONE, outcome="incomplete", received=50, error="received 50 of the 60 posts")
    assert lines(short)[1] == "  INCOMPLETE: received 50 of the 60 posts"


def test_an_address_where_no_blog_answers_is_said_not_to_be_followed() -> None:
    failed = replace(DONE, blog_id=None, outcome="failed", error="no such host")
    said = "1 not followed, as no blog answered; `blogger-archive blogs add URL` follows it"
    assert said in lines(failed)
    assert said not in lines(replace(failed, follow=failed.address))
    assert said not in lines(replace(failed, blog_id="1"))


def test_several_blogs_end_in_a_sum() -> None:
    failed = replace(DONE, blog_id=None, address="https://b.example/", outcome="failed", error="no such host")
    failed = replace(failed, new=0, changed=0, unchanged=0, requests=1)
    assert lines(DONE, failed)[1:3] == [
        "https://b.example/: FAILED: no such host",
        "1 of 2 blogs complete: 5 new, 1 changed, 54 unchanged; 4 requests",
    ]


def test_the_sum_counts_edits_that_were_kept_aside() -> None:
    assert (
        "54 unchanged, 2 kept aside as suspicious; 103"
        in lines(replace(DONE, suspect=2), replace(DONE, new=0, changed=0, unchanged=0, requests=100))[-2]
    )


def test_quiet_runs_tell_of_edits_that_were_kept_aside() -> None:
    said = problems([DONE, replace(DONE, suspect=2)], {}, reason="finished", written=0)
    assert len(said) == 1
    assert said[0].startswith("https://a.example/: 2 suspicious edits kept aside until the next run")


def test_an_unchanged_blog_is_a_short_line() -> None:
    quiet = replace(DONE, kind="unchanged", expected=None, received=0, requests=1)
    assert lines(quiet)[0] == "Harbour News: unchanged; 1 request"


def test_of_an_incremental_visit_the_news_are_told() -> None:
    news = replace(DONE, kind="incremental", received=6, unchanged=0, requests=1)
    assert lines(news)[0] == "Harbour News: 5 new, 1 changed; 60 posts in all; 1 request, 2.0 s"


def test_of_many_blogs_the_unchanged_ones_are_counted() -> None:
    said = summary([DONE], {}, "/nowhere/a.db", reason="finished", written=6, unchanged=999)
    assert said[1:3] == [
        "999 blogs unchanged; 1 request each",
        "1000 of 1000 blogs complete: 5 new, 1 changed, 54 unchanged; 1002 requests",
    ]


def test_an_early_end_says_what_was_kept() -> None:
    assert lines(reason="shutdown", written=12)[0].endswith("New or changed: 12 posts.")
    assert "memusage_exceeded" in lines(reason="memusage_exceeded")[0]


def test_the_next_search_finds_the_post_it_was_made_from() -> None:
    steps = next_steps("/nowhere/my archive.db", "A comet, a crowd and one telescope")
    assert steps[2].endswith("blogger-archive search telescope --archive '/nowhere/my archive.db'")


def test_the_default_archive_need_not_be_named() -> None:
    assert next_steps(None, "One telescope")[2].endswith("blogger-archive search telescope")
