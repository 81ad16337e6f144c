"""Several archives under one address."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import lxml.html
import pytest

from crawler.web.security_headers import POLICY, Access
from crawler.web.several_sites import SeveralSites, names_of
from pipelines.archive import Archive
from tests.helpers.posts import post

Ask = Callable[..., httpx.Response]
HOME = "http://127.0.0.1"


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Two archives; both have a post of row 1, and hold one blog together."""
    made = {
        tmp_path / "north.db": [post(1, text="The ferry of the north."), post(2, text="Nothing.", labels=())],
        tmp_path / "south.db": [post(3, text="A ferry, a ferry."), post(9, blog_id="77", labels=())],
    }  # fmt: skip
    for path, posts in made.items():
        with Archive(path) as archive:
            archive.save_posts([replace(each, labels=each.labels and ("Harbour",)) for each in posts])
    return list(made)


def asking(paths: list[Path], access: Access | None = None) -> Ask:
    app = SeveralSites(paths, allow_sql=False, access=access or Access()).app()

    def ask(path: str, **options: object) -> httpx.Response:
        async def get() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
                return await client.get(path, **options)  # type: ignore[arg-type]

        return asyncio.run(get())

    return ask


def links(answer: httpx.Response, css: str) -> list[str]:
    return [element.get("href") or "" for element in lxml.html.fromstring(answer.content).cssselect(css)]


def test_the_first_page_leads_to_each(paths: list[Path]) -> None:
    ask = asking(paths)
    page = ask("/")
    assert links(page, "h2.section a") == ["/north/", "/south/"]
    assert all(ask(link).status_code == 200 for link in links(page, "main a"))
    regions = lxml.html.fromstring(page.content).cssselect("[role=region]")
    assert [each.get("aria-label") for each in regions] == ["Blogs of north", "Blogs of south"]
    assert page.headers["content-security-policy"] == POLICY
    below = ask("/north/")
    assert "/" in links(below, "header a")
    assert set(links(below, ".entry h2 a, .entry h3 a")) == {
        f"/north/post/{post(1).blog_id}/{post(number).post_id}" for number in (1, 2)
    }


def test_a_search_has_one_ranking_and_leads_to_the_archive_that_holds_the_post(paths: list[Path]) -> None:
    ask = asking(paths)
    page = ask("/search?q=ferry")
    found = links(page, ".entry h2 a")
    assert found == [
        f"/south/post/{post(3).blog_id}/{post(3).post_id}",
        f"/north/post/{post(1).blog_id}/{post(1).post_id}",
    ]
    assert all(ask(link).status_code == 200 for link in found)
    assert links(ask("/search?q=ferry&label=Harbour&blog=77"), ".entry a") == []


def test_a_list_is_of_all_and_goes_on(paths: list[Path], tmp_path: Path) -> None:
    with Archive(tmp_path / "east.db") as archive:
        archive.save_posts([post(number, blog_id="5", labels=("East",)) for number in range(20, 45)])
    ask = asking([*paths, tmp_path / "east.db"])
    first = ask("/search")
    (following,) = links(first, "a[rel=next]")
    seen = links(first, ".entry h2 a") + links(ask(following), ".entry h2 a")
    assert len(seen) == len(set(seen)) == 29
    assert len(links(ask("/search?label=harbour"), ".entry h2 a")) == 2


def test_a_post_of_two_archives_is_shown_once_and_facets_are_sums(paths: list[Path]) -> None:
    with Archive(paths[1]) as archive:
        archive.save_posts([post(1, text="The ferry of the south, seen later.", labels=("harbour",))])
    ask = asking(paths)
    for path, total in (("/search?q=ferry", 2), ("/search", 4)):
        page = lxml.html.fromstring(ask(path).content)
        assert page.cssselect("[role=status]")[0].text_content().split() == [str(total), "posts"]
        assert len(page.cssselect(".entry")) == total
        said = [" ".join(each.text_content().split()) for each in page.cssselect(".entry .meta")]
        assert sum("in north and south" in each for each in said) == 1
    facets = {" ".join(each.text_content().split()) for each in page.cssselect(".facets li")}
    assert {"Ferries run again 3", "4241 3", "77 1"} & facets == {"4241 3", "77 1"}
    assert links(ask("/search"), ".facets a")[0].startswith("/search?blog=")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/search?since=yesterday", 400),
        ("/search?blog=none", 200),
        ("/north/-/versions", 404),
    ],
)
def test_what_cannot_be_shown_is_said(paths: list[Path], path: str, status: int) -> None:
    assert asking(paths)(path).status_code == status


def test_password_and_base_are_for_all(paths: list[Path]) -> None:
    ask = asking(paths, Access(password="open", base="/news"))
    for path in ("/news/", "/news/north/", "/news/search?q=ferry"):
        assert ask(path).status_code == 401
        page = ask(path, auth=("", "open"))
        assert page.status_code == 200
        assert all(link.startswith(("/news/", "#")) for link in links(page, "a, link"))
    assert ask("/news/healthz").text == "ok\n"
    assert ask("/news/", headers={"host": "evil.example"}).status_code == 421


def test_health_is_that_of_every_archive(paths: list[Path]) -> None:
    ask = asking(paths)
    assert ask("/healthz").status_code == 200
    paths[1].write_bytes(b"no database")
    assert ask("/healthz").status_code == 503


def test_names_are_fit_for_addresses_and_different() -> None:
    given = [Path(name) for name in ("a/news.db", "b/news.db", "search.db", "über uns.db", "…/.db")]
    assert list(names_of(given)) == ["news", "news-2", "search-2", "ber-uns", ".db"]
