"""The archive's pages over HTTP, without a browser."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lxml.html
import pytest
from datasette.utils import PrefixedUrlString  # type: ignore[import-untyped]
from lxml import etree

from crawler.blogger.page_type import PageType, explain
from crawler.items import Blog, Comment, Enclosure, Link, Post
from crawler.web import embed_cards, queries
from crawler.web.security_headers import POLICY, Access
from pipelines.archive import Archive
from pipelines.cleaning.body_cleaning import clean_body
from pipelines.search.facets import FacetTable
from pipelines.search.post_view import CUT
from tests.helpers.exports import save_posts
from tests.helpers.kept_media import keep
from tests.helpers.pictures import MP3, picture
from tests.helpers.posts import post
from tests.helpers.web_site import HOSTILE, NASTY_TEXT, Client, client, hostile_posts, texts, words

ATOM = {"a": "http://www.w3.org/2005/Atom"}
BLOG = "4241"

POSTS = (
    post(1, title="Ferries run again", text="The apple ferry sails to the harbour.", labels=("Harbour",)),
    post(2, title="Market days", text="Apples and pears.", labels=("Market", "Harbour"), author="Bo"),
    post(
        3, title="أخبار الميناء", text="السفينة في الميناء", html="<p>السفينة</p>", language="ar", labels=()
    ),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Client]:
    with client(save_posts(tmp_path / "archive.db", *dated(POSTS))) as asking:
        yield asking


def dated(posts: tuple[Post, ...]) -> list[Post]:
    """One month apart, the first the oldest."""
    moments = [datetime.fromisoformat(f"2015-{month:02}-10T08:30:00-07:00") for month in range(1, 13)]
    return [
        replace(each, published=at, published_local=at.isoformat())
        for each, at in zip(posts, moments, strict=False)
    ]


def test_a_post_leads_to_those_like_it(site: Client) -> None:
    page = site.page(f"/post/{post(1).blog_id}/{post(1).post_id}")
    (link,) = [a.get("href") for a in page.cssselect("a") if a.text_content() == "Similar posts"]
    assert texts(site.page(link), ".entry h2") == ["Market days"]
    assert site.get(f"/post/{post(1).blog_id}/0/similar").status_code == 404


def test_the_first_page_shows_what_there_is(site: Client) -> None:
    page = site.page("/")
    assert texts(page, ".entry h3") == ["أخبار الميناء", "Market days", "Ferries run again"]
    assert page.cssselect("input[name=q]")
    assert len(page.cssselect("svg .bar")) == 3
    assert texts(page, ".aside .label") == ["Harbour", "Market"]


def test_a_search_ranks_and_marks(site: Client) -> None:
    page = site.page("/search?q=apple*")
    assert texts(page, ".entry h2") == ["Market days", "Ferries run again"] or texts(page, ".entry h2") == [
        "Ferries run again",
        "Market days",
    ]
    assert {mark.lower() for mark in texts(page, "mark")} == {"apple", "apples"}
    assert texts(site.page("/search?q=apple*&sort=date"), ".entry h2") == ["Market days", "Ferries run again"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("label=harbour", ["Market days", "Ferries run again"]),
        ("label=Harbour&author=bo", ["Market days"]),
        ("since=2015-02&until=2015-02", ["Market days"]),
        ("language=ar", ["أخبار الميناء"]),
        ("q=ferry&label=Harbour", ["Ferries run again"]),
        ("q=-ferry", ["أخبار الميناء", "Market days"]),
        ("q=ferry&label=Market", []),
        ("sort=oldest", ["Ferries run again", "Market days", "أخبار الميناء"]),
        ("label=harbour&sort=oldest", ["Ferries run again", "Market days"]),
        ("q=apple*&sort=oldest", ["Ferries run again", "Market days"]),
        ("label=nothing", []),
        ("label=nothing&q=ferry", []),
    ],
)
def test_lists_by_label_month_language_and_author(site: Client, query: str, titles: list[str]) -> None:
    page = site.page(f"/search?{query}")
    assert texts(page, ".entry h2") == titles
    links = [link.get("href") for link in page.cssselect(".formats a")]
    assert bool(links) == bool(titles)
    if "sort" in query:
        rows = json.loads(site.get(f"{links[0]}&_shape=array").text)
        assert [row["title"] for row in rows] == titles


@pytest.mark.parametrize("query", ["label=Harbor", "label=Harbor&q=ferry"])
def test_a_label_that_no_post_has_is_said_with_the_nearest(site: Client, query: str) -> None:
    said = texts(site.page(f"/search?{query}"), ".headline .meta")
    assert "Harbor: no such label in the archive; the nearest is Harbour" in said


def test_a_list_is_narrowed_down_by_facets_and_widened_by_chips(site: Client) -> None:
    def facets(url: str) -> dict[str, str]:
        links = site.page(url).cssselect(".facets li")
        return {words(link): str(link.cssselect("a")[0].get("href")) for link in links}

    every = facets("/search")
    assert {"Harbour 2", "Market 1", "Ana Lima 2", "Bo 1", "Arabic 1", "English 2", "Pictures 3"} <= set(
        every
    )
    assert facets("/search?q=apple*")["Market 1"] == "/search?q=apple%2A&label=Market"
    for said in ("Harbour 2", "Bo 1", "Arabic 1", "Pictures 3", "Embeds 3"):
        assert len(site.page(every[said]).cssselect(".entry")) == int(said.split()[-1]), said
    narrowed = site.page(every["Bo 1"])
    assert texts(narrowed, ".chip") == ["Author Bo×: remove this filter"]
    assert narrowed.cssselect(".chip")[0].get("href") == "/search"
    assert not site.page("/search?label=Market&author=Ana").cssselect(".facets")


@pytest.mark.parametrize(
    ("query", "found"), [("origin=feed", 3), ("origin=page", 0), ("has=image", 3), ("has=revision", 0)]
)
def test_lists_by_origin_and_media(site: Client, query: str, found: int) -> None:
    assert len(site.page(f"/search?{query}").cssselect(".entry")) == found
    assert len(site.get(f"/archive/search.json?_shape=array&{query}").json()) == found


def test_something_that_no_post_has_is_refused(site: Client) -> None:
    answer = site.get("/search?has=wings")
    assert (answer.status_code, "has wings: say one of image" in answer.text) == (400, True)


def test_authors_have_a_page_and_are_suggested(site: Client) -> None:
    page = site.page("/authors")
    assert [(words(each), each.cssselect("a")[0].get("href")) for each in page.cssselect(".counts li")] == [
        ("Ana Lima 2", "/search?author=Ana+Lima"),
        ("Bo 1", "/search?author=Bo"),
    ]
    assert [o.get("value") for o in site.page("/search").cssselect("#authors option")] == ["Ana Lima", "Bo"]


def test_a_post_tells_all_about_itself(site: Client) -> None:
    page = site.page(f"/post/{BLOG}/1")
    assert texts(page, "h1") == ["Ferries run again"]
    assert texts(page, ".post > header .meta")[0].startswith(
        "10 January 2015, 08:30 UTC−7 Ana Lima Old harbour"
    )
    assert page.cssselect(".post > header .label")[0].get("href") == "/search?label=Harbour"
    assert page.cssselect(".post > footer a")[0].get("href") == "https://harbour.example/1.html"
    assert page.cssselect("a[rel=next]")[0].get("href") == f"/post/{BLOG}/2"
    assert not page.cssselect("a[rel=prev]")
    assert texts(page, ".embeds a") == ["www.youtube.com ↗"]


def test_an_embed_stands_where_it_stood_and_loads_nothing(tmp_path: Path) -> None:
    film, other = "https://www.youtube.com/embed/xyz", "https://player.vimeo.com/video/1"
    raw = (
        f'<p>Before</p><iframe src="{film}"></iframe><p>After</p>'
        f'<a href="https://a.example/"><iframe src="{other}"></iframe></a>'
    )
    clean = clean_body(raw)
    whole = post(1, body_raw=raw, html=clean.html, embeds=clean.embeds)
    by_other_rules = post(2, body_raw=raw, html=f"<p>Now:</p>{clean.html}", embeds=clean.embeds)
    first = post(3, body_raw=raw.partition("<a")[0], embeds=(film,))
    first = replace(first, html=clean_body(first.body_raw).html)
    with client(save_posts(tmp_path / "archive.db", whole, by_other_rules, first)) as site:
        page = site.page(f"/post/{BLOG}/3")
        assert texts(page, ".body > *") == ["Before", f"www.youtube.com ↗ {film}", "", "After"]
        assert not page.cssselect(".embeds, iframe")
        assert_inert(page)
        for number in (1, 2):
            page = site.page(f"/post/{BLOG}/{number}")
            assert not page.cssselect(".card")
            assert [link.get("href") for link in page.cssselect(".embeds a")] == [film, other]


def test_what_facets_are_counted_of_is_read_from_the_start_on(site: Client) -> None:
    async def read() -> FacetTable:
        await site.site.client.get("/healthz")
        assert site.site.queries.preparing
        return await site.site.queries.preparing

    assert asyncio.run(read()).count_all()["blog"]


def test_the_states_of_all_blogs_are_read_without_a_time_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "TIME_LIMIT_MS", 0)
    with client(save_posts(tmp_path / "archive.db", post(1))) as site:
        states = asyncio.run(site.site.queries.states())
        assert [(state.blog_id, state.held) for state in states] == [(BLOG, 1)]
        assert site.get("/search").status_code == 503


def test_an_archive_that_is_only_read_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "RECOUNT_SECONDS", 0)
    with client(save_posts(tmp_path / "archive.db", post(1))) as site:
        site.page("/")
        counted = asyncio.run(site.site.queries.overview())
        (tmp_path / "archive.db-wal").touch()
        assert asyncio.run(site.site.queries.overview()) is counted


def test_a_list_comes_before_what_facets_are_counted_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_shown, refreshed = threading.Event(), FacetTable.refreshed
    monkeypatch.setattr(queries, "FACETS_SECONDS", 0)
    monkeypatch.setattr(
        FacetTable, "refreshed", lambda self, connection: is_shown.wait() and refreshed(self, connection)
    )
    path = save_posts(tmp_path / "archive.db", post(1), post(2))
    with client(path) as site:
        try:
            page = site.page("/search")
        finally:
            is_shown.set()
        assert page.cssselect(f"a[href$='/{BLOG}/1']")
        assert not page.cssselect(".facets")


def test_embeds_of_a_long_post_stand_where_they_stood_as_far_as_it_is_shown(tmp_path: Path) -> None:
    films = [f"https://www.youtube.com/embed/{number}" for number in range(300)]
    raw = "".join(f'<p>{"word " * 400}</p><iframe src="{film}"></iframe>' for film in films)
    clean = clean_body(raw)
    path = save_posts(tmp_path / "archive.db", post(1, body_raw=raw, html=clean.html, embeds=clean.embeds))
    with client(path) as site:
        page = site.page(f"/post/{BLOG}/1?whole=1")
        assert texts(page, ".body .card .soft") == films
        assert not page.cssselect(".embeds")
        page = site.page(f"/post/{BLOG}/1")
        placed, below = texts(page, ".body .card .soft"), texts(page, ".embeds .soft")
        assert (placed + below, len(placed)) == (films, CUT // len(f"<p>{'word ' * 400}</p><br>"))


def test_a_long_body_that_cleans_too_slowly_has_its_embeds_below(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(embed_cards, "SECONDS", 0.01)
    film = "https://www.youtube.com/embed/xyz"
    raw = f"{'<i>word</i> ' * 15_000}<iframe src='{film}'></iframe>"
    slow = post(1, body_raw=raw, html=clean_body(raw).html, embeds=(film,))
    with client(save_posts(tmp_path / "archive.db", slow)) as site:
        page = site.page(f"/post/{BLOG}/1")
        assert texts(page, ".embeds .soft") == [film]
        assert not page.cssselect(".card")


def test_comments_that_are_missing_are_counted_and_told_where_to_be_had(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", post(7, comment_count=3))
    with Archive(path) as archive:
        archive.save_blog(Blog(blog_id=BLOG, url="https://harbour.example/"))
        archive.save_comments([Comment(blog_id=BLOG, post_id="7", comment_id="1", text="Yes")])
    with client(path) as site:
        page = site.page(f"/post/{BLOG}/7")
        assert texts(page, ".comments h2") == ["1 of 3 comments"]
        (hint,) = page.cssselect(".comments .hint")
        assert hint.cssselect("a")[0].get("href") == "https://harbour.example/feeds/7/comments/default"
        assert "blogger-archive crawl https://harbour.example/ --comments" in words(hint)


def test_source_and_enclosures_of_a_post_are_linked(tmp_path: Path) -> None:
    audio, source = Enclosure(url="https://audio.example/1.mp3"), Link(url="https://news.example/a", text="")
    shown = post(1, embeds=(), enclosures=(audio, Enclosure(url="javascript:x")), related=(source,))
    with client(save_posts(tmp_path / "archive.db", shown)) as site:
        page = site.page(f"/post/{BLOG}/1")
        links = [link.get("href") for link in page.cssselect(".embeds a")]
        assert links == ["https://audio.example/1.mp3", "https://news.example/a"]
        assert_inert(page)


def test_a_post_known_by_its_address_only_has_a_page(tmp_path: Path) -> None:
    named = post(blog_id="host:old.example", post_id="path:/2013/10/100%-fog horn.html", title="Fog horn")
    with client(save_posts(tmp_path / "archive.db", named)) as site:
        page = site.page(site.page("/search").cssselect(".entry h2 a")[0].get("href"))
        assert texts(page, "h1") == ["Fog horn"]
        assert texts(site.page(page.cssselect(".kicker a")[0].get("href")), ".entry h2") == ["Fog horn"]


def test_scripts_from_right_to_left_run_so(site: Client) -> None:
    body = site.page(f"/post/{BLOG}/3").cssselect(".post > .body")[0]
    assert (body.get("dir"), body.get("lang")) == ("rtl", "ar")


@pytest.mark.parametrize("sort", ["date", "oldest"])
def test_lists_lead_on_and_back(tmp_path: Path, sort: str) -> None:
    many = [post(number, title=f"Post {number}") for number in range(45)]
    with client(save_posts(tmp_path / "archive.db", *many)) as site:
        seen, url = [], f"/search?sort={sort}"
        while url:
            page = site.page(url)
            seen.append(texts(page, ".entry h2"))
            older = page.cssselect(".pages a[rel=next]")
            url = older[0].get("href") or "" if older else ""
        assert [len(titles) for titles in seen] == [20, 20, 5]
        assert len({title for titles in seen for title in titles}) == 45
        back = site.page(page.cssselect(".pages a[rel=prev]")[0].get("href"))
        assert texts(back, ".entry h2") == seen[1]
        first = site.page(back.cssselect(".pages a[rel=prev]")[0].get("href"))
        assert texts(first, ".entry h2") == seen[0]
        assert not first.cssselect(".pages a[rel=prev]")


def test_pages_of_a_search_hold_each_post_once(tmp_path: Path) -> None:
    many = [post(number, title=f"Post {number}", text="pear " * (number % 7 + 1)) for number in range(45)]
    with client(save_posts(tmp_path / "archive.db", *many)) as site:
        pages = [texts(site.page(f"/search?q=pear&page={number}"), ".entry h2") for number in range(4)]
    assert [len(titles) for titles in pages] == [20, 20, 5, 0]
    assert len({title for titles in pages for title in titles}) == 45


def test_edited_posts_show_their_versions_and_what_was_changed(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", post(1, title="Old title", text="The vote was seven to four."))
    edited = post(
        1, title="New title", text="The vote was nine to two.", body_raw="changed", labels=("Vote",)
    )
    save_posts(path, edited)
    with client(path) as site:
        assert texts(site.page("/search"), ".entry .mark") == ["Edited"]
        page = site.page(f"/post/{BLOG}/1")
        assert page.cssselect(".versions a")[0].get("href") == f"/post/{BLOG}/1/revision/1"
        old = site.page(f"/post/{BLOG}/1/revision/1")
        assert texts(old, "h1") == ["Old title"]
        assert texts(old, ".changes dd del") == ["Old title", "Harbour, Traffic"]
        assert texts(old, ".changes p del") == ["seven", "four."]
        assert texts(old, ".changes p ins") == ["nine", "two."]
        assert site.get(f"/post/{BLOG}/1/revision/2").status_code == 404


def test_a_version_that_an_import_brought_stands_at_its_time(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", post(1, text="Second words."))
    save_posts(path, post(1, text="Third words.", body_raw="third"))
    copy = post(1, text="First words.", body_raw="first", source="capture", updated=None)
    with Archive(path) as archive:
        archive.import_posts([replace(copy, captured=datetime(2014, 1, 1, tzinfo=UTC))])
    with client(path) as site:
        shown = [site.page(f"/post/{BLOG}/1/revision/{number}") for number in (1, 2)]
        assert [texts(each, ".changes p del, .changes p ins") for each in shown] == [
            ["First", "Second"],
            ["Second", "Third"],
        ]


def test_an_edit_that_was_kept_aside_is_no_version(tmp_path: Path) -> None:
    long = " ".join(f"word{number}" for number in range(300))
    path = save_posts(tmp_path / "archive.db", post(1, text=long, html=f"<p>{long}</p>"))
    with Archive(path) as archive:
        archive.save_posts([post(1, text="", html="", body_raw="")], run="one")
    with client(path) as site:
        assert texts(site.page("/search"), ".entry .mark") == []
        assert not site.page("/search?has=revision").cssselect(".entry")
        page = site.page(f"/post/{BLOG}/1")
        assert not page.cssselect(".versions")
        assert "word299" in words(page.cssselect(".body")[0])
        aside = site.page(page.cssselect(".notice a")[0].get("href"))
        assert texts(aside, ".changes p del") == [long]
        assert [site.get(f"/post/{BLOG}/1/aside/{n}").status_code for n in (0, 1, 2)] == [404, 200, 404]


def test_a_static_page_is_marked_and_says_where_it_came_from(tmp_path: Path) -> None:
    captured = datetime.fromisoformat("2011-03-04T00:00:00+00:00")
    page = replace(post(1), kind="page", source="capture", captured=captured)
    with client(save_posts(tmp_path / "archive.db", page, post(2))) as site:
        shown = site.page(f"/post/{BLOG}/1")
        assert texts(shown, ".meta .mark") == ["Page"]
        assert "From a web archive of 4 March 2011" in texts(shown, "footer span")
        assert texts(site.page(f"/post/{BLOG}/2"), ".meta .mark") == []
        assert "From its blog's feed" in texts(site.page(f"/post/{BLOG}/2"), "footer span")


def test_deleted_posts_are_marked(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", post(1), post(2))
    with Archive(path) as archive:
        archive._connection.execute(
            "UPDATE posts SET deleted_at = '2020-01-02T00:00:00+00:00' WHERE post_id = '1'"
        )
    with client(path) as site:
        assert texts(site.page("/search?deleted=1"), ".entry .mark") == ["Deleted"]
        assert "2 January 2020" in texts(site.page(f"/post/{BLOG}/1"), ".notice")[0]


def test_comments_stand_below_what_they_answer(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", post(1))
    said = [("a", None, "First"), ("b", None, "Second"), ("c", "a", "Answer"), ("d", "nowhere", "Stray")]
    with Archive(path) as archive:
        archive.save_comments(
            [
                Comment(blog_id=BLOG, post_id="1", comment_id=name, parent_id=parent, author=name, html=text)
                for name, parent, text in said
            ]
        )
    with client(path) as site:
        comments = site.page(f"/post/{BLOG}/1").cssselect(".comment")
    assert [(c.get("class"), words(c.cssselect(".body")[0])) for c in comments] == [
        ("comment d0", "First"),
        ("comment d1", "Answer"),
        ("comment d0", "Second"),
        ("comment d0", "Stray"),
    ]


def test_pictures_are_loaded_only_on_request(tmp_path: Path) -> None:
    html = '<p>A <img src="https://img.example/f.jpg" alt="A ferry > boat"></p>'
    with client(save_posts(tmp_path / "archive.db", post(1, html=html))) as site:
        without = site.get(f"/post/{BLOG}/1")
        assert "<img" not in without.text
        assert texts(lxml.html.document_fromstring(without.text), ".picture") == ["A ferry > boat"]
        assert "img-src 'self';" in without.headers["content-security-policy"]
        assert "1 picture not loaded, from img.example." in words(lxml.html.document_fromstring(without.text))
        asked = site.get(f"/post/{BLOG}/1?images=1")
        picture = lxml.html.document_fromstring(asked.text).cssselect(".body img")[0]
        assert picture.get("src") == "https://img.example/f.jpg"
        assert picture.get("referrerpolicy") == "no-referrer"
        assert "img-src 'self' http: https:;" in asked.headers["content-security-policy"]


@pytest.mark.parametrize("pictures", ["", "?images=1"])
def test_hostile_posts_are_inert(tmp_path: Path, pictures: str) -> None:
    with client(save_posts(tmp_path / "archive.db", *hostile_posts())) as site:
        urls = [f"/post/{BLOG}/{9000 + number}{pictures}" for number in range(len(HOSTILE))]
        for url in [
            "/",
            "/search",
            "/search?q=hostile",
            f"/search?label={quote(NASTY_TEXT)}",
            "/labels",
            *urls,
        ]:
            assert_inert(site.page(url))
        for url in urls:
            body = site.page(url).cssselect(".post > .body")[0]
            assert words(body).startswith("before")


def assert_inert(page: lxml.html.HtmlElement) -> None:
    assert not page.cssselect(
        "script, style, iframe, object, embed, video, base, meta[http-equiv], math, form form"
    )
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), f"{name}={value}"
            assert name != "style"
            if name in ("href", "src", "action"):
                assert value.startswith(("/", "#", "http://", "https://", "mailto:")), value
    assert len(page.cssselect("main")) == len(page.cssselect("#content")) == 1


def test_a_label_of_quotes_and_slashes_leads_to_its_posts(tmp_path: Path) -> None:
    with client(save_posts(tmp_path / "archive.db", *hostile_posts()[:2])) as site:
        for link in site.page(f"/post/{BLOG}/9000").cssselect(".post > header .label"):
            assert len(site.page(link.get("href")).cssselect(".entry")) == 2


@pytest.mark.slow
def test_a_very_long_post_is_cut_and_can_be_had_whole(tmp_path: Path) -> None:
    body = "<p>long words &amp; more</p>" * 400_000
    with client(
        save_posts(tmp_path / "archive.db", post(1, html=body, text="long words & more\n\n" * 400_000))
    ) as site:
        cut = site.get(f"/post/{BLOG}/1")
        assert len(cut.text) < CUT * 1.2
        assert f"Only the beginning is shown: the whole post has {len(body):,} characters." in words(
            lxml.html.document_fromstring(cut.text)
        )
        assert len(site.get(f"/post/{BLOG}/1?whole=1").text) > len(body)
        found = site.page("/search?q=words")
        assert len(found.cssselect(".entry")) == 1
        row = site.get("/archive/posts/1427956200")
        assert len(row.text) < 200_000


EVERYWHERE = (
    "/", "/search", "/search?q=apple", "/search.atom", "/labels", "/months", "/blogs", "/languages",
    f"/post/{BLOG}/1", "/nothing", f"/post/{BLOG}/nothing", "/static/archive.css", "/search?since=never",
    "/archive", "/archive/posts", "/archive/posts.json", "/archive/posts.csv", "/archive/search?q=apple",
    "/archive/nothing", "/-/versions", "/-/metadata.json", "/_internal", "/healthz",
)  # fmt: skip


@pytest.mark.parametrize("url", EVERYWHERE)
def test_every_answer_has_a_strict_policy(site: Client, url: str) -> None:
    headers = site.get(url).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("url", [u for u in EVERYWHERE if "." not in u])
def test_no_page_needs_what_the_policy_forbids(site: Client, url: str) -> None:
    answer = site.get(url)
    if answer.headers["content-type"].startswith("text/html"):
        assert_inert(lxml.html.document_fromstring(answer.text))
        assert '<link rel="stylesheet" href="/static/archive.css?' in answer.text


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/nothing", 404),
        (f"/post/{BLOG}/99", 404),
        ("/search?since=yesterday", 400),
        ("/search?page=x", 400),
        (f"/search?page={'9' * 20}", 400),
        ("/search?before=-1", 400),
        ("/-/versions", 404),
        ("/_internal", 404),
        ("/archive?sql=select+1", 403),
        ("/archive/posts?_where=1", 403),
    ],
)
def test_what_cannot_be_asked_is_answered_calmly(site: Client, url: str, status: int) -> None:
    answer = site.get(url)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("typed", ['"', "*", "C++", "a OR", "-x", "title:", "(((", "\0", "NEAR(", "x" * 5000])
def test_anything_can_be_searched_for(site: Client, typed: str) -> None:
    assert site.get("/search", params={"q": typed}).status_code == 200


@pytest.mark.parametrize("damage", ["gone", "empty", "garbled"])
def test_a_monitor_is_told_whether_the_archive_can_be_read(tmp_path: Path, damage: str) -> None:
    path = save_posts(tmp_path / "archive.db", *dated(POSTS))
    with client(path) as site:
        well = site.get("/healthz")
        assert (well.status_code, well.text) == (200, "ok\n")
        assert well.headers["content-type"].startswith("text/plain")
        for each in tmp_path.iterdir():
            each.unlink()
        if damage != "gone":
            path.write_bytes(b"" if damage == "empty" else b"no archive " * 1000)
        ill = site.get("/healthz")
        assert (ill.status_code, ill.text) == (503, "the archive cannot be read\n")


def test_a_name_that_leads_here_from_elsewhere_is_refused(site: Client) -> None:
    assert site.get("/", headers={"host": "rebound.example"}).status_code == 421
    assert site.get("/", headers={"host": "127.0.0.1:8001"}).status_code == 200


def test_sql_is_off_unless_asked_for_and_bounded_then(site: Client) -> None:
    with client(site.site.queries.path, allow_sql=True) as open_site:
        assert open_site.get("/archive.json?sql=select+7+as+n&_shape=array").json() == [{"n": 7}]
        assert open_site.get("/archive.json?sql=select+randomblob(1e9)").status_code == 400
        forever = "with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n"
        assert open_site.get("/archive.json", params={"sql": forever}).status_code == 400
        assert open_site.get("/archive.json", params={"sql": "delete from posts"}).status_code == 400
        assert len(open_site.page("/search").cssselect(".entry")) == 3


def test_a_search_as_json_and_csv(site: Client) -> None:
    page = site.page("/search?q=apple*&sort=date")
    json_url, csv_url, _ = (link.get("href") for link in page.cssselect(".formats a"))
    rows = json.loads(site.get(f"{json_url}&_shape=array").text)
    assert [row["title"] for row in rows] == ["Market days", "Ferries run again"]
    assert json.loads(rows[0]["labels"]) == ["Market", "Harbour"]
    lines = site.get(csv_url).text.splitlines()
    assert lines[0].startswith("id,published,")
    assert len(lines) == 3


def test_a_search_as_a_feed(site: Client) -> None:
    answer = site.get("/search.atom?q=apple*")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == ["Market days", "Ferries run again"]
    assert feed.xpath("a:entry/a:published/text()", namespaces=ATOM)[0] == "2015-02-10T15:30:00+00:00"
    assert feed.xpath("a:entry[1]/a:content/text()", namespaces=ATOM) == ["<p>The ferries run again.</p>"]
    assert (
        feed.xpath("string(a:entry[1]/a:id)", namespaces=ATOM) == f"tag:blogger.com,1999:blog-{BLOG}.post-2"
    )
    link = feed.xpath("string(a:entry[1]/a:link/@href)", namespaces=ATOM)
    assert texts(site.page(link.removeprefix("http://localhost")), "h1") == ["Market days"]


def test_a_feed_of_nothing_of_half_dates_and_of_hostile_posts_is_valid(tmp_path: Path) -> None:
    half = [
        post(number, published=None, published_local=local, updated=None, title="A\x08 bell")
        for number, local in enumerate(("2013", "2013-10", "2013-10-05", "2013-10-05T08:30", None))
    ]
    with client(save_posts(tmp_path / "archive.db", *half, *hostile_posts())) as site:
        assert not etree.fromstring(site.get("/search.atom?q=nowhere").content).findall("a:entry", ATOM)
        feed = etree.fromstring(site.get("/search.atom").content)
        dates = feed.xpath("a:entry/a:published/text()", namespaces=ATOM)
        assert {"2013-01-01T00:00:00+00:00", "2013-10-01T00:00:00+00:00", "2013-10-05T08:30:00+00:00"} <= set(
            dates
        )
        assert len(feed.xpath("a:entry/a:updated", namespaces=ATOM)) == len(half) + len(HOSTILE)
        for content in feed.xpath("a:entry/a:content/text()", namespaces=ATOM):
            assert "<script" not in content
            assert "onerror" not in content or "&lt;img" in content


def test_what_a_crawl_stores_is_seen_at_once(site: Client) -> None:
    site.site.queries._counted = float("-inf")
    with Archive(site.site.queries.path) as archive:
        archive.save_posts([post(77, title="Just in", published=None, published_local="2024-05-01")])
        assert texts(site.page("/"), ".entry h3")[0] == "Just in"
        site.site.queries._counted = float("-inf")
        assert "4 posts in archive.db" in words(site.page("/").cssselect("footer")[0])


def test_a_page_that_was_read_keeps_no_writer_waiting(site: Client) -> None:
    for url in (
        "/",
        "/search?q=apple",
        "/search?label=Harbour",
        f"/post/{BLOG}/1",
        "/search.atom",
        "/archive/posts",
    ):
        assert site.get(url).status_code == 200
    with Archive(site.site.queries.path) as archive:
        archive.save_posts([post(78)])
        busy, _, _ = archive._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy


def test_a_new_archive_has_a_first_page(tmp_path: Path) -> None:
    with client(save_posts(tmp_path / "archive.db")) as site:
        assert "no posts in this archive yet" in words(site.page("/"))
        for url in ("/search", "/labels", "/months", "/blogs", "/languages", "/archive", "/search.atom"):
            assert site.get(url).status_code == 200


def test_the_first_page_and_the_blogs_page_say_how_complete_a_blog_is(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", *dated(POSTS))
    with Archive(path) as archive:
        archive._connection.execute(
            "INSERT INTO crawls"
            " (run, address, blog_id, started, ended, outcome, error, expected, held, missing, months,"
            " months_by)"
            " VALUES ('r1', 'https://harbour.example/', ?, '2020-01-02T03:00:00+00:00',"
            " '2020-01-02T03:10:00+00:00', 'incomplete', 'the feed broke off', 5, 3, 2,"
            " '{\"2015-01\": 3}', 'archives')",
            (BLOG,),
        )
    with client(path) as site:
        for url in ("/", "/blogs"):
            (row,) = texts(site.page(url), ".states tbody tr")
            assert "Short by 2 3 / 5 Jan 2015 – Mar 2015 2 Jan 2020" in row
        page = site.page(site.page("/").cssselect(".states th a")[0].get("href"))
        assert "the feed broke off" in words(page)
        assert texts(page, ".counts.columned li") == ["January 2015 1 of 3"]
        assert len(page.cssselect(".states tbody tr")) == 2
        assert site.get("/blogs/nobody").status_code == 404
        assert_inert(page)


@pytest.mark.parametrize(
    ("error", "state", "command"),
    [
        (explain(PageType.REMOVED), "Gone since 1 Jan 2020", "import wayback:harbour.example"),
        (explain(PageType.NOT_FOUND), "Gone since 1 Jan 2020", "import wayback:harbour.example"),
        ("HTTP 503: try again later", "Failing since 1 Jan 2020", "crawl https://harbour.example/"),
    ],
)
def test_a_blog_that_is_gone_is_told_from_one_that_fails(
    tmp_path: Path, error: str, state: str, command: str
) -> None:
    path = save_posts(tmp_path / "archive.db", *dated(POSTS))
    with Archive(path) as archive:
        archive.save_blog(Blog(blog_id=BLOG, url="https://harbour.example/"))
        archive._connection.execute(
            "INSERT INTO crawls (run, address, blog_id, started, ended, outcome, error, failing_since)"
            " VALUES ('r', 'https://harbour.example/', ?, '2020', '2020-01-02T00:00:00+00:00', 'failed', ?,"
            " '2020-01-01T00:00:00+00:00')",
            (BLOG, f"https://harbour.example/: {error}"),
        )
        archive._connection.execute(
            "INSERT INTO revisions (post, replaced, flag, digest)"
            " SELECT id, '2020', 'suspect: emptied', '' FROM posts WHERE post_id < '3'"
        )
    with client(path) as site:
        assert f"{state} 2 kept aside 3 / ?" in texts(site.page("/"), ".states tbody tr")[0]
        page = site.page(f"/blogs/{BLOG}")
        assert texts(page, ".hint kbd") == [f"blogger-archive {command}"]
        edits = [str(link.get("href")) for link in page.cssselect('a[href*="/aside/"]')]
        assert sorted(edits) == [f"/post/{BLOG}/{number}/aside/1" for number in (1, 2)]
        assert all("emptied" in words(site.page(url)) for url in edits)


def test_a_blog_that_moved_says_from_where(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", *dated(POSTS))
    with Archive(path) as archive:
        archive.save_blog(Blog(blog_id=BLOG, url="https://harbour.example/"))
        for run, address in enumerate(("https://former.example/", "https://harbour.example/")):
            archive._connection.execute(
                "INSERT INTO crawls (run, address, blog_id, started, ended, outcome)"
                " VALUES (?, ?, ?, '2020', '2020-01-02', 'complete')",
                (run, address, BLOG),
            )
    with client(path) as site:
        assert "Complete Moved 3 / ?" in texts(site.page("/"), ".states tbody tr")[0]
        page = site.page(site.page("/").cssselect(".states th a")[0].get("href"))
        (notice,) = texts(page, ".notice")
        assert "at former.example, and answers at harbour.example now" in notice


@pytest.fixture
def illustrated(tmp_path: Path) -> Iterator[tuple[Client, bytes]]:
    """An archive that holds the first of a post's two pictures, a comment's, and a sound."""
    html = '<a href="http://h/1-big.png"><img src="http://h/1.png" alt="One"></a><img src="http://h/2.png">'
    shown = post(1, html=html, enclosures=(Enclosure(url="http://h/s.mp3"),))
    remark = Comment(
        blog_id=shown.blog_id, post_id=shown.post_id, comment_id="5", html='<img src="http://h/c.png">'
    )
    path = save_posts(tmp_path / "a.db", shown)
    with Archive(path) as archive:
        archive.save_comments([remark])
    keep(path, {"1-big.png": picture(1), "c.png": picture(2), "s.mp3": MP3}, shown.blog_id)
    with client(path) as browsing:
        yield browsing, picture(1)


def test_kept_pictures_are_shown_in_place_and_others_on_request_only(
    illustrated: tuple[Client, bytes],
) -> None:
    browsing, content = illustrated
    address = f"/post/{post(1).blog_id}/{post(1).post_id}"
    page = browsing.page(address)
    assert [str(img.get("src"))[:7] for img in page.iter("img")] == ["/media/"] * 2
    assert [img.get("alt") for img in page.iter("img")] == ["One", "Picture"]
    assert texts(page, "p.pictures")[0].startswith("1 picture not loaded, from h.")
    assert browsing.get(address).headers["content-security-policy"] == POLICY
    shown = browsing.get(next(page.iter("img")).get("src"))
    assert (shown.status_code, shown.content) == (200, content)
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    kept = next(link for link in page.iter("a") if link.text == "kept here")
    assert browsing.get(kept.get("href")).headers["content-type"] == "audio/mpeg"
    loaded = browsing.page(f"{address}?images=1")
    assert [str(img.get("src"))[:8] for img in loaded.iter("img")][1] == "http://h"


@pytest.mark.parametrize("name", ["0" * 64, "A" * 64, "a" * 63])
def test_what_is_not_kept_is_not_found(illustrated: tuple[Client, bytes], name: str) -> None:
    assert illustrated[0].get(f"/media/{name}").status_code == 404


def test_pages_work_below_a_path_of_a_proxy(tmp_path: Path) -> None:
    """Even one that is called as Datasette's own pages are; whether or not the proxy takes it off."""
    path = save_posts(tmp_path / "archive.db", *dated(POSTS))
    for base in ("/archive", "/a/b-c"):
        with client(path, access=Access(base=base)) as site:
            for url in ("/", "/search?q=apple*", "/search", "/labels", "/blogs", "/months", f"/post/{BLOG}/1",
                        "/archive", "/archive/posts", "/archive/search?q=apple"):  # fmt: skip
                page = site.page(PrefixedUrlString(base + url))
                found = [link for _, _, link, _ in page.iterlinks() if link.startswith("/")]
                assert found
                assert [link for link in found if not link.startswith(f"{base}/")] == [], url
                for link in dict.fromkeys(found):
                    assert site.get(PrefixedUrlString(link)).status_code == 200, link
            assert site.get(PrefixedUrlString(f"{base}/-/versions")).status_code == 404
            assert (
                f'href="http://localhost{base}/post/{BLOG}/1"'
                in site.get(PrefixedUrlString(f"{base}/search.atom")).text
            )
            assert site.get(PrefixedUrlString("/labels")).status_code == 200


def test_a_password_is_asked_for_and_guessing_is_slowed_down(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", *dated(POSTS))
    with client(path, access=Access(password="quay häfen")) as site:
        asked = site.get("/")
        assert (asked.status_code, asked.headers["www-authenticate"]) == (
            401,
            'Basic realm="archive", charset="UTF-8"',
        )
        assert "content-security-policy" in asked.headers
        assert "Ferries" not in asked.text
        assert site.get("/healthz").text == "ok\n"
        for url in ("/", "/search.atom", "/archive/posts.json", "/static/archive.css"):
            assert site.get(url).status_code == 401
            assert site.get(url, auth=("anybody", "quay häfen".encode())).status_code == 200
        for wrong in ("", "quay", "QUAY HÄFEN", "quay häfen ", "x" * 10_000):
            assert site.get("/", auth=("a", wrong.encode())).status_code == 401
        assert site.get("/", auth=("a", "quay häfen".encode())).status_code == 200  # which forgives these
        for header in ("Basic !", "Basic", "Basic /w==", "Bearer x", *["Basic eDp4"] * 7):
            assert site.get("/", headers={"authorization": header}).status_code == 401, header
        blocked = site.get("/", auth=("a", "quay häfen".encode()))
        assert (blocked.status_code, blocked.headers["retry-after"]) == (429, "60")
        assert site.get("/healthz").status_code == 200


def test_no_page_shows_the_host_of_an_address_in_a_name(tmp_path: Path) -> None:
    path = save_posts(
        tmp_path / "a.db", post(1, author="ana@mail.example"), post(2, author="ana@other.example")
    )
    with Archive(path) as archive:
        archive.import_posts([post(3, author="ana@mail.example", status="draft", source="export")])
    pages = ("/", "/authors", "/search?q=ferries", "/search?author=ana", "/search.atom?q=ferries")
    with client(path) as asking:
        for url in (*pages, f"/post/{post(1).blog_id}/{post(1).post_id}", "/archive/search.json?q=ferries"):
            answer = asking.get(url)
            assert set(re.findall(r"ana\b|mail\.example|other\.example", answer.text)) == {"ana"}, url
        assert texts(asking.page("/authors"), ".count") == ["2"]
        assert asking.get("/archive/drafts.json").status_code == 403
