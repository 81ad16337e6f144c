"""The offline site in a real browser, opened from the disk."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from crawler.site import search_files
from pipelines.archive import Archive
from pipelines.search.search import search
from tests.helpers.browser import IN_CHROMIUM, LARGE, SMALL, Watched, browser
from tests.helpers.exports import save_posts
from tests.helpers.posts import post
from tests.helpers.web_site import hostile_posts
from tests.site.test_site import POSTS, build

__all__ = ["browser"]
pytestmark = IN_CHROMIUM

TEXTS = (
    "The ferry sails to the harbour at dawn. Café crème for AT&T.",
    "Ferries and harbours; the harbour master sails no ferry. Naïve coöperation, Straße, Zürich.",
    "السفينة في الميناء والكتاب على الطاولة وبالمدرسة",
    "كتب الطالب كتابا عن مدرسة الميناء",
    "北京市民昨天参加了会议，上海没有。新款iPhone发布。",
    "上海的京剧在北方很受欢迎，东北人也喜欢。市民会议。",
    "東京タワーとスマートフォンアプリ、北（ほく）海道。水",
    "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย การเมืองวันนี้",
    "วันหยุดที่เชียงใหม่ ประเทศเพื่อนบ้าน มหานคร",
    "Новый мост открыли ещё в мае, ёлка стоит у реки. Мосты.",
    "Елка и мост: новости города, йогурт.",
    "서울에서 열린 국제영화제가 끝났다. 대한민국정부 발표",
    "부산국제영화제 서울시 정부",
    "Η Αθήνα είναι πόλη στην Ελλάδα",
    "הספר בבית הספר של העיר ירושלים",
    "हिन्दी में समाचार और मौसम",
)
QUERIES = (
    "ferry", "harbour ferry", "HARBOUR", "harb*", '"the harbour"', '"ferry the"', "cafe", "naive", "AT&T",
    "sails -dawn", "strasse", "zurich", "ferri", "iphone", "nothinghere", "s*",
    "الميناء", "ميناء", "كتاب", "مدرسة", "السفينة الميناء", "كتب",
    "北京", "市民", "上海", "北京市", "京", "会议 北京", "市民会议",
    "スマートフォン", "東京", "水", "北海道", "アプリ",
    "กรุงเทพ", "มหานคร", "ประเทศ", "วัน", "การเมือง", "เมืองหลวง", "เชียงใหม่ วันหยุด",
    "мост", "елка", "ёлка", "мосты", "нов*", "МОСТ новый", "йогурт", "еще",
    "서울", "국제영화제", "영화제", "정부", "대한민국",
    "apples OR sails", "fog | apples", "dawn OR elsewhere -ferry", "ferry NOT dawn", "ferry AND dawn", "OR",
    "title:ferries", "title:days", "title:fer*", "text:ferries", "-title:ferries ferry", "title:الميناء",
    "title:market OR title:elsewhere", 'title:"run again"', 'title:"again run"', '"the harbour" OR "apples"',
    "label:harbour", "label:港", "labels:market -label:nothing", "-ferry -harbour", "author:nobody",
    "author:bo", "author:ANN apples", "-author:bo", 'author:"Bo/Ann"', "ferry OR apples author:bo",
    "text:iphone", "title:iphone", "text:北京", "title:北京",
    "Αθηνα", "Αθήνα", "ספר", "ירושלים", "हिन्दी", "मौसम समाचार",
)  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = (
        post(100 + n, title=None, text=text, html=f"<p>{text}</p>", labels=()) for n, text in enumerate(TEXTS)
    )
    return save_posts(tmp_path_factory.mktemp("site") / "archive.db", *POSTS, *hostile_posts(), *texts)


@pytest.fixture(scope="module")
def site(archive: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_files, "SEGMENT", 8)  # several, so that their joining is seen
        build(archive, archive.parent / "site")
    return archive.parent / "site"


@pytest.fixture
def watched(browser: Browser, site: Path, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page opened from the disk; at the end nothing may have been complained of."""
    context = browser.new_context(**getattr(request, "param", {"viewport": LARGE}))
    watched = Watched(context.new_page(), site.as_uri())
    yield watched
    context.close()
    assert watched.complaints == []


SHOW_ALL = """async () => {
  const more = document.getElementById("more"), status = document.getElementById("status");
  const settled = () => !/Searching|^$/.test(status.textContent);
  for (let i = 0; i < 400 && (!settled() || !more.hidden); i++) {
    if (settled()) more.click();
    await new Promise(done => setTimeout(done, 10));
  }
  return Array.from(document.querySelectorAll(".entry h2 a"), link => link.href.split("/").pop());
}"""


def test_the_search_finds_the_posts_that_the_archive_finds(watched: Watched, archive: Path) -> None:
    differing, empty = {}, 0
    with Archive(archive, read_only=True) as opened, opened.reading() as connection:
        for query in QUERIES:
            expected = {
                f"{hit.post_id}.html" for hit in search(connection, query, limit=1000, bounded=False).hits
            }
            found = set(watched.open(f"/search.html?q={quote(query)}").evaluate(SHOW_ALL))
            empty += not expected
            if found != expected:
                differing[query] = (found - expected, expected - found)
    assert differing == {}
    assert empty < 12


RANKED = {
    "ferry": " We waited. ", "lighthouse keeper": " A keeper left. A lighthouse. ",
    "السفينة": " كان اليوم جميلا ",
    "北京": "天气很好", "กรุงเทพ": "วันนี้อากาศดี", "мост": " Хороший день. ", "서울": " 날씨가 좋다. ",
    "スマートフォン": "天気がいい", "ירושלים": " יום טוב ",
}  # fmt: skip
"""Query → words in the same script without it."""


def test_the_best_come_first_in_every_script(browser: Browser, tmp_path: Path) -> None:
    posts, ids = [], iter(range(1, 1000))
    for query, others in RANKED.items():
        for fields in (
            {"title": f"{query}{others}", "text": others},
            {"labels": (query,), "text": others},
            {"text": f"{query}{others}{query}{others}{query}"},
            {"text": f"{query}{others}"},
            {"text": f"{query}{others}", "word_count": 2000},
        ):
            posts.append(post(next(ids), **{"title": None, "labels": (), "word_count": 200} | fields))
    build(save_posts(tmp_path / "archive.db", *posts), tmp_path / "site")
    watched = Watched(browser.new_page(), (tmp_path / "site").as_uri())
    found = {}
    for query in RANKED:
        names = watched.open(f"/search.html?q={quote(query)}").evaluate(SHOW_ALL)
        found[query] = [int(name.removesuffix(".html")) for name in names]
        assert watched.page.locator("#status").inner_text().endswith(", the best first")
    assert found == {query: list(range(5 * n + 1, 5 * n + 6)) for n, query in enumerate(RANKED)}
    assert watched.complaints == []


@pytest.mark.parametrize("watched", [{"viewport": SMALL, "color_scheme": "dark"}], indirect=True)
def test_every_page_opens_from_the_disk_without_complaint_and_fits_a_telephone(
    watched: Watched, site: Path
) -> None:
    kinds = {path.parent if path.parent != site else path: path for path in sorted(site.rglob("*.html"))}
    assert len(kinds) > 20
    for path in kinds.values():
        page = watched.open(f"/{path.relative_to(site)}")
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], path
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert max(paper) < 60, path
        assert page.evaluate("window.harm") is None


def test_from_the_home_page_to_a_found_post_in_arabic(watched: Watched) -> None:
    page = watched.open("/index.html")
    page.get_by_label("Search all posts").fill("السفينة")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="أخبار الميناء").click()
    assert page.locator("h1").inner_text() == "أخبار الميناء"
    assert page.locator(".post > .body").evaluate("body => getComputedStyle(body).direction") == "rtl"
    page.locator("a.site").click()
    assert page.locator(".hero").count() == 1
