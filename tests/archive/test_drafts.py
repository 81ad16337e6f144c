"""Posts that were never published stay apart from the posts, and become posts when they are published."""

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from crawler.exit_codes import Exit
from crawler.items import Post
from pipelines.archive import Archive
from pipelines.archive.blog_states import blog_states
from pipelines.archive.checks import integrity
from pipelines.archive.deletion_marks import count_held
from pipelines.archive.merging.merge import merge
from pipelines.search import browse
from pipelines.search.filters import Filter
from pipelines.search.near_duplicates import mark_duplicates
from pipelines.search.search import search
from pipelines.search.trends import count_trends
from tests.helpers.exports import command, export, lines
from tests.helpers.posts import FULL

PUBLISHED = replace(FULL, post_id="1")
DRAFT = replace(PUBLISHED, text="Not yet.", body_raw="<p>Not yet.</p>", source="export", status="draft")
VOLATILE = {"first_seen", "last_changed"}
PAGE = replace(PUBLISHED, post_id="2", kind="page", source="export", text="About us.")


def bring(archive: Archive, post: Post) -> None:
    (archive.save_posts if post.source == "feed" else archive.import_posts)([post])


def test_every_field_of_a_draft_comes_back(archive: Archive) -> None:
    archive.import_posts([DRAFT])
    assert list(archive.drafts()) == [DRAFT]


@pytest.mark.parametrize("status", ["draft", "scheduled", "trashed"])
def test_nothing_that_reads_posts_finds_it(archive: Archive, status: str) -> None:
    archive.import_posts([replace(DRAFT, status=status)])
    assert list(archive.posts()) == []
    with archive.reading() as connection:
        assert (
            connection.execute("SELECT count(*) FROM posts_fts WHERE posts_fts MATCH 'yet'").fetchone()[0]
            == 0
        )
    assert integrity.problems(archive) == []


def test_a_crawl_does_not_store_it_as_published(archive: Archive) -> None:
    with pytest.raises(ValueError, match="drafts"):
        archive.save_posts([DRAFT])


@pytest.mark.parametrize("order", list(permutations((DRAFT, replace(PUBLISHED, source="feed"), PAGE))))
def test_in_any_order_the_published_post_stays_alone(archive: Archive, order: tuple[Post, ...]) -> None:
    for post in order:
        bring(archive, post)
    assert list(archive.drafts()) == []
    assert {(post.post_id, post.text, post.kind) for post in archive.posts()} == {
        ("1", PUBLISHED.text, "post"), ("2", "About us.", "page"),
    }  # fmt: skip
    with archive.reading() as connection:
        assert count_held(connection, PUBLISHED.blog_id) == 1, "a page is no post of the blog's own count"
    assert integrity.problems(archive) == []


def test_of_two_drafts_the_later_save_stays_in_either_order(archive: Archive) -> None:
    later = replace(DRAFT, text="Soon.", updated=DRAFT.updated and DRAFT.updated.replace(year=2030))
    for post in (DRAFT, later, DRAFT):
        archive.import_posts([post])
    assert list(archive.drafts()) == [later]


def test_a_copy_that_loses_is_kept_with_its_raw_body(archive: Archive) -> None:
    feed = replace(PUBLISHED, source="feed")
    copy = replace(
        PUBLISHED, source="capture", source_url="http://web.archive/1", body_raw="<div>a copy</div>"
    )
    archive.import_posts([copy])
    archive.save_posts([feed])
    with archive.reading() as connection:
        rows = connection.execute("SELECT source, current FROM origins ORDER BY current").fetchall()
        raw = connection.execute("SELECT body_raw FROM other_sources").fetchone()[0]
    assert [tuple(row) for row in rows] == [("capture", 0), ("feed", 1)]
    assert raw == "<div>a copy</div>"


def test_records_of_exports_and_searches_tell_kind_and_source(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.save_posts([replace(PUBLISHED, source="feed")])
        archive.import_posts([PAGE])
        found = {hit.post_id: (hit.kind, hit.source) for hit in search(archive._connection, "ferries").hits}
    export(path, tmp_path / "posts.jsonl")
    records = {each["post_id"]: (each["kind"], each["source"]) for each in lines(tmp_path / "posts.jsonl")}
    assert records == found == {"1": ("post", "feed"), "2": ("page", "export")}
    card = json.loads((tmp_path / "posts.jsonl.card.json").read_text(encoding="utf-8"))
    assert card["kinds"] == {"page": 1, "post": 1}
    assert card["sources"] == {"export": 1, "feed": 1}


def test_merged_either_way_round_exports_and_copies_are_the_same(tmp_path: Path) -> None:
    copies = [
        replace(
            PUBLISHED, source="capture", source_url=f"http://web.archive/{name}", body_raw=f"<p>{name}</p>"
        )
        for name in "ab"
    ]
    results = []
    for order in ("ab", "ba"):
        folder = tmp_path / order
        folder.mkdir()
        for name, copy in zip("ab", copies, strict=True):
            with Archive(folder / name) as archive:
                archive.import_posts([copy])
                archive.save_posts([replace(PUBLISHED, source="feed")])
        with Archive(folder / order[0]) as into, Archive(folder / order[1], read_only=True) as other:
            list(merge(into, other))
            with into.reading() as connection:
                query = "SELECT source, source_url, current FROM origins ORDER BY 1, 2"
                origins = [tuple(row) for row in connection.execute(query)]
        export(folder / order[0], folder / "posts.jsonl")
        records = lines(folder / "posts.jsonl")
        results.append((origins, [{k: v for k, v in r.items() if k not in VOLATILE} for r in records]))
    assert results[0] == results[1]
    assert len(results[0][0]) == 3


def test_counts_of_posts_leave_static_pages_out(archive: Archive) -> None:
    words = " ".join(f"word{number}" for number in range(200))
    long = replace(PUBLISHED, text=words, source="export")
    archive.import_posts([long, replace(long, post_id="2", kind="page")])
    with archive.reading() as connection:
        counts = browse.count_archive(connection)
        assert (counts.posts, sum(dict(counts.months).values())) == (1, 1)
        assert [state.held for state in blog_states(connection)] == [1]
        assert count_trends(connection, ["word7"]).counts == {"word7": (1,)}
        mark_duplicates(connection, Filter(), 0.75)
        assert connection.execute("SELECT count(*) FROM temp.copies").fetchone()[0] == 0


@pytest.fixture
def of_both(tmp_path: Path) -> Path:
    """An archive of one post and three drafts."""
    path = tmp_path / "archive.db"
    states = ("draft", "scheduled", "trashed")
    drafts = [
        replace(DRAFT, post_id=f"1{n}", url=None, status=state, text=f"Ferries {n}.", aliases=())
        for n, state in enumerate(states)
    ]
    with Archive(path) as archive:
        archive.import_posts([replace(PUBLISHED, source="feed"), *drafts])
    return path


def test_drafts_are_searched_only_when_asked_for(of_both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("search", of_both, "ferries", "--jsonl") == 0
    assert [json.loads(line)["post_id"] for line in capsys.readouterr().out.splitlines()] == ["1"]
    assert command("search", of_both, "Ferry 1", "--drafts", "--jsonl") == Exit.NOTHING_FOUND
    assert command("search", of_both, "ferries -2", "--drafts", "--jsonl") == 0
    found = map(json.loads, capsys.readouterr().out.splitlines())
    assert {(hit["post_id"], hit["status"]) for hit in found} == {("10", "draft"), ("11", "scheduled")}
    assert command("search", of_both, "title:nowhere", "--drafts", "--csv") == Exit.NOTHING_FOUND
    assert command("search", of_both, "2", "--drafts") == 0
    assert "[trashed]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["drafts.jsonl", "drafts.csv", "drafts.xml", "drafts.epub", "drafts.parquet"]
)
def test_drafts_are_exported_by_any_format(of_both: Path, tmp_path: Path, name: str) -> None:
    assert command("export", of_both, tmp_path / name, "--drafts") == 0
    if name.endswith(".jsonl"):
        assert {each["post_id"]: each["status"] for each in lines(tmp_path / name)} == {
            "10": "draft", "11": "scheduled", "12": "trashed",
        }  # fmt: skip
    if name.endswith(".xml"):
        with Archive(tmp_path / "again.db"):
            pass
        assert command("import", tmp_path / "again.db", tmp_path / name) == 0
        with Archive(tmp_path / "again.db", read_only=True) as again:
            assert [post.text for post in again.posts()] == []
            assert [post.status for post in again.drafts()] == ["draft"] * 3


def test_an_archive_without_drafts_writes_no_file_of_them(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.save_posts([replace(PUBLISHED, source="feed")])
    assert command("export", path, tmp_path / "drafts.jsonl", "--drafts") == Exit.NOTHING_FOUND
    assert not (tmp_path / "drafts.jsonl").exists()
    assert command("export", path, tmp_path / "drafts.jsonl", "--drafts", "--dedupe") == Exit.USAGE
