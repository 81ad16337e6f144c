"""Two archives become one, the same either way round."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Blog, Comment, Crawl, Post
from pipelines.archive import Archive
from pipelines.archive.checks.row_digests import problems
from pipelines.archive.history import versions
from pipelines.archive.merging.merge import MergeReport, merge
from pipelines.archive.post_lookup import require_post

BLOG = Blog(blog_id="77", url="https://quay.blogspot.com/", title="Quay")
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2021, 1, 1, tzinfo=UTC)


def post(number: int, text: str, updated: datetime = FIRST) -> Post:
    return Post(
        blog_id="77", post_id=str(number), url=f"https://quay.blogspot.com/2020/01/{number}.html", title="T",
        text=text, body_raw=f"<p>{text}</p>", updated=updated,
        published=FIRST, published_local=FIRST.isoformat(),
    )  # fmt: skip


def make(path: Path, *posts: Post, deleted: str = "", comment: str = "") -> Path:
    with Archive(path) as archive:
        archive.save_blog(BLOG)
        for each in posts:
            archive.save_posts([each])
        if comment:
            archive.save_comments([Comment(blog_id="77", post_id="1", comment_id=comment, text="Well said.")])
        if deleted:
            with archive.writing() as context:
                context.connection.execute("UPDATE posts SET deleted_at = ? WHERE post_id = '2'", (deleted,))
    return path


def merged(into: Path, other: Path) -> MergeReport:
    with Archive(into) as archive, Archive(other, read_only=True) as source:
        return list(merge(archive, source))[-1]


def content(path: Path) -> Any:
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        rows = connection.execute(
            "SELECT post_id, title, text, updated, deleted_at FROM posts ORDER BY post_id"
        )
        assert list(problems(connection)) == []
        former = {
            number: [
                (each.text, each.current) for each in versions(connection, require_post(connection, number))
            ]
            for number in ("1", "2")
        }
        comments = connection.execute("SELECT comment_id FROM comments ORDER BY 1").fetchall()
        return [tuple(row) for row in rows], former, [tuple(row) for row in comments]


def two(folder: Path) -> tuple[Path, Path]:
    folder.mkdir()
    old, new = post(1, "The ferry sails."), post(1, "The ferry sails at noon.", LATER)
    return (
        make(folder / "a.db", old, post(2, "Only here once."), post(3, "Mine."), comment="c1"),
        make(folder / "b.db", old, new, post(2, "Only here once."), post(4, "Yours."),
             deleted="2022-02-02T00:00:00+00:00", comment="c2"),
    )  # fmt: skip


def test_either_way_round_the_posts_are_the_same(tmp_path: Path) -> None:
    a, b = two(tmp_path / "one")
    merged(a, b)
    there = content(a)
    a, b = two(tmp_path / "two")
    merged(b, a)
    assert content(b) == there


def test_everything_of_both_is_there(tmp_path: Path) -> None:
    a, b = two(tmp_path / "one")
    report = merged(a, b)
    assert report.posts == {"new": 1, "changed": 1, "unchanged": 1}
    assert report.deleted == 1
    rows, former, comments = content(a)
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    assert rows[1][4] == "2022-02-02T00:00:00+00:00"
    assert former["1"] == [("The ferry sails.", False), ("The ferry sails at noon.", True)]
    assert comments == [("c1",), ("c2",)]


def test_merging_twice_changes_nothing(tmp_path: Path) -> None:
    a, b = two(tmp_path / "one")
    merged(a, b)
    there = content(a)
    report = merged(a, b)
    assert content(a) == there
    assert (report.posts, report.revisions, report.deleted, report.followed) == ({"unchanged": 3}, 0, 0, 0)


def test_versions_without_a_time_are_settled_the_same_way_round(tmp_path: Path) -> None:
    short, long = (replace(post(1, text), updated=None) for text in ("Noon.", "The ferry sails at noon."))
    for folder, (first, second) in (("one", (short, long)), ("two", (long, short))):
        (tmp_path / folder).mkdir()
        a, b = make(tmp_path / folder / "a.db", first), make(tmp_path / folder / "b.db", second)
        merged(a, b)
        with Archive(a, read_only=True) as archive:
            assert [each.text for each in archive.posts()] == ["The ferry sails at noon."]


def test_the_crawls_of_both_are_there_in_the_order_of_time(tmp_path: Path) -> None:
    paths = []
    for name, day in (("one.db", FIRST), ("two.db", LATER)):
        paths.append(make(tmp_path / name, post(1, "The tram runs.")))
        with Archive(paths[-1]) as archive:
            archive.save_crawl(
                Crawl(run=name, address=BLOG.url, blog_id="77", started=day, ended=day, outcome="complete")
            )
    for into in paths:
        copy = tmp_path / f"into-{into.name}"
        copy.write_bytes(into.read_bytes())
        for _ in range(2):  # a second time changes nothing
            merged(copy, paths[1 - paths.index(into)])
        with Archive(copy) as archive:
            assert [crawl.run for crawl in archive.crawls()] == ["one.db", "two.db"]


COPIES = st.builds(
    lambda source, name, words, markup, day: replace(
        post(1, words),
        source=source,
        source_url=f"https://copies.example/{name}",
        body_raw=f"<{markup}>{words}</{markup}>",
        captured=None if source in {"feed", "export"} else day,
    ),
    st.sampled_from(("feed", "export", "capture", "text")),
    st.sampled_from(("1", "2")),
    st.sampled_from(("The ferry sails.", "The tram runs.")),
    st.sampled_from(("p", "div")),
    st.sampled_from((FIRST, LATER)),
)


@given(st.lists(COPIES, min_size=1, max_size=3), st.lists(COPIES, min_size=1, max_size=3))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_whatever_copies_two_archives_hold_either_way_round_gives_the_same(
    ours: list[Post], theirs: list[Post]
) -> None:
    results = []
    for first, second in ((ours, theirs), (theirs, ours)):
        with TemporaryDirectory() as folder:
            into, other = Path(folder) / "a.db", Path(folder) / "b.db"
            for path, copies in ((into, first), (other, second)):
                with Archive(path) as archive:
                    for copy in copies:
                        archive.import_posts([copy])
            merged(into, other)
            results.append(all_copies(into))
            merged(into, other)
            assert all_copies(into) == results[-1]
    assert results[0] == results[1]


def all_copies(path: Path) -> Any:
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        shown = [(each.text, each.body_raw, each.source, each.source_url) for each in archive.posts()]
        copies = connection.execute("SELECT source, source_url, captured, body_raw FROM other_sources")
        return shown, {tuple(row) for row in copies}
