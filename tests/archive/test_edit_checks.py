"""Edits that empty or mutilate a post: told, kept aside, and current only when another run agrees."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.exit_codes import Exit
from crawler.items import Image, Post
from pipelines.archive import Archive, Kind
from pipelines.archive.changes.decide import decide
from pipelines.archive.changes.edit_checks import LONG, SHARE, suspect_reason
from pipelines.archive.checks import integrity
from tests.helpers.fake_blogger import FakeBloggerServer, Site
from tests.helpers.posts import post
from tests.helpers.processes import crawl
from tests.helpers.sample_blog import sample_blog
from tests.helpers.tables import sql

LINE = "The ferries run again between the islands, every hour until ten. "
LETTER = post(text=LINE * 20, body_raw=f"<p>{LINE * 20}</p>", html=f"<p>{LINE * 20}</p>")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def said(text: str, body: str | None = None, **fields: Any) -> Post:
    """LETTER with another text."""
    raw = f"<p>{text}</p>" if body is None else body
    return post(text=text, body_raw=raw, html=raw, **fields)


EMPTY = said("", "", images=(), links=(), embeds=())
REMOVED = said("This post has been removed by its author.")


@pytest.mark.parametrize(
    ("arriving", "reason"),
    [
        (EMPTY, "emptied"),
        (said("", "<div class='post-body'></div>"), "emptied"),
        (said(LINE), f"cut to {len(LINE)} of 1,300 characters"),
        (said("Ferries run again"), "only the title is left"),
        (REMOVED, "a notice of removal"),
        (
            said("Before you continue", "<a href='https://consent.google.com/m?x=1'>Before"),
            "the kind consent",
        ),
        (said("We're sorry", "<form id='captcha-form'>We're sorry"), "the kind captcha"),
        (said("Go on?", "<title>Content Warning</title>Go on?"), "the kind gate-adult"),
    ],
)
def test_what_no_author_would_do(arriving: Post, reason: str) -> None:
    decision = decide(LETTER, arriving)
    assert (decision.kind, decision.post) == (Kind.SUSPECT, arriving)
    assert reason in decision.reason


@pytest.mark.parametrize(
    ("stored", "arriving"),
    [
        (LETTER, said(LINE * 10)),
        (LETTER, said(LINE * 40)),
        (LETTER, said(LINE * 20, title="Ferries stop")),
        (LETTER, said(f"{LINE * 19}A reader asks why 'this post has been removed' stood here yesterday.")),
        (said("A short note."), said("Soon.")),
        (said("x" * (LONG - 1)), said("x" * 10)),
        (said("Ferries run again"), said("Ferries run again", title="Ferries run again")),
        (REMOVED, said(f"{REMOVED.text} Ask him why.")),
        (EMPTY, LETTER),
        (said("", "<img src='f.jpg'>"), said("", "<img src='g.jpg'>", images=(Image(url="g.jpg"),))),
    ],
)  # fmt: skip
def test_what_authors_do(stored: Post, arriving: Post) -> None:
    assert suspect_reason(stored, arriving) is None


def test_the_share_is_where_it_is_said_to_be() -> None:
    stored = said("x" * 1000)
    assert suspect_reason(stored, said("x" * int(1000 * SHARE))) is None
    assert suspect_reason(stored, said("x" * (int(1000 * SHARE) - 1))) == "cut to 249 of 1,000 characters"


def test_a_summary_that_arrives_for_a_whole_text_is_no_edit() -> None:
    assert decide(LETTER, said(LINE, partial=True)).kind is Kind.SAME


# --- In the archive


@pytest.fixture
def archive(archive: Archive) -> Archive:
    """An archive that holds LETTER."""
    archive.save_posts([LETTER], run="r1")
    return archive


def revisions(archive: Archive) -> list[tuple[Any, ...]]:
    return sql(archive.path, "SELECT text, flag, run FROM revisions ORDER BY id")


def test_the_good_text_stays_and_the_edit_is_kept_aside(archive: Archive) -> None:
    assert archive.save_posts([EMPTY], run="r2") == [Kind.SUSPECT]
    assert list(archive.posts()) == [LETTER]
    assert revisions(archive) == [("", "suspect: emptied", "r2")]
    assert integrity.problems(archive) == []


def test_the_same_again_in_the_same_run_writes_nothing(archive: Archive) -> None:
    archive.save_posts([EMPTY], run="r2")
    written = archive._connection.total_changes
    assert archive.save_posts([EMPTY, EMPTY], run="r2") == [Kind.SAME] * 2
    assert archive._connection.total_changes == written


def test_when_the_next_run_agrees_the_edit_is_current(archive: Archive) -> None:
    archive.save_posts([EMPTY], run="r2")
    assert archive.save_posts([EMPTY], run="r3") == [Kind.CHANGED]
    assert list(archive.posts()) == [EMPTY]
    assert revisions(archive) == [(LETTER.text, None, None)]
    assert archive.save_posts([EMPTY], run="r4") == [Kind.SAME]


def test_a_new_comment_does_not_make_it_another_edit(archive: Archive) -> None:
    archive.save_posts([EMPTY], run="r2")
    assert archive.save_posts([said("", "", images=(), links=(), embeds=(), comment_count=9)], run="r3") == [
        Kind.CHANGED
    ]


def test_an_accident_that_is_over_is_withdrawn(archive: Archive) -> None:
    """Seen as it was, the post is right; the same accident years later waits for a witness again."""
    archive.save_posts([EMPTY], run="r2")
    assert archive.save_posts([LETTER], run="r2") == [Kind.SAME]
    assert revisions(archive) == [("", "suspect: emptied", "r2")]
    assert archive.save_posts([LETTER], run="r3") == [Kind.SAME]
    assert revisions(archive) == [("", "withdrawn: emptied", "r2")]
    assert archive.save_posts([EMPTY], run="r4") == [Kind.SUSPECT]
    assert list(archive.posts()) == [LETTER]


def test_a_good_edit_ends_the_wait(archive: Archive) -> None:
    archive.save_posts([EMPTY], run="r2")
    assert archive.save_posts([said(LINE * 21)], run="r3") == [Kind.CHANGED]
    assert [flag for _, flag, _ in revisions(archive)] == ["withdrawn: emptied", None]


def test_a_summary_says_nothing_of_an_edit_that_waits(archive: Archive) -> None:
    """The page of an edit is asked for by the next run and cannot be had; the one after that agrees."""
    archive.save_posts([EMPTY], run="r2")
    summary = said(LINE, partial=True, title="Another title")
    assert archive.save_posts([summary], run="r3") == [Kind.CHANGED]
    assert [flag for _, flag, _ in revisions(archive)] == ["suspect: emptied", None]
    assert archive.save_posts([EMPTY], run="r4") == [Kind.CHANGED]


def cut(size: int) -> Post:
    return said("x" * size)


@pytest.mark.parametrize(
    ("sent", "kinds"),
    [
        ([cut(200), cut(100), cut(50)], "suspect suspect changed"),
        ([cut(100), cut(120), cut(140)], "suspect suspect changed"),
        ([EMPTY, REMOVED, cut(80)], "suspect suspect changed"),
        ([cut(100), LETTER, cut(90), LETTER, cut(80), cut(70)], "suspect same suspect same suspect suspect"),
        ([cut(100), cut(90), LETTER, cut(80), cut(70)], "suspect suspect same suspect suspect"),
        ([cut(100), cut(100)], "suspect changed"),
        ([cut(100), cut(90), cut(100)], "suspect suspect changed"),
        ([cut(100), LETTER, cut(100)], "suspect same suspect"),
    ],
    ids=[
        "shrinks", "grows", "each another reason", "alternates", "restored", "same", "same of two",
        "same after restored",
    ],
)  # fmt: skip
def test_edits_that_differ_in_each_run_are_settled_by_the_third(
    archive: Archive, sent: list[Post], kinds: str
) -> None:
    found = [archive.save_posts([post], run=f"s{number}")[0] for number, post in enumerate(sent)]
    assert [kind.value for kind in found] == kinds.split()
    settled = found[-1] is Kind.CHANGED
    assert list(archive.posts()) == [sent[-1] if settled else LETTER]
    assert not settled or (LETTER.text, None, None) in revisions(archive)
    waiting = [flag for _, flag, _ in revisions(archive) if flag and flag.startswith("suspect")]
    assert bool(waiting) is not settled
    kept = {text for text, _, _ in revisions(archive)} | {post.text for post in archive.posts()}
    assert kept >= {post.text for post in sent}
    assert integrity.problems(archive) == []


def test_many_edits_in_one_run_settle_nothing(archive: Archive) -> None:
    kinds = archive.save_posts([cut(size) for size in (200, 150, 100, 50)], run="r2")
    assert kinds == [Kind.SUSPECT] * 4
    assert list(archive.posts()) == [LETTER]


# --- In a crawl


@pytest.mark.slow
def test_a_crawl_says_what_it_kept_aside_and_the_next_one_makes_it_current(tmp_path: Path) -> None:
    site = Site(sample_blog())
    archive = tmp_path / "a.db"
    victims = sorted(site.blog.posts, key=lambda p: len(p.body))[-2:]
    with FakeBloggerServer(site, port=0) as server:
        crawl(server.url, archive)
        for victim in victims:
            site.blog = site.blog.edited(victim.post_id, body="<p>This post has been removed.</p>")
        first, second = crawl(server.url, archive), crawl(server.url, archive)
    assert (first.returncode, second.returncode) == (Exit.OK, Exit.OK)
    assert "0 new, 0 changed" in first.stdout
    assert (
        "  2 suspicious edits kept aside until the next run sees them too; "
        "look with: blogger-archive diff POST\n" in (first.stdout)
    )
    assert "0 new, 2 changed" in second.stdout
    with Archive(archive, read_only=True) as reader:
        assert [run.suspect for run in reader.crawls()] == [0, 2, 0]
        assert sum(post.text == "This post has been removed." for post in reader.posts()) == 2
