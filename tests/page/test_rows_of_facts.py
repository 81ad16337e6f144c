"""Titles, names and labels in rows and headings that hold other facts as well."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post

URL = "https://quay.example.com/2019/07/pump.html"
BODY = "<div class='post-body'>The pump runs.</div>"
LABELS = "<a href='/search/label/Quay'>Quay (4)</a><a href='/search/label/Old%20pumps'>Old pumps</a>"


def read(around: str) -> Post:
    """The post of a page with `around` beside its body, and a list of the blog's labels below."""
    widget = f"<div class='widget Blog' id='Blog1'>{around.replace('BODY', BODY)}</div>"
    page = f"<html><head><title>The pump | Quay</title></head><body>{widget}{LABELS}</body></html>"
    (post,) = read_page(page.encode(), url=URL).posts
    return post


@pytest.mark.parametrize(
    "heading",
    [
        f"<h2><a href='{URL}' rel='bookmark'>The pump</a> <i>Tuesday, July 9, 2019 |</i></h2>",
        f"<h3 class='post-title'><a href='{URL}'>The pump</a> <i class='post-date'>9 July 2019</i></h3>",
        f"<h2><a href='{URL}' title='permanent link'>The pump</a><small>9 July 2019</small></h2>",
    ],
)
def test_a_heading_may_hold_the_date_beside_the_title(heading: str) -> None:
    post = read(f"<div class='post'>{heading}BODY</div>")
    assert post.title == "The pump"
    assert "9" in (post.published_raw or "")
    assert "2019" in (post.published_raw or "")


@pytest.mark.parametrize("date", ["9.7.19", "09.07.19", "7/9/19", "09-07-19", "19.07.09"])
@pytest.mark.parametrize(
    "row", ["<p><span>📅 {}</span> <span>✍️ Ann Lee</span></p>", "<p>By Ann Lee - {}</p>"]
)
def test_a_year_of_two_digits_in_a_row_of_facts(date: str, row: str) -> None:
    post = read(f"<div class='post'><h1>The pump</h1>{row.format(date)}BODY</div>")
    assert (post.published_raw, post.time_raw, post.author) == (date, None, "Ann Lee")


def test_a_date_with_points_holds_no_time_of_day() -> None:
    name = "<span>Posted by: <a href='https://www.blogger.com/profile/1'>Ann Lee</a></span>"
    post = read(f"<div class='post'>{name} <span class='meta_date'> - 16.7.2019</span>BODY</div>")
    assert (post.published_raw, post.time_raw) == ("- 16.7.2019", None)


def test_a_heading_in_the_body_may_hold_title_and_facts() -> None:
    facts = f"<p><small><span><i class='fa fa-clock-o'></i> 9.7.2019</span> <span>{LABELS}</span></small></p>"
    heading = f"<h1>The pump<div>{facts}</div></h1>"
    name = "<meta property='og:site_name' content='Quay'>"
    post = read(f"{name}<div class='post'><div class='entry-content'>{heading}The pump runs.</div></div>")
    assert (post.title, post.body_raw) == ("The pump", "The pump runs.")
    assert (post.published_raw, post.labels) == ("9.7.2019", ("Quay", "Old pumps"))


@pytest.mark.parametrize("name", ["post-terkait", "artigos-relacionados", "articoli_correlati"])
def test_a_heading_of_posts_that_a_script_adds_is_none_of_the_text(name: str) -> None:
    related = f"<div class='{name}'><h4>Baca Juga</h4><script>more()</script></div>"
    post = read(f"<h1>The pump</h1><div class='post-body'>{related}<p>The pump runs.</p></div>")
    assert post.body_raw == "<p>The pump runs.</p>"


def test_a_date_in_the_words_of_a_title_is_none_of_the_post() -> None:
    heading = f"<h2><a href='{URL}' rel='bookmark'>The flood of 3 May 2011</a> <b>(2)</b></h2>"
    assert read(f"<div class='post'>{heading}BODY</div>").published_raw is None


@pytest.mark.parametrize(
    "name", ["post-body-content", "articleBodyText", "single-post-text", "story_text_body"]
)
def test_a_name_of_words_for_post_and_text_is_that_of_a_body(name: str) -> None:
    invitation = "<div><h3>Do you need a pump?</h3><p>We have one for every quay, large and small.</p></div>"
    post = read(
        f"<article><h1>The pump</h1><div class='{name}'><p>The pump runs.</p></div>{invitation}</article>"
    )
    assert post.body_raw == "<p>The pump runs.</p>"


@pytest.mark.parametrize("name", ["badge", "topic-chip", "pill pill-blue"])
def test_framed_words_that_the_page_links_as_labels_are_labels(name: str) -> None:
    row = "".join(f"<span class='{name}'>{word}</span>" for word in ("NEW", "Old pumps", "Quay", "4 min"))
    post = read(f"<div><span>9 July 2019</span> <span>by Ann Lee</span>{row}</div><h1>The pump</h1>BODY")
    assert post.labels == ("Old pumps", "Quay")
    assert post.author == "Ann Lee"


def test_a_number_of_the_post_in_a_class_of_its_body() -> None:
    assert (
        read("<div class='pE postBody postID-5195030513582200127'>The pump runs.</div>").post_id
        == "5195030513582200127"
    )


@pytest.mark.parametrize("number", ["post-8213456789012345678", "8213456789012345678"])
def test_a_number_of_the_post_as_id_of_its_article(number: str) -> None:
    assert read(f"<article id='{number}'><h2>The pump</h2>BODY</article>").post_id == "8213456789012345678"


def test_what_shows_a_post_counts_no_views() -> None:
    box = "<div class='post-view-box'><h1 class='post-view-title'>The pump</h1>BODY</div>"
    assert read(box).title == "The pump"


def test_an_aside_in_the_article_that_links_labels_alone_names_those_of_the_post() -> None:
    row = "<p>Topics: <a href='/search/label/Quay'>Quay</a></p>"
    assert read(f"<article>BODY<aside>{row}</aside></article>").labels == ("Quay",)
    assert read(f"<article>BODY<aside>{row}<a href='/p/us.html'>Us</a></aside></article>").labels == ()


def test_a_heading_right_above_the_comments_counts_them() -> None:
    section = "<section><h3>Talk &amp; thoughts (3)</h3><section id='comments'></section></section>"
    assert read(f"<article><h1>The pump</h1>BODY{section}</article>").comment_count == 3


def test_a_box_called_title_that_says_all_of_the_pages_is_the_title() -> None:
    box = "<div id='blogger-post-title'>The pump | Quay</div><div id='blogger-post-author'>Ann Lee</div>"
    post = read(f"<div>{box}BODY</div>")
    assert (post.title, post.author) == ("The pump | Quay", "Ann Lee")


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("class='post-body entry-content' id='post-body-8213456789012345678'", "class='post-text'"),
        ("class='post-content' itemprop='articleBody'", "class='entry'"),
        ("class='entry-content'", "class='article-body-text'"),
    ],
)
def test_a_sure_body_that_begins_with_the_title_is_a_box(outer: str, inner: str) -> None:
    row = "<div class='facts'><span class='by'>Ann Lee</span><span class='on'>9 July 2019</span></div>"
    title = "<h1 class='post-title entry-title'>The pump</h1>"
    post = read(f"<div class='post'><div {outer}>{title}{row}<div {inner}>The pump runs.</div></div></div>")
    assert (post.title, post.published_raw, post.body_raw) == ("The pump", "9 July 2019", "The pump runs.")


def test_a_box_about_the_author_below_the_text_is_no_byline() -> None:
    box = "<div class='x-author'><h4>Ann Lee</h4><p>Mends pumps.</p></div>"
    assert read(f"<article><h1>The pump</h1>BODY{box}</article>").author is None


def test_a_post_of_a_list_has_the_address_to_which_all_links_around_it_lead() -> None:
    """The theme paints titles itself, from headings that it hides."""
    posts = "".join(
        f"<div class='box'><h3 style='display:none'><a href='/2019/07/{name}.html'>{name.title()}</a></h3>"
        f"<div class='post-body'>The {name} runs.</div><a class='jump' href='/2019/07/{name}.html'></a></div>"
        for name in ("pump", "mill")
    )
    html = f"<html><body><div class='widget Blog' id='Blog1'>{posts}</div></body></html>"
    page = read_page(html.encode(), url="https://quay.example.com/")
    assert [(post.title, post.url) for post in page.posts] == [
        ("Pump", URL),
        ("Mill", "https://quay.example.com/2019/07/mill.html"),
    ]


def test_an_excerpt_on_the_own_page_of_a_post_is_partial() -> None:
    more, other = (f"<a href='{to}'>Read more</a>" for to in (URL, "/2019/07/mill.html"))
    excerpt = "<p class='snippet'>The pump by the quay is new and red, and all the town came to see it...</p>"
    assert read(f"<article><h1>The pump</h1>{excerpt}{more}</article>").partial
    assert not read(f"<article><h1>The pump</h1>{excerpt}{other}</article>").partial
    assert not read(f"<article><h1>The pump</h1>BODY{more}</article>").partial
    named = excerpt.replace("...", " […]") + more.replace("Read more", "Continue reading The pump")
    assert read(f"<article><h1>The pump</h1>{named}</article>").partial


def test_a_column_that_holds_the_post_by_its_number_is_no_body() -> None:
    post = read(
        "<div id='singlecontent'><div class='post' id='post-1166200000000000001'><h2>The pump</h2>"
        "<div class='entry'><p>It runs.</p></div></div><div id='commentscolumn'><p>Write!</p></div></div>"
    )
    assert (post.post_id, post.title, post.body_raw) == ("1166200000000000001", "The pump", "<p>It runs.</p>")


def test_a_title_below_the_breadcrumbs_in_a_body_is_none_of_the_text() -> None:
    crumbs = "<div class='breadcrumbs'><a href='/'>Home</a> <span>The pump</span></div>"
    heading = "<h1 class='post-title' itemprop='headline'>The pump</h1>"
    post = read(f"<article><div class='post-body'>{crumbs}{heading}<p>It runs.</p></div></article>")
    assert (post.title, post.body_raw) == ("The pump", "<p>It runs.</p>")
    above = "<div class='post-body'><p>An old saw.</p>"
    assert "The pump" in read(f"<article>{above}{heading}<p>It runs.</p></div></article>").body_raw


def test_a_box_of_the_whole_post_is_no_body() -> None:
    byline = "<div class='post-meta'><span>By Ann Reed</span> <span>On July 9, 2019</span></div>"
    box = "<article><div class='post-details'>{}<h2><a href='{}'>{}</a></h2>TEXT</div></article>"
    box = box.replace("TEXT", "<p>It runs all day, and all the town comes to the quay to see it.</p>")
    post = read(box.format(byline, URL, "The pump"))
    assert (post.title, post.author) == ("The pump", "Ann Reed")
    assert "pump" not in post.body_raw
    other = read(f"<h1>The pump</h1>{box.format('', '/2019/06/mill.html', 'My old mill')}")
    assert "My old mill" in other.body_raw


@pytest.mark.parametrize("name", ["admin", "ann_99", "kiko7", "Dr. Eva d’Ávila", "Quay"])
@pytest.mark.parametrize(
    "row",
    [
        "<div class='info'>{} | July 9, 2019</div>",
        "<div class='post-meta'><span>{}</span> <span>July 9, 2019</span></div>",
        "<p><span class='post-author'>{}</span> <time>July 9, 2019</time></p>",
        "<div class='meta'><span>By <b>{}</b></span> <span>July 9, 2019</span></div>",
    ],
)
def test_a_display_name_beside_the_day(row: str, name: str) -> None:
    """Owners sign with nicknames, and with the blog's name."""
    blog = "<meta property='og:site_name' content='Quay'>"
    post = read(f"{blog}<div class='post'><h1>The pump</h1>{row.format(name)}BODY</div>")
    assert (post.author, post.published_raw) == (name, "July 9, 2019")


@pytest.mark.parametrize("words", ["3 min", "9 comments", "12 July", "updated"])
def test_a_number_beside_the_day_is_no_name(words: str) -> None:
    row = f"<div class='info'>{words} | July 9, 2019</div>"
    assert read(f"<div class='post'><h1>The pump</h1>{row}BODY</div>").author is None


def test_a_byline_in_the_foot_of_a_card() -> None:
    foot = "<div class='card-foot'><span class='auth-meta'>By Ann Lee</span></div>"
    assert read(f"<div class='post'><h1>The pump</h1><i>July 9, 2019</i>BODY{foot}</div>").author == "Ann Lee"
