"""The archive's pages in a real browser, served by the real command."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pipelines.archive import Archive
from tests.helpers import axe
from tests.helpers.browser import IN_CHROMIUM, LARGE, SMALL, Watched, browser
from tests.helpers.posts import post
from tests.helpers.processes import blogger_archive
from tests.helpers.web_site import HOSTILE, hostile_posts, server

__all__ = ["browser"]
pytestmark = IN_CHROMIUM

LATER = datetime(2015, 5, 1, tzinfo=UTC)
DOT = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"  # a picture of one pixel


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample blog, as anybody crawls it, a post that was edited, and posts that mean harm."""
    path = tmp_path_factory.mktemp("browser") / "archive.db"
    blogger_archive("sample", "--comments", archive=path).check_returncode()
    with Archive(path) as archive:
        edited = post(1, comment_count=3, labels=("Ferry",))
        archive.save_posts([*hostile_posts(), edited])
        text = "The ferries of the harbour run late."
        archive.save_posts([replace(edited, text=text, html=text, body_raw=text, updated=LATER)])
    return path


@pytest.fixture(scope="module")
def address(path: Path) -> Iterator[str]:
    with server(path) as (address, _):
        yield address


@pytest.fixture
def watched(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page of its own; at the end nothing may have been complained of."""
    context = browser.new_context(**getattr(request, "param", {"viewport": LARGE}))
    watched = Watched(context.new_page(), address)
    yield watched
    context.close()
    assert watched.complaints == []


def test_search_open_and_follow_a_label(watched: Watched) -> None:
    page = watched.open("/")
    page.get_by_label("Search all posts").fill("fog horn")
    page.get_by_role("button", name="Search").click()
    assert "fog" in page.locator("mark").all_text_contents()
    page.get_by_role("link", name="Council votes to keep the old fog horn").click()
    assert page.locator("h1").inner_text() == "Council votes to keep the old fog horn"
    page.locator(".post > header").get_by_role("link", name="Harbour", exact=True).click()
    assert page.locator("h1").inner_text() == "Harbour"
    assert page.locator(".entry").count() == 4


def test_the_keyboard_is_enough(watched: Watched) -> None:
    page = watched.open("/search?label=Harbour")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page = watched.open("/")
    press_on(page, "[type=search]")
    page.keyboard.type("ferries")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=ferries")
    for target, address in (
        ('.facets a[href*="label=Ferry"]', "**/search?*label=Ferry*"),
        ('.entry h2 a[href="/post/4241/1"]', "**/post/4241/1"),
        (".post a.mark", "**#versions"),
        (".versions a", "**/revision/1"),
    ):
        press_on(page, target)
        page.keyboard.press("Enter")
        page.wait_for_url(address)
    assert page.locator("ins").all_inner_texts() == ["of the harbour ", "late."]


def press_on(page: Page, target: str) -> None:
    """Press Tab until the element has the focus; each on the way must show that it has."""
    for _ in range(150):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE) != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("target => document.activeElement.matches(target)", target):
            return
    pytest.fail(f"{target} cannot be reached")


OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"
PAGES = (
    "/", "/search?q=harbour", "/search?label=Market", "/labels", "/months", "/languages", "/blogs",
    "/search?language=ar", "/archive", "/archive/posts", "/archive/search?q=harbour",
)  # fmt: skip


SCREENS = [
    {"viewport": viewport, "color_scheme": scheme, "bypass_csp": True}  # axe is a script of the test
    for viewport in (SMALL, {"width": 1280, "height": 800})
    for scheme in ("light", "dark")
]


@pytest.mark.skipif(not axe.SCRIPT.is_file(), reason="no axe-core here; python -m tests.helpers.axe")
@pytest.mark.parametrize("watched", SCREENS, indirect=True, ids=["360", "360-dark", "1280", "1280-dark"])
def test_axe_finds_nothing(watched: Watched) -> None:
    page = watched.open("/blogs")
    blog = page.locator(".states a").first.get_attribute("href")
    page = watched.open("/search?q=market")
    post = page.locator(".entry h2 a").first.get_attribute("href")
    paths = (
        "/", "/search?q=harbour", post, blog, "/authors", "/months", "/search?q=nowhere", "/labels",
        "/search?language=ar&since=2010", "/archive/posts", "/archive", "/archive/posts/1427956200",
        "/languages", "/post/4241/1", "/post/4241/1/revision/1", "/post/4241/1/similar",
    )  # fmt: skip
    assert {path: found for path in paths if (found := axe.findings(watched.open(str(path))))} == {}


def test_the_first_screen_has_room_for_more_than_the_search(watched: Watched) -> None:
    page = watched.open("/")
    assert page.locator(".hero").bounding_box()["height"] < LARGE["height"] / 4  # type: ignore[index]
    facets = watched.open("/search?q=harbour").locator(".facets").bounding_box()
    assert facets is not None
    assert facets["x"] > LARGE["width"] * 0.6
    assert facets["y"] < LARGE["height"] / 2


def test_a_title_read_from_the_right_has_its_date_and_labels_there(watched: Watched) -> None:
    entry = watched.open("/search?language=ar").locator(".entry").first
    right = entry.evaluate("e => e.getBoundingClientRect().right")
    for part in (".meta > :first-child", ".labels > :first-child"):
        box = entry.locator(part).bounding_box()
        assert box is not None
        assert right - (box["x"] + box["width"]) < 2, part


LAST_LINES = """() => [...document.querySelectorAll('.lead, .hint')].map(part => {
    const range = document.createRange(); range.selectNodeContents(part);
    const end = part.getBoundingClientRect().bottom;  // a lead is cut off after three lines
    const rects = [...range.getClientRects()].filter(r => r.bottom < end + 9);
    const low = Math.max(...rects.map(r => r.bottom));
    const last = rects.filter(r => r.bottom > low - 9);
    const width = Math.max(...last.map(r => r.right)) - Math.min(...last.map(r => r.left));
    return rects.length > last.length ? width / part.clientWidth : 1})"""


@pytest.mark.parametrize("watched", [{"viewport": {"width": 768, "height": 900}}], indirect=True)
def test_no_lead_and_no_hint_ends_in_a_line_of_one_word(watched: Watched) -> None:
    for path in ("/", "/search?q=harbour"):
        assert min(watched.open(path).evaluate(LAST_LINES)) > 0.25, path


@pytest.mark.parametrize("watched", [{"viewport": SMALL}], indirect=True)
def test_a_telephone_shows_all_months_of_a_year(watched: Watched) -> None:
    table = watched.open("/months").locator(".calendar")
    assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth")


@pytest.mark.parametrize("watched", [{"viewport": SMALL}], indirect=True)
def test_tables_stack_on_a_telephone(watched: Watched) -> None:
    for path in ("/", "/blogs"):
        page = watched.open(path)
        table = page.locator(".states").first
        assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth"), path
        boxes = [cell.bounding_box() for cell in table.locator("tbody tr").first.locator("td").all()]
        assert len({box["x"] for box in boxes if box}) == 1


@pytest.mark.parametrize("watched", [{"viewport": SMALL}], indirect=True)
def test_a_telephone_shows_every_page_without_scrolling_sideways(watched: Watched) -> None:
    page = watched.open("/search")
    posts = [link.get_attribute("href") for link in page.locator(".entry h2 a").all()]
    for path in (*PAGES, *posts):
        page = watched.open(str(path))
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], path


@pytest.mark.parametrize("watched", [{"viewport": LARGE, "color_scheme": "dark"}], indirect=True)
def test_the_dark_is_dark_and_can_be_read(watched: Watched) -> None:
    for path in ("/", "/search?q=harbour", "/archive/posts"):
        page = watched.open(path)
        paper, ink = (
            page.evaluate(f"getComputedStyle(document.body).{name}.match(/\\d+/g).map(Number)")
            for name in ("backgroundColor", "color")
        )
        assert max(paper) < 60
        assert min(ink) > 180


def test_scripts_from_right_to_left_begin_on_the_right(watched: Watched) -> None:
    page = watched.open("/search?language=ar")
    page.locator(".entry h2 a").first.click()
    body = page.locator(".post > .body")
    assert body.evaluate("element => getComputedStyle(element).direction") == "rtl"


def test_hostile_posts_do_nothing(watched: Watched) -> None:
    for number in range(len(HOSTILE)):
        page = watched.open(f"/post/4241/{9000 + number}")
        assert page.evaluate("window.harm") is None
        assert page.locator(".site").is_visible()
        assert page.evaluate("document.elementFromPoint(600, 20).closest('.top') !== null")
        assert "before" in page.locator(".post > .body").inner_text()
    for path in ("/", "/search", "/search?q=hostile", "/labels", "/archive/posts", "/search?label=a%2Fb"):
        assert watched.open(path).evaluate("window.harm") is None


def test_scripts_would_not_run_even_if_one_came_through(watched: Watched) -> None:
    page = watched.open("/")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.harm = 1';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<p id=styled style="position: fixed">x</p>');
    }""")
    assert page.evaluate("window.harm") is None
    assert page.evaluate("getComputedStyle(document.getElementById('styled')).position") == "static"
    assert len(watched.complaints) == 2
    assert all("Content Security Policy" in complaint for complaint in watched.complaints)
    watched.complaints.clear()


def test_pictures_come_when_they_are_asked_for(watched: Watched) -> None:
    page = watched.open("/search?q=%22night+market%22+arches")
    page.get_by_role("link", name="Night market moves under the railway arches").click()
    assert page.locator(".body img").count() == 0
    page.route(re.compile("^https://"), lambda route: route.fulfill(content_type="image/gif", body=DOT))
    with page.expect_request(re.compile("^https://1.bp.blogspot.com/")):
        page.get_by_role("link", name="Load pictures").click()
    page.wait_for_function("document.querySelector('.body img').naturalWidth === 1")
    assert [complaint.split("/")[2] for complaint in watched.complaints] == ["1.bp.blogspot.com"]
    watched.complaints.clear()
