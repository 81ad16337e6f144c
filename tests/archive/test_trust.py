"""Fields are taken from the best source, and the documentation says which that is."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Comment, Post
from pipelines.archive import Archive
from pipelines.archive.changes import trust
from pipelines.archive.changes.decide import Kind, decide, decide_import
from tests.helpers.posts import FULL

PAGE = Path(__file__).parents[2] / "docs/importing.md"
EXPORT = replace(FULL, source="export", comment_count=None, thumbnail=None)


def tables_of_trust() -> str:
    """Both tables as the documentation prints them."""
    ranks = sorted({each.rank for each in trust.TRUST.values()})
    words = ["; ".join(each.words for each in trust.TRUST.values() if each.rank == rank) for rank in ranks]
    lines = ["| rank | sources of a text, the best first |", "|---|---|"]
    lines += [f"| {rank + 1} | {said} |" for rank, said in zip(ranks, words, strict=True)]
    return "\n".join(
        [*lines, "", "| fields | rule |", "|---|---|", *(f"| {f.title} | {f.rule} |" for f in trust.FIELDS)]
    )


def test_the_documentation_prints_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    printed = text.partition("<!-- trust -->\n")[2].partition("\n<!-- /trust -->")[0]
    assert printed == tables_of_trust()


def test_every_field_of_a_post_has_a_rule() -> None:
    ruled = {name for group in trust.FIELDS for name in group.names}
    assert {field.name for field in fields(Post)} - ruled == {
        "blog_id",
        "post_id",
        "kind",
        "status",
        "filled",
    }


@pytest.mark.parametrize("worse", ["page", "saved", "capture", "text"])
def test_nothing_that_a_backup_tells_is_replaced_by_a_worse_source(worse: str) -> None:
    shown = replace(
        EXPORT, source=worse, title="Share this", text="Ferries. Share!", author="admin", labels=("x",),
        comment_count=4, thumbnail="https://img.example/t.jpg",
    )  # fmt: skip
    decision = (decide if worse == "page" else decide_import)(EXPORT, shown)
    assert decision.kind is Kind.REFRESHED
    told = replace(decision.post, filled=None)
    assert told == replace(EXPORT, comment_count=4, thumbnail="https://img.example/t.jpg")
    assert decision.earlier == shown
    assert decide_import(shown, EXPORT).post == decision.post


def test_a_summary_of_a_better_source_does_not_replace_a_whole_text() -> None:
    summary = replace(FULL, partial=True, text="The fer…", body_raw="The fer…")
    assert decide_import(EXPORT, summary).post.text == EXPORT.text


def test_a_notice_is_worse_than_any_text() -> None:
    notice = replace(FULL, text="This post has been removed.", body_raw="<p>This post has been removed.</p>")
    page = replace(FULL, source="capture")
    assert decide_import(page, notice).post.text == decide_import(notice, page).post.text == FULL.text


def test_a_short_text_of_the_feed_replaces_a_longer_one_of_a_page() -> None:
    page = replace(
        FULL, source="saved", text=f"{FULL.text} {'Read also: ' * 200}", body_raw="<div>long</div>"
    )
    decision = decide(page, FULL)
    assert (decision.kind, decision.post.text) == (Kind.CHANGED, FULL.text)


def copy_of(source: str, year: int, **fields: Any) -> Post:
    """A copy that states what is given. Only what was neither fetched nor exported has a year of capture."""
    captured = datetime(year, 1, 1, tzinfo=UTC) if source in {"saved", "capture", "text"} else None
    body = f"Words of {fields.pop('words', 'all')}."[: 5 if fields.get("partial") else None]
    post = Post(blog_id="1", post_id="2", source=source, source_url=f"{source}:{year}", captured=captured)
    return replace(post, body_raw=body, html=body, text=body, **fields)


def in_turn(copies: Sequence[Post]) -> Post:
    """What the archive holds after these copies came one after the other."""
    held = copies[0]
    for copy in copies[1:]:
        decision = (decide if trust.is_visited(copy) else decide_import)(held, copy)
        held = held if decision.kind is Kind.SUSPECT else decision.post
    return replace(held, aliases=tuple(sorted(held.aliases)))


DAY, MINUTE = {"published_local": "2014-03-02"}, {"published": datetime(2014, 3, 2, 10, tzinfo=UTC)}
SAVED = datetime(2012, 1, 1, tzinfo=UTC)


def test_of_two_captures_the_later_one_counts_field_by_field() -> None:
    copies = (
        copy_of("text", 2020, title="Text", thumbnail="t"),
        copy_of("capture", 2012, title="Old", comment_count=1, thumbnail="a", author="Rui", **MINUTE),
        copy_of("capture", 2015, title="New", comment_count=4, thumbnail="b", labels=("x",), **DAY),
        copy_of("saved", 2013, comment_count=2, location="Porto", author="Ana", url="http://a.example/1"),
    )
    post = in_turn(copies)
    assert (post.title, post.comment_count, post.thumbnail, post.author) == ("New", 4, "b", "Ana")
    assert (post.published, post.location, post.url) == (MINUTE["published"], "Porto", "http://a.example/1")


def test_of_two_feeds_the_one_that_tells_the_blogs_own_clock_gives_the_date() -> None:
    rss = copy_of(
        "export", 0, published=datetime(2014, 3, 2, 23, tzinfo=UTC), published_local="2014-03-02T23:00:00Z"
    )
    local = datetime.fromisoformat("2014-03-03T01:00:00.001+02:00")
    atom = copy_of("export", 0, published=local, published_local=local.isoformat())
    for order in ((rss, atom), (atom, rss)):
        assert in_turn(order).published_local == atom.published_local


@pytest.mark.parametrize("found", [None, "", "This post has been removed."], ids=["post", "empty", "notice"])
@pytest.mark.parametrize("seed", range(100))
def test_any_copies_in_any_order_end_in_one_post(seed: int, found: str | None) -> None:
    """`found` is what a crawl finds in the place of the post."""
    some = random.Random(seed)
    kinds = [*some.choices(("export", "saved", "capture", "text"), k=3), some.choice(("page", "feed"))]
    copies = [_any_copy(some, some.randrange(2001, 2020), kind) for kind in kinds]
    if found is not None:
        copies[-1] = replace(copies[-1], body_raw=found, html=found, text=found, partial=False)
    assert len({repr(in_turn(order)) for order in itertools.permutations(copies)}) == 1, copies
    settled = in_turn(copies)
    assert all(in_turn([settled, copy]) == settled for copy in copies)


def test_a_backup_of_a_later_save_stays_before_a_feed_and_a_feed_without_one_before_any_backup() -> None:
    backup = copy_of("export", 0, words="later", updated=SAVED)
    for saved, source in ((SAVED - timedelta(days=1), "export"), (SAVED, "feed"), (None, "feed")):
        feed = copy_of("feed", 0, words="others", updated=saved)
        orders = in_turn((feed, backup)), in_turn((backup, feed))
        assert orders[0] == orders[1]
        assert orders[0].source == source


def _any_copy(some: random.Random, year: int, source: str) -> Post:
    stated: dict[str, Any] = {
        "title": some.choice("ABC"),
        "author": some.choice("ABC"),
        "thumbnail": some.choice("abc"),
        "comment_count": some.randrange(3),
        "location": some.choice("abc"),
        "locale": some.choice(("en", "pt")),
        "labels": tuple(some.sample("xyz", 2)),
        "url": f"http://a.example/{some.randrange(3)}",
        "published_local": some.choice(("2014", "2014-03", "2014-03-02")),
        "published": datetime(2014, 3, some.randrange(1, 3), tzinfo=UTC),
        "updated": datetime(year, some.randrange(1, 3), 1, tzinfo=UTC),
        "words": some.choice(("all", "others")),
        "partial": True,
    }
    return copy_of(source, year, **{name: value for name, value in stated.items() if some.random() < 0.6})


PAGE_COMMENTS = (
    Comment(blog_id="1", post_id="2", comment_id="7", author="Ana", text="I agree.", body_raw="I agree."),
    Comment(
        blog_id="1",
        post_id="2",
        comment_id="7",
        author="Rui",
        published_local="2014-03",
        text="I agree. Reply",
    ),
    Comment(
        blog_id="1",
        post_id="2",
        comment_id="7",
        author_url="http://rui.example/",
        published_local="2014-03-02",
    ),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_page_copies_of_a_comment_that_disagree_end_in_one(archive: Archive, order: tuple[int, ...]) -> None:
    for number in order:
        archive.save_comments([PAGE_COMMENTS[number]], imported=True)
    (held,) = archive.comments()
    assert (held.author, held.author_url, held.text) == ("Rui", "http://rui.example/", "I agree. Reply")
    assert held.published_local == "2014-03-02"
    assert archive.save_comments([held], imported=True) == [Kind.SAME]
