"""Witnesses of one field that contradict each other, and what each of them claims."""

import pytest

from crawler.blogger.page import read_page
from crawler.blogger.page.jsonld import JsonLdArticle, read_article
from crawler.items import Post

URL = "https://quay.example.com/2019/07/pump.html"
PUBLISHED, UPDATED = "2019-07-09T08:07:06+02:00", "2021-01-02T03:04:05+01:00"
DATE = f'"datePublished": "{PUBLISHED}"'
BODY = "<div class='post-body'><p>The pump at the old quay runs again after a winter of silence.</p></div>"


def read(around: str, head: str = "") -> Post:
    """The post of a page with `around` beside its body."""
    widget = f"<div class='widget Blog' id='Blog1'>{around.replace('BODY', BODY)}</div>"
    (post,) = read_page(f"<html><head>{head}</head><body>{widget}</body></html>".encode(), url=URL).posts
    return post


def jsonld(*values: str) -> str:
    return f'<script type=\'application/ld+json\'>{{"@type": "BlogPosting", {", ".join(values)}}}</script>'


@pytest.mark.parametrize(
    "around",
    [
        f"<time datetime='{UPDATED}'>2 January</time>BODY" + jsonld(f'"datePublished": "{PUBLISHED}"'),
        f"<span class='date' title='{UPDATED}'>x</span>BODY" + jsonld(f'"datePublished": "{PUBLISHED}"'),
        f"<i class='published' title='{PUBLISHED}'></i><i class='updated date' title='{UPDATED}'></i>BODY",
        f"<p>Updated: <time datetime='{UPDATED}'></time></p><p><time datetime='{PUBLISHED}'></time></p>BODY",
        f"<i title='{UPDATED}' class='time' data-text='Updated'></i>BODY<time datetime='{PUBLISHED}'></time>",
        f"<time datetime='{UPDATED}' title='Diperbarui: 2 Januari'></time><time datetime='{PUBLISHED}'/>BODY",
        f"<p>Mis à jour le <time datetime='{UPDATED}'></time></p>BODY<time datetime='{PUBLISHED}'></time>",
    ],
)
def test_the_time_of_a_change_is_never_that_of_publication(around: str) -> None:
    assert read(around).published_raw == PUBLISHED


@pytest.mark.parametrize(
    "around",
    [
        f"<time class='updated' datetime='{UPDATED}'>Last updated January 2, 2021</time>BODY",
        "<span class='date'>Updated on January 2, 2021</span>BODY",
        f"<time datetime='{UPDATED}'></time>BODY" + jsonld(f'"dateModified": "{UPDATED}"'),
        "<p>Actualizado el 2 de enero de 2021</p>BODY",
    ],
)
def test_a_page_that_states_only_a_change_has_no_date(around: str) -> None:
    assert read(around).published_raw is None


def test_of_dates_that_disagree_the_permalinks_month_decides_and_a_note_says_so() -> None:
    found = read(
        f"<abbr class='published' title='{UPDATED}'></abbr>BODY" + jsonld(f'"datePublished": "{PUBLISHED}"')
    )
    assert (found.published_raw, found.date_note) == (PUBLISHED, f"the page also states {UPDATED}")


def test_of_dates_that_agree_the_most_exact_is_taken() -> None:
    found = read(f"<time datetime='{PUBLISHED}'></time>BODY", jsonld('"datePublished": "2019-07-09"'))
    assert (found.published_raw, found.date_note) == (PUBLISHED, None)


@pytest.mark.parametrize("stated", ["2019-07-09T08:07:06Z", "2019-07-09T06:07:06+00:00", "2019-07-09T08:07"])
def test_of_dates_that_agree_the_one_in_the_blogs_zone_is_taken(stated: str) -> None:
    below = f"BODY<abbr class='published' title='{PUBLISHED}'>8:07</abbr>"
    found = read(jsonld(f'"datePublished": "{stated}"') + below)
    assert (found.published_raw, found.date_note) == (PUBLISHED, None)


@pytest.mark.parametrize(
    ("changed", "stated"),
    [
        ("2019-07-20T08:00:00+02:00", "2019-07-20T08:00:00+02:00"),
        ("2019-07-20T08:00:00+02:00", "2019-07-20T06:00:00Z"),
    ],
)
def test_the_time_of_a_change_that_a_theme_calls_published_is_not_believed(changed: str, stated: str) -> None:
    dates = jsonld(f'"datePublished": "{PUBLISHED}"', f'"dateModified": "{stated}"')
    assert read(f"<time class='published' datetime='{changed}'></time>BODY", dates).published_raw == PUBLISHED


def test_the_sample_dates_of_a_theme_give_way_to_the_written_date_in_the_permalinks_month() -> None:
    sample = jsonld('"headline": "Article headline"', '"datePublished": "2015-02-05T08:00:00+08:00"')
    found = read(f"{sample}<h2>The pump</h2><p>By Ann Lee on July 9, 2019</p>BODY", "<title>The pump</title>")
    assert (found.published_raw, found.title) == ("July 9, 2019", "The pump")


def test_a_headline_that_is_an_address_is_no_title() -> None:
    assert read(jsonld(f'"headline": "{URL}"', DATE) + "BODY").title is None


@pytest.mark.parametrize(
    ("headline", "title"), [("The pump", "The pump"), ("The pump - Quay", "The pump"), ("Quay", None)]
)
def test_a_headline_is_the_title_where_no_heading_says_it(headline: str, title: str | None) -> None:
    head = f"<title>{headline}</title><link rel='service.post' title='Quay - Atom' href='/f'/>"
    stated = jsonld(f'"headline": "{headline}"', DATE)
    assert read(f"{stated}BODY", head).title == title


@pytest.mark.parametrize(
    "source",
    [
        f'{{"@type": "BlogPosting", /* "x" */ "headline": "Pump", "datePublished": "{PUBLISHED}",}}',
        f'// <![CDATA[\n{{"@type": ["Article"], "headline": "Pump", "datePublished": "{PUBLISHED}"}}\n// ]]>',
        f'{{"@graph": [{{"@type": "WebSite"}}, {{"@type": "NewsArticle", "headline": "Pump", {DATE}}}]}}',
        f'[{{"@type": "Organization"}}, {{"@type": "Article", "headline": "Pump", {DATE}}}]',
        f'{{"@type": "BlogPosting", "headline": "Pump", "description": "the "old" one", {DATE}',
    ],
)
def test_jsonld_that_is_hardly_json(source: str) -> None:
    assert read_article(source) == JsonLdArticle(published=PUBLISHED, headline="Pump")


def test_jsonld_keeps_what_looks_like_a_comment_inside_a_string() -> None:
    found = read_article('{"@type": "Article", "author": "a /* b */ c", "url": "http://x.example/a",}')
    assert found == JsonLdArticle(author="a /* b */ c", url="http://x.example/a")


def test_jsonld_of_another_post_says_nothing_of_this_one() -> None:
    other = jsonld('"datePublished": "2012-01-01"', '"url": "https://quay.example.com/2012/01/other.html"')
    assert read("BODY" + other).published_raw is None


@pytest.mark.parametrize("value", ["<data:post.date/>", "{{ date }}", "yesterday"])
def test_jsonld_that_the_template_did_not_fill_in(value: str) -> None:
    assert read("BODY" + jsonld(f'"datePublished": "{value}"')).published_raw is None


def test_an_author_only_machines_are_told_of_is_not_shown() -> None:
    assert read("BODY" + jsonld('"author": {"name": "Bo Sun"}')).author is None


@pytest.mark.parametrize(
    "shown",
    [
        "<b>Bo Sun</b>",
        "<img alt='Bo Sun'/>",
        "<i title='Bo Sun'></i>",
    ],
)
def test_a_nameless_element_that_shows_the_author_of_the_jsonld(shown: str) -> None:
    assert read(f"<div>{shown}</div>BODY" + jsonld('"author": [{"name": "Bo Sun"}]')).author == "Bo Sun"


@pytest.mark.parametrize(
    ("link", "labels"),
    [
        ("<a href='https://quay.example.com/' rel='tag'>Home</a>", ()),
        ("<a href='/search/label/Old%20Quay' aria-label='Old Quay' rel='tag'></a>", ("Old Quay",)),
        ("<a href='../../search/label/Pump.html' rel='tag'># Pump</a>", ("Pump",)),
        ("<a href='/search/label/P' rel='tag'>P,</a> <a href='/search/label/P' rel='tag'>#P</a>", ("P",)),
        ("<span>Labels: pump, quay</span>", ("pump", "quay")),
        ("<span>Note: pump, quay</span>", ()),
    ],
)
def test_labels_wherever_a_theme_keeps_them(link: str, labels: tuple[str, ...]) -> None:
    assert read(f"BODY<div class='x'>{link}</div>").labels == labels


RELATED = (
    "<div class='x1'><a href='/2012/01/other.html'><h3 class='post-title'>Another post</h3></a>"
    "<span class='author'>Other Person</span><time class='published' datetime='2012-01-02T00:00:00Z'></time>"
    "</div>"
)


def test_a_list_of_other_posts_says_nothing_of_this_one() -> None:
    found = read(f"<h1 class='judul'>The pump</h1>BODY{RELATED}", "<title>The pump - Quay</title>")
    assert (found.title, found.author, found.published_raw) == ("The pump", None, None)


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<b>The</b> pump", "The pump"),
        ("List&lt;String&gt; in Java", "List<String> in Java"),
        ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
    ],
)
def test_titles_with_markup_in_the_head(markup: str, title: str) -> None:
    content = markup.replace("<", "&lt;").replace(">", "&gt;")
    assert read("BODY", f"<meta property='og:title' content='{content}'/>").title == title


@pytest.mark.parametrize(
    "text",
    [
        "# A project\n\nIt reads <p>pages</p> and <a href='x'>links</a>.\n",
        "One line\n\nAnother line, and no more.\n",
    ],
)
def test_a_text_that_is_not_a_page_holds_no_post(text: str) -> None:
    page = read_page(text.encode())
    assert (page.page_type, page.posts) == ("other", ())


@pytest.mark.parametrize(
    "words",
    [
        "<h1>Blog not found</h1><p>If you are the owner of this blog, please <a href='#'>sign in</a>.</p>",
        "<p>The blog you are <b>looking for</b> was not found.</p>",
    ],
)
def test_a_blog_that_is_not_there_is_not_a_post(words: str) -> None:
    page = read_page(f"<html><body><div class='main'>{words}</div></body></html>".encode(), url=URL)
    assert (page.page_type, page.posts) == ("not-found", ())
