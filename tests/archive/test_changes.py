"""New, changed, refreshed or the same: one table of what a crawl may meet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Post
from pipelines.archive.changes.decide import Kind, decide
from tests.helpers.posts import FULL, post

PAGE = replace(
    FULL,
    source="page",
    body_raw="<div>The ferries\nrun again.</div>",
    html="<div>The ferries\nrun again.</div>",
    aliases=(),
    updated=None,
    updated_raw=None,
    comment_count=None,
    thumbnail=None,
)
"""The same post as a page shows it."""
EXACT = datetime.fromisoformat("2015-04-01T23:30:00.003-07:00")


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Ferries stop again"},
        {"title": None},
        {"author": "Rui Lima"},
        {"labels": ("Harbour",)},
        {"labels": ()},
        {"published": EXACT + timedelta(days=1), "published_local": "2015-04-02T23:30:00.003-07:00"},
        {"body_raw": "<p>They stopped.</p>", "text": "They stopped."},
    ],
)
def test_what_the_author_changed_in_the_feed_is_a_change(edit: dict[str, Any]) -> None:
    decision = decide(FULL, post(**edit))
    assert (decision.kind, decision.post) == (Kind.CHANGED, post(**edit))


@pytest.mark.parametrize(
    "facts",
    [
        {"comment_count": 3},
        {"updated": EXACT + timedelta(days=9)},
        {"thumbnail": "https://img.example/new.jpg"},
        {"author_url": "https://www.blogger.com/profile/2"},
        {"labels": ("Traffic", "Harbour")},
        {"text": "The ferries run again!", "html": "<p>The ferries run again!</p>"},
        {"published": EXACT.astimezone(UTC), "published_local": "2015-04-02T06:30:00.003+00:00"},
    ],
)  # fmt: skip
def test_facts_around_a_post_are_refreshed(facts: dict[str, Any]) -> None:
    """Also what this program makes of the same body: a better cleaner is no edit."""
    decision = decide(FULL, post(**facts))
    assert (decision.kind, decision.post) == (Kind.REFRESHED, post(**facts))


@pytest.mark.parametrize(
    "unsaid",
    [
        {"comment_count": None},
        {"updated": None, "updated_raw": None},
        {"thumbnail": None, "author_url": None, "location": None, "locale": None},
        {"url": None},
        {"aliases": ()},
        {"published": None, "published_local": "2015-04", "date_note": "month only"},
        {"published": None, "published_raw": None, "published_local": None, "date_note": "no date"},
        {"partial": True, "body_raw": "The fer…", "html": "The fer…", "text": "The fer…", "word_count": 2},
    ],
)  # fmt: skip
def test_what_is_not_said_erases_nothing(unsaid: dict[str, Any]) -> None:
    assert decide(FULL, post(**unsaid)).kind is Kind.SAME


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"title": None, "author": None, "labels": ()},
        {"labels": ("Traffic", "Harbour")},
        {"published": datetime.fromisoformat("2015-04-01T23:30:00-07:00")},
        {"published": None, "published_local": "2015-04-01", "date_note": "day only"},
        {"body_raw": "", "html": "", "text": ""},
        {"url": "http://harbour.example/2015/04/ferries.html"},
    ],
)
def test_a_page_with_the_same_words_is_the_same(shown: dict[str, Any]) -> None:
    assert decide(FULL, replace(PAGE, **shown)).kind is Kind.SAME


@pytest.mark.parametrize(
    "shown",
    [
        {"text": "The ferries stop."},
        {"title": "Another title"},
        {"published": EXACT + timedelta(hours=1), "published_local": "2015-04-02T00:30:00-07:00"},
    ],
)
def test_a_page_with_other_words_is_a_change(shown: dict[str, Any]) -> None:
    assert decide(FULL, replace(PAGE, **shown)).kind is Kind.CHANGED


def test_the_feed_states_the_time_of_a_page_more_exactly() -> None:
    to_the_second = datetime.fromisoformat("2015-04-01T23:30:00-07:00")
    stored = replace(PAGE, published=to_the_second)
    assert [decide(stored, post(partial=part)).kind for part in (True, False)] == [Kind.REFRESHED] * 2


def test_the_feed_completes_what_a_page_left_open() -> None:
    bare = replace(PAGE, author=None, labels=(), published=None, published_local="2015-04-01")
    decision = decide(bare, FULL)
    assert (decision.kind, decision.post) == (Kind.REFRESHED, FULL)


def test_a_text_completes_its_summary() -> None:
    summary = post(partial=True, body_raw="The fer…", html="The fer…", text="The fer…")
    decision = decide(summary, PAGE)
    assert (decision.kind, decision.post.text, decision.post.partial) == (Kind.REFRESHED, FULL.text, False)


@pytest.mark.parametrize(
    ("arriving", "url", "aliases"),
    [
        (post(url="https://new.example/a.html"), "https://new.example/a.html", (*FULL.aliases, FULL.url)),
        (replace(PAGE, url="https://new.example/a.html"), FULL.url, (*FULL.aliases, "https://new.example/a.html")),
        (post(url=FULL.aliases[0]), FULL.aliases[0], (FULL.url,)),
    ],
)  # fmt: skip
def test_an_address_once_seen_stays_as_an_alias(arriving: Post, url: str, aliases: tuple[str, ...]) -> None:
    decision = decide(FULL, arriving)
    assert (decision.kind, decision.post.url, decision.post.aliases) == (Kind.REFRESHED, url, aliases)


def test_a_page_tells_the_new_address_of_a_post_that_no_feed_gave() -> None:
    decision = decide(PAGE, replace(PAGE, url="https://new.example/a.html"))
    assert (decision.post.url, decision.post.aliases) == ("https://new.example/a.html", (FULL.url,))


def test_a_page_of_which_a_list_tells_the_save_tells_the_new_address_of_a_post_that_a_feed_gave() -> None:
    saved = replace(PAGE, updated=EXACT + timedelta(days=1), url="https://new.example/a.html")
    assert decide(FULL, saved).post.url == "https://new.example/a.html"


versions = st.builds(
    replace,
    st.sampled_from([FULL, PAGE]),
    title=st.sampled_from([None, "a", "b"]),
    text=st.sampled_from(["", "a", "b"]),
    body_raw=st.sampled_from(["", "<p>a", "<p>b"]),
    url=st.sampled_from([None, "https://a.example/", "https://b.example/"]),
    published=st.sampled_from([None, EXACT, EXACT + timedelta(seconds=30), EXACT + timedelta(days=3)]),
    partial=st.booleans(),
    labels=st.sampled_from([(), ("a",), ("a", "b")]),
)


@given(versions, versions)
def test_the_same_arrival_a_second_time_changes_nothing(stored: Post, arriving: Post) -> None:
    """Otherwise every crawl would find the same change again, and keep a revision of it."""
    first = decide(stored, arriving)
    assert decide(first.post, arriving).kind is Kind.SAME


@given(versions, versions)
def test_a_complete_text_is_never_lost_to_a_summary(stored: Post, arriving: Post) -> None:
    merged = decide(stored, arriving).post
    assert merged.partial == (stored.partial and arriving.partial)
