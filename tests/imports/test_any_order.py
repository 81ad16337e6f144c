"""A crawl, a backup, saved pages and a WARC of one blog end in one archive, whichever comes first."""

import io
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive.checks.row_digests import problems
from pipelines.archive.deletion_marks import count_held
from tests.helpers.fake_blogger import Site, respond
from tests.helpers.sample_blog import SampleBlog, SampleComment
from tests.helpers.spider_harness import HOME, HOST, SpiderHarness, blog_of
from tests.imports.test_importer import run

# The writer of WARC files, which only tests use, leaves its buffers to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SOURCES = ("crawl", "export", "pages", "warc")
ORDERS = list(itertools.permutations(SOURCES))
YEARS = {"warc": 2016, "export": 2017, "pages": 2018, "crawl": 2026}
NAMES = ("quiet", "rewritten", "marked_up", "labelled", "lost", "renamed", "gone", "reworded", "pictured")
NUMBERS = {name: 10**18 + n for n, name in enumerate(NAMES)}


def blog(source: str) -> SampleBlog:
    """The blog as it was when a source was made: its owner edits, relabels, renames and deletes."""
    year = YEARS[source]
    made = blog_of(len(NUMBERS))

    def edit(post: str, since: int, **changes: Any) -> None:
        nonlocal made
        if year >= since:
            saved = datetime(since, 1, 1, tzinfo=UTC)
            made = made.edited(str(NUMBERS[post]), **{"updated": saved, **changes})

    for number, post in enumerate(made.posts):
        said = SampleComment(
            comment_id=f"77{number}", published=post.published, body=f"I <b>agree</b>, {number}."
        )
        made = made.edited(post.post_id, author="Rui", comments=(said,), labels=("Port",))
    made = made.edited(str(NUMBERS["pictured"]), thumbnail="https://img.example/s72-c/a.jpg")
    for since in (2017, 2018, 2020):
        edit("rewritten", since, body=f"<p>Rewritten in {since}.</p>")
    edit("marked_up", 2017, body="<p>Words of <b>post</b> 2.</p>")
    edit("marked_up", 2020, body="<p>Words of <i>post</i> 2.</p>")
    edit("labelled", 2018, labels=("Port", "Ferry"))
    edit("renamed", 2018, title="A better title")
    edit("reworded", 2018, body="<p>Other words.</p>")
    for name, since in (("lost", 2017), ("gone", 2020)):
        made = made.without_post(str(NUMBERS[name])) if year >= since else made
    return made


def get(name: str, path: str) -> bytes:
    return respond({HOST: Site(blog(name), cap=1000)}, "GET", HOME.rstrip("/") + path, {}).body


def make_export(folder: Path) -> None:
    posts, comments = (
        get("export", f"/feeds/{kind}/default?max-results=500&alt=atom").decode()
        for kind in ("posts", "comments")
    )
    entries = re.sub(r"<thr:total>.*?</thr:total>|<media:thumbnail[^>]*/>", "", posts)
    said = "".join(re.findall(r"<entry>.*?</entry>", comments, re.DOTALL))
    (folder / "backup.xml").write_text(entries.replace("</feed>", f"{said}</feed>"), encoding="utf-8")


def make_pages(folder: Path) -> None:
    for post in blog("pages").posts:
        url = HOME.rstrip("/") + post.path
        at = "Mon Jan 08 2018 10:15:00 GMT+0000"
        note = f"<!--\n Page saved with SingleFile\n url: {url}\n saved date: {at}\n-->"
        (folder / f"{post.post_id}.html").write_bytes(note.encode() + get("pages", post.path))


def make_warc(folder: Path) -> None:
    with (folder / "crawl.warc.gz").open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for post in blog("warc").posts:
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=UTF-8")], protocol="HTTP/1.1"
            )
            at = {"WARC-Date": "2016-06-01T00:00:00Z"}
            writer.write_record(writer.create_warc_record(
                HOME.rstrip("/") + post.path, "response", payload=io.BytesIO(get("warc", post.path)),
                http_headers=headers, warc_headers_dict=at,
            ))  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for name, make in (("export", make_export), ("pages", make_pages), ("warc", make_warc)):
        (folder / name).mkdir()
        make(folder / name)
    return folder


def bring(harness: SpiderHarness, made: Path, name: str) -> None:
    if name == "crawl":
        harness.visit()
    else:
        run(harness.path, made / name, again=True)


def state(harness: SpiderHarness) -> dict[str, Any]:
    """What the archive says, without the order in which it learnt it."""
    with harness.archive() as archive, archive.reading() as connection:
        assert list(problems(connection)) == []
        posts = {post.post_id: replace(post, aliases=tuple(sorted(post.aliases))) for post in archive.posts()}
        comments = {comment.comment_id: comment for comment in archive.comments()}
        held = count_held(connection, "4711")
    versions = harness.rows(
        "SELECT post_id, r.title, r.text, r.labels, r.html FROM revisions AS r JOIN posts ON posts.id = post"
    )
    deleted = harness.ids("deleted_at IS NOT NULL")
    copies = harness.rows(
        "SELECT post_id, source, source_url FROM other_sources JOIN posts ON posts.id = post"
    )
    return {
        "posts": posts,
        "comments": comments,
        "versions": set(versions),
        "deleted": deleted,
        "held": held,
        "copies": set(copies),
    }


Outcome = Callable[[Sequence[str], str], dict[str, Any]]


@pytest.fixture
def outcome(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Bring the sources in an order; then crawl twice, because two crawls mark a deletion."""

    def of(order: Sequence[str], feed: str) -> dict[str, Any]:
        harness = SpiderHarness(tmp_path / f"{'-'.join(order)}.db", monkeypatch)
        harness.serve(blog("crawl"), feed=feed)
        for name in order:
            bring(harness, made, name)
        for name in order if order == ORDERS[5] else ():
            before = state(harness)
            bring(harness, made, name)
            assert state(harness) == before
        for _ in range(2):
            harness.wait(days=2)
            harness.visit()
        return state(harness)

    return of


@pytest.mark.slow
@pytest.mark.parametrize("feed", ["full", "short", "none"])
def test_every_order_ends_in_the_same_archive(outcome: Outcome, feed: str) -> None:
    first = outcome(ORDERS[0], feed)
    assert first["deleted"] == {str(NUMBERS["lost"]), str(NUMBERS["gone"])}
    assert first["held"] == len(NUMBERS) - 2
    assert len(first["versions"]) == 5
    for order in ORDERS[1:]:
        assert outcome(order, feed) == first, order


def test_two_orders_end_in_what_the_order_of_trust_gives(outcome: Outcome) -> None:
    state = outcome(ORDERS[9], "full")
    assert outcome(ORDERS[16], "full") == state
    posts = {name: state["posts"][str(number)] for name, number in NUMBERS.items()}
    assert posts["rewritten"].text == "Rewritten in 2020."
    others = {name: post.source for name, post in posts.items() if post.source != "feed"}
    assert others == {"lost": "capture", "gone": "export"}
