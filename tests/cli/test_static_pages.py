"""Static pages are no posts: each command counts them apart, and lists of posts leave them out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.extensions.summary import summary
from crawler.items import Blog, Crawl
from pipelines.archive import Archive
from tests.helpers.posts import post
from tests.helpers.processes import call
from tests.helpers.web_site import client, texts


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "archive.db"
    with Archive(path) as archive:
        archive.save_blog(Blog(blog_id="4241", url="https://harbour.example/", title="Harbour"))
        archive.save_posts(
            [post(n, title=f"Ferry {n}") for n in (1, 2)]
            + [post(3, title="About", kind="page", text="Timetable", labels=("Own",))]
        )
    return path


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["status"], "2 posts, 1 page of 1 blog, "),
        (["export", "{}/posts.jsonl"], "2 posts, 1 page in "),
        (["site", "{}/site"], "2 posts, 1 page in "),
        (["backup", "{}/copy.db"], ", 2 posts, 1 page, "),
        (["split", "{}/parts"], ", 1 blog, 2 posts, 1 page, 0 comments, "),
    ],
)
def test_a_command_counts_pages_apart(path: Path, tmp_path: Path, command: list[str], says: str) -> None:
    done = call(*(word.format(tmp_path) for word in command), archive=path)
    assert says in done.stdout, done


def test_merge_counts_pages_apart_whether_it_copies_or_compares(path: Path, tmp_path: Path) -> None:
    for words in ("2 new; pages: 1 new", "0 new, 2 unchanged; pages: 0 new, 1 unchanged"):
        assert f"posts: {words}; comments: 0 new" in call("merge", path, archive=tmp_path / "other.db").stdout


def test_the_card_of_an_export_counts_pages_apart(path: Path, tmp_path: Path) -> None:
    call("export", tmp_path / "p.csv", archive=path)
    card = (tmp_path / "p.csv.card.md").read_text()
    assert "2 posts, 1 page; blogs: 1;" in card
    assert "| p.csv | 3 |" in card
    assert "| https://harbour.example/ | 2 |" in card


def test_the_summary_of_a_crawl_counts_pages_apart() -> None:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    crawl = Crawl(
        run="1", address="https://harbour.example/", blog_id="4241", started=at, ended=at,
        outcome="complete", expected=2, received=2, new=2,
    )  # fmt: skip
    said = summary([crawl], {"4241": "Harbour"}, "a.db", reason="finished", written=2, pages={"4241": 1})
    assert said[0].startswith("Harbour: 2 of 2 posts, 1 page received: 2 new, ")


def test_the_web_page_lists_pages_apart(path: Path) -> None:
    with client(path) as pages:
        home = pages.page("/")
        assert texts(home, ".entry h3") == ["Ferry 2", "Ferry 1"]
        assert texts(home, ".aside .counts a") == ["About"]
        assert texts(home, ".bottom span") == ["2 posts, 1 page in archive.db"]
        assert texts(pages.page("/search"), ".entry h2") == ["Ferry 2", "Ferry 1"]
        assert texts(pages.page("/search?label=own"), ".entry h2") == []
        assert texts(pages.page("/search?kind=page"), ".entry h2") == ["About"]
        assert texts(pages.page("/search?q=timetable"), ".entry h2") == ["About"]
        assert not pages.page("/post/4241/3").cssselect(".neighbours a")
        assert [row["title"] for row in pages.get("/archive/search.json?_shape=array").json()] == [
            "Ferry 2",
            "Ferry 1",
        ]


def test_the_site_lists_pages_apart(path: Path, tmp_path: Path) -> None:
    call("site", tmp_path / "site", archive=path)
    lists = {
        str(file.relative_to(tmp_path / "site")): file.read_text().count('<article class="entry"')
        for file in (tmp_path / "site").rglob("*.html")
    }
    assert lists["pages/pages.html"] == 1
    assert lists["all/all.html"] == lists["month/2015-04.html"] == 2
    assert not [name for name in lists if name.startswith("label/own")]
    posts = list((tmp_path / "site" / "post").rglob("*.html"))
    assert len(posts) == 3
    assert sum("About" in file.read_text().split('class="neighbours"')[-1] for file in posts) == 1
