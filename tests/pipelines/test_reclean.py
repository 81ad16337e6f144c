"""Today's rules over stored posts: what is made anew, what is left alone, and how a run is resumed."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.items import Post
from crawler.worker import Worker
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.archive.outdated_posts import count_outdated
from pipelines.boilerplate import BoilerplatePipeline
from pipelines.item_cleaner import ItemCleaner
from pipelines.reclean import BATCH, reclean
from pipelines.text.rule_versions import CURRENT_RULES
from pipelines.verify import repair_archive, verify
from tests.helpers.exports import command
from tests.helpers.tables import sql

BODIES = {
    "en": "<p>The council met on <b>Monday</b>.</p><p>It decided to repair the old pier before winter.</p>",
    "zh": "<p>昨日在北京舉行了會議，討論港口的修建問題。</p><p>會後沒有發表聲明。</p>",
    "ta": "<p>துறைமுகம் அடுத்த வாரம் திறக்கப்படும் என்று அறிவிக்கப்பட்டது.</p><p>கப்பல்கள் மீண்டும் வரும்.</p>",
}


def crawled(number: int, body: str, **fields: object) -> Post:
    """A post as the pipelines of a crawl make it."""
    raw = Post(
        blog_id="7",
        post_id=str(number),
        url=f"https://pier.example/2015/04/{number}.html",
        title=f"Post {number}",
        published_raw="2015-04-01T10:00:00.000+02:00",
        body_raw=body,
        **fields,  # type: ignore[arg-type]
    )
    return ItemCleaner().clean(raw)


WELL = [crawled(number, body) for number, body in enumerate(BODIES.values(), 1)]
OLD_RULES: dict[str, Callable[[Post], Post]] = {
    "text": lambda post: replace(post, text=post.text.split("\n")[0], html="", word_count=1),
    "title": lambda post: replace(post, title=f"\u200b{post.title}\n"),
    "language": lambda post: replace(post, language="xx"),
    "published": lambda post: replace(post, published=None, published_local="2015-04", date_note="no date"),
}


def outdate(archive: Archive) -> None:
    archive._connection.execute("UPDATE posts SET rules = NULL")


@pytest.mark.parametrize("field", OLD_RULES)
@pytest.mark.parametrize("number", range(len(WELL)), ids=BODIES)
def test_what_older_rules_made_becomes_what_a_crawl_would_store(
    archive: Archive, field: str, number: int
) -> None:
    archive.save_posts([OLD_RULES[field](WELL[number])])
    outdate(archive)
    report = reclean(archive)
    assert list(archive.posts()) == [WELL[number]]
    assert (report.posts, report.changed, report.fields[field]) == (1, 1, 1)
    assert (integrity.problems(archive), archive.counts()["revisions"]) == ([], 0)


def test_posts_of_todays_rules_are_not_looked_at(archive: Archive) -> None:
    archive.save_posts(WELL)
    assert (reclean(archive).posts, reclean(archive, every=True).posts) == (0, 3)


def test_a_crawl_marks_posts_with_todays_rules(archive: Archive) -> None:
    archive.save_posts(WELL)
    outdate(archive)
    archive.save_posts([replace(WELL[0], comment_count=9)])
    archive.save_posts([crawled(2, "<p>其他</p>")])
    rows = archive._connection.execute("SELECT post_id, rules FROM posts ORDER BY post_id")
    assert [tuple(row) for row in rows] == [("1", None), ("2", CURRENT_RULES), ("3", None)]


def test_lost_terms_come_back(archive: Archive) -> None:
    archive.save_posts(WELL)
    outdate(archive)
    archive._connection.execute("DELETE FROM _terms")
    assert reclean(archive).fields == {"terms": 1}
    found = archive._connection.execute("SELECT count(*) FROM posts_fts WHERE posts_fts MATCH '北京'")
    assert found.fetchone()[0] == 1
    assert integrity.problems(archive) == []


def test_nothing_that_stays_the_same_counts_as_a_change_for_exports(archive: Archive) -> None:
    archive.save_posts([OLD_RULES["text"](WELL[0]), *WELL[1:]])
    outdate(archive)
    last = archive._connection.execute("SELECT max(seq) FROM _changes").fetchone()[0]
    reclean(archive)
    rows = archive._connection.execute(
        "SELECT post_id FROM _changes JOIN posts ON post = id WHERE seq > ?", (last,)
    )
    assert [row[0] for row in rows] == ["1"]


def test_a_dry_run_and_a_sample_write_nothing(archive: Archive) -> None:
    archive.save_posts([OLD_RULES["text"](post) for post in WELL])
    outdate(archive)
    written = archive._connection.total_changes
    with Archive(archive.path, read_only=True) as opened:
        every, some = reclean(opened, every=True), reclean(opened, sample=2)
    assert (every.posts, every.changed, some.posts, some.changed) == (3, 3, 2, 2)
    assert archive._connection.total_changes == written


def test_words_are_counted_and_the_largest_changes_named(archive: Archive) -> None:
    posts = [crawled(number, f"<p>{'word ' * number}</p>") for number in range(1, 15)]
    archive.save_posts([replace(post, text="other") for post in posts])
    outdate(archive)
    report = reclean(archive)
    assert (report.words_gained, report.words_lost) == (sum(range(1, 15)), 14)
    assert [change.words_gained for change in report.largest] == list(range(14, 4, -1))
    assert report.largest[0].url == posts[-1].url


def test_a_row_that_another_tool_changed_is_left_alone(archive: Archive) -> None:
    archive.save_posts(WELL)
    outdate(archive)
    archive._connection.execute("UPDATE posts SET title = 'forged' WHERE post_id = '1'")
    report = reclean(archive)
    assert (report.posts, report.skipped, report.changed) == (3, 1, 0)
    assert [problem.split(":")[0] for problem in integrity.problems(archive)] == ["post 1 of blog 7"]


def stored(archive: Archive) -> list[Post]:
    return sorted(archive.posts(), key=lambda each: each.post_id)


DERIVED = {
    "text": "text = 'forged', word_count = 1",
    "html and lists": "html = '', links = '[]', images = '[{\"src\": 7}]'",
    "dates": "published = NULL, published_local = '2015'",
    "language": "language = 'xx'",
}


@pytest.mark.parametrize("damage", DERIVED.values(), ids=DERIVED)
@pytest.mark.parametrize("way", ["reclean", "verify --repair"])
def test_what_the_rules_have_made_is_restored_from_what_was_received(
    archive: Archive, damage: str, way: str
) -> None:
    body = "<p>The <a href='https://quay.example/'>quay</a> <img src='https://quay.example/a.jpg'></p>"
    archive.save_posts([*WELL, crawled(4, body)])
    before = stored(archive)
    sql(archive.path, f"UPDATE posts SET {damage} WHERE post_id IN ('1', '4')")
    if way == "reclean":
        assert reclean(archive, every=True).skipped == 0
    else:
        report = verify(str(archive.path))
        done = [
            line for line in repair_archive(str(archive.path), report, wait=0) if line.startswith("post ")
        ]
        assert sorted(done) == [f"post {n} of blog 7: restored from what was received" for n in "14"]
    assert stored(archive) == before
    assert [line for line in integrity.problems(archive) if line.startswith("post ")] == []


@pytest.mark.parametrize(
    "damage", ["body_raw = 'forged'", "body_raw = NULL", "source = 7, body_raw = x'00ff'"]
)
def test_damage_of_what_was_received_does_not_reach_the_text(archive: Archive, damage: str) -> None:
    archive.save_posts(WELL)
    before = [post.text for post in archive.posts()]
    sql(archive.path, "PRAGMA ignore_check_constraints = ON", f"UPDATE OR REPLACE sources SET {damage}")
    assert reclean(archive, every=True).skipped == 3
    list(repair_archive(str(archive.path), verify(str(archive.path)), wait=0))
    assert [post.text for post in archive.posts()] == before
    assert sum(verify(str(archive.path)).damaged.values()) == 3


def test_only_the_blog_that_was_named(archive: Archive) -> None:
    archive.save_posts([*WELL, replace(WELL[0], blog_id="8")])
    outdate(archive)
    assert reclean(archive, "8").posts == 1
    with archive.reading() as connection:
        assert (count_outdated(connection), count_outdated(connection, "8")) == (3, 0)


def test_a_run_that_was_interrupted_goes_on_where_it_ended(archive: Archive) -> None:
    posts = [crawled(number, f"<p>Ferry number {number} is late.</p>") for number in range(2 * BATCH + 9)]
    archive.save_posts([OLD_RULES["text"](replace(post, text="Ferry.")) for post in posts])
    outdate(archive)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reclean(archive, step=interrupt)
    with archive.reading() as connection:
        assert count_outdated(connection) == BATCH + 9
    report = reclean(archive)
    assert (report.posts, report.changed) == (BATCH + 9, BATCH + 9)
    assert integrity.problems(archive) == []


def test_numeric_dates_are_read_in_the_order_that_the_whole_blog_proves(archive: Archive) -> None:
    """The proof, a day above 12, may stand in a row behind the ambiguous one."""
    dates = {1: "3/4/2015", 2: "25/4/2015"}
    posts = [
        replace(crawled(number, "<p>Text of it.</p>"), published_raw=raw, source="page", url=None)
        for number, raw in dates.items()
    ]
    archive.save_posts([replace(post, published=None, published_local="2015-03-04") for post in posts])
    outdate(archive)
    reclean(archive)
    assert sorted(post.published_local or "" for post in archive.posts()) == ["2015-04-03", "2015-04-25"]


def test_the_command_prints_what_was_done(
    archive: Archive, archive_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.save_posts([OLD_RULES["text"](post) for post in WELL])
    outdate(archive)
    archive.close()
    assert command("reclean", archive_path, "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["changed"] == 3
    assert command("reclean", archive_path, "7") == 0
    assert capsys.readouterr().out.startswith("3 posts looked at, 3 changed\n")
    assert command("reclean", archive_path, "nowhere") == 2
    assert "nowhere: no such blog" in capsys.readouterr().err


@pytest.mark.slow
def test_what_could_not_be_cleaned_in_time_is_stored_as_words_and_made_anew(tmp_path: Path) -> None:
    """Tables without end take seconds; the crawl of this test gives them half a second."""
    raw = replace(WELL[0], body_raw="<table>x<tr>y" * 20_000, html="", text="")
    worker = Worker(seconds=0.5)
    post = asyncio.run(BoilerplatePipeline(worker).process_item(raw))
    worker.stop()
    assert isinstance(post, Post)
    assert (post.html, post.text[:7], post.body_raw) == ("", "x y x y", raw.body_raw)
    with Archive(tmp_path / "a.db") as archive:
        archive.save_posts([post, WELL[1]])
        assert count_outdated(archive._connection) == 1
        assert reclean(archive).changed == 1
        assert count_outdated(archive._connection) == 0
        assert archive._connection.execute("SELECT html FROM posts ORDER BY id").fetchone()[0]
