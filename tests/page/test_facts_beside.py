"""Facts of a post in elements without a name of their own, or beside other words."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post

URL = "https://quay.example.com/2019/07/pump.html"
BODY = "<div class='post-body'><p>The pump runs.</p></div>"


def read(around: str, head: str = "<title>The pump</title>", *, classic: bool = False) -> Post:
    """The post of a page with `around` in its posts' widget, or in a page of the owner's own markup."""
    widget = around if classic else f"<div class='widget Blog' id='Blog1'>{around}</div>"
    (post,) = read_page(f"<html><head>{head}</head><body>{widget}</body></html>".encode(), url=URL).posts
    return post


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By Ann Lee, Staff Writer | July 9, 2019", "Ann Lee"),
        ("By Ann Lee (Reporter) | July 9, 2019", "Ann Lee"),
        ("By Ann Lee, Bo Kim | July 9, 2019", "Ann Lee, Bo Kim"),
        ("<img alt='Ann Lee'><span>By</span> <a href='/p/ann.html'>Ann Lee</a>", "Ann Lee"),
        ("Posted by <span class='fn'>Per Dahl</span> on July 9, 2019", "Per Dahl"),
        ("By Ann Lee on Tuesday, July 9, 2019", "Ann Lee"),
        ("<span class='byline'>by <i class='author'>Ann Lee</i> on </span> July 9, 2019", "Ann Lee"),
        ("Ann Lee wrote this on July 9, 2019", "Ann Lee"),
        ("Words and pictures by Ann Lee", "Ann Lee"),
        ("Posted by Murder She Wrote", "Murder She Wrote"),
        ("Writer: Ann Lee | Editor: Bo Kim | July 9, 2019", "Ann Lee"),
        ("ရေးသားသူ - အောင်အောင် | July 9, 2019", "အောင်အောင်"),
        ("<i>July 9, 2019</i> <span class='badge'>Big</span> <span>· Ann Lee</span>", "Ann Lee"),
        ("Vložil(a) <b>Ann Lee</b> dne úterý 9. července 2019", "Ann Lee"),
        ("投稿日：2019年7月9日　投稿者：山田太郎　カテゴリ：<a href='/search/label/Quay'>海</a>", "山田太郎"),
        ("<span class='auth'>Posted by Ann Lee in </span><a href='/search/label/Quay'>Quay</a>", "Ann Lee"),
    ],
)
def test_a_name_without_what_stands_beside_it(byline: str, author: str) -> None:
    assert read(f"<h1>The pump</h1><div class='post-meta'>{byline}</div>{BODY}").author == author


@pytest.mark.parametrize(
    "byline", ["Posted by at 10:15 PM", "Posted by on Tuesday, July 9, 2019", "Eingestellt von um 22:15"]
)
def test_a_byline_whose_name_is_left_out_names_nobody(byline: str) -> None:
    assert read(f"<h1>The pump</h1>{BODY}<div class='post-footer'>{byline}</div>").author is None


def test_an_author_who_is_left_out_is_no_icon_of_a_person() -> None:
    day = "<span class='post-timestamp'><abbr title='2019-07-09T10:10:00+01:00'>Tuesday</abbr></span>"
    footer = f"<span class='post-author vcard'></span>{day}<span class='post-location'>Oslo</span>"
    assert read(f"<h1>The pump</h1>{BODY}<div class='post-footer'>{footer}</div>").author is None


def test_a_byline_below_the_text_in_greek() -> None:
    line = "<div class='foot'>Γράφει ο Νίκος Δήμου στις 10:15 μ.μ.</div>"
    post = read(f"<h1>The pump</h1><div>Τρίτη, 9 Ιουλίου 2019</div>{BODY}{line}")
    assert (post.author, post.time_raw) == ("Νίκος Δήμου", "10:15 μ.μ.")


def test_a_box_names_the_author_under_any_heading() -> None:
    box = (
        "<div class='author-box'><h4>Quem escreve</h4><div class='name'>Ana Lima</div><p>Vive aqui.</p></div>"
    )
    assert read(f"<h1>The pump</h1>{BODY}{box}").author == "Ana Lima"


def test_what_a_box_says_of_the_author_is_not_his_name() -> None:
    box = "<div class='widget authorProfile'><b>Posted by <i>Ann Lee</i></b><p>I write of pumps.</p></div>"
    assert read(f"<h1>The pump</h1>{BODY}<footer class='postFooter'>{box}</footer>").author != (
        "Ann Lee I write of pumps."
    )


def test_a_box_below_the_text_names_the_author_whom_nothing_else_names() -> None:
    box = "<div class='author-card'><i>Written by</i><h4>Ann Lee</h4><p>I write of pumps.</p></div>"
    assert read(f"<div class='post'><h1>The pump</h1>{BODY}{box}</div>").author == "Ann Lee"


def test_a_heading_below_a_byline_without_a_name_names_nobody() -> None:
    below = "<p>Posted by</p><h4>Popular Tales</h4><p>Ropes</p>"
    assert read(f"<div class='post'><h1>The pump</h1>{BODY}{below}</div>").author is None


@pytest.mark.parametrize(
    ("row", "date", "time"),
    [
        ("<span class='ngay'>Ngày đăng: 09/07/2019 22:15</span>", "09/07/2019 22:15", None),
        ("<ul><li>Date: 9 July 2019</li><li>Time: 22:15</li></ul>", "Date: 9 July 2019", "Time: 22:15"),
    ],
)
def test_a_day_and_a_time_behind_words_for_them(row: str, date: str, time: str | None) -> None:
    post = read(f"<h1>The pump</h1>{row}{BODY}")
    assert (post.published_raw, post.time_raw) == (date, time)


def test_a_nameless_line_below_the_text_tells_the_day_and_labels_before_the_next_heading() -> None:
    line = "<p>Posted on July 9, 2019 | Tags: <a href='/search/label/Quay'>Quay</a></p>"
    cloud = "<h3>Labels</h3><ul><li><a href='/search/label/Boats'>Boats</a> (12)</li></ul>"
    post = read(f"<h1>The pump</h1>{BODY}{line}{cloud}")
    assert post.published_raw == "Posted on July 9, 2019"
    assert post.labels == ("Quay",)


@pytest.mark.parametrize(
    "line", ["<div class='x7'>Ann Lee · July 9, 2019</div>", "<p>Ann Lee, 9 July 2019</p>"]
)
def test_a_line_right_below_the_text_says_who_wrote_it_and_when(line: str) -> None:
    post = read(f"<div class='post'><h1>The pump</h1>{BODY}{line}</div>")
    assert (post.author, "2019" in (post.published_raw or "")) == ("Ann Lee", True)


def test_a_day_may_have_two_digits_of_the_year() -> None:
    assert (
        read(f"<h1>The pump</h1><div class='meta'>Author: <b>Ann</b> • 9/7/19</div>{BODY}").published_raw
        == "9/7/19"
    )


@pytest.mark.parametrize("line", ["version 1.2.10 is out", "We won: 3-2-10", "1.2.10 and 1.2.11"])
def test_other_numbers_are_no_day(line: str) -> None:
    assert read(f"<h1>The pump</h1><div class='info'>{line}</div>{BODY}").published_raw is None


@pytest.mark.parametrize(
    ("facts", "raw", "time"),
    [
        ("data-date='July 9, 2019' data-timestamp='10:10 AM'", "July 9, 2019", "10:10 AM"),
        ("data-published='2019-07-09T10:10:00+01:00'", "2019-07-09T10:10:00+01:00", None),
    ],
)
def test_the_element_around_a_post_tells_scripts_its_facts(facts: str, raw: str, time: str | None) -> None:
    post = read(f"<article class='post' data-author='Ann Lee' {facts}><h1>The pump</h1>{BODY}</article>")
    assert (post.author, post.published_raw, post.time_raw) == ("Ann Lee", raw, time)


def test_a_page_about_the_blog_is_no_author() -> None:
    assert (
        read(f"<h1>The pump</h1>{BODY}<p><a rel='author' href='/p/about.html'>About us</a></p>").author
        is None
    )


def test_a_list_of_posts_beside_the_text_does_not_hold_its_title() -> None:
    notes = "<ul><li><a href='/2019/07/pump.html'><h3>The pump</h3><p>It has run since</p></a></li></ul>"
    text = "<div class='inner'><h1>The pump</h1><div class='x'>It has run since Monday, and well.</div></div>"
    post = read(f"<section>{notes}</section><main>{text}</main>")
    assert (post.title, post.body_raw) == ("The pump", "It has run since Monday, and well.")


def test_an_instant_in_a_title_is_the_date() -> None:
    ago = "<span title='2019-07-09T10:10:00+01:00'>3 years ago</span>"
    assert read(f"<h1>The pump</h1>{ago}{BODY}").published_raw == "2019-07-09T10:10:00+01:00"


def test_a_heading_of_a_classic_page_is_not_the_title_where_it_names_the_blog() -> None:
    post = read(
        "<h1>Quay</h1><a name='89012345'></a><b>The pump</b><br>It runs.<br><small>Ann Lee 4:51 PM</small>",
        "<title>Quay: The pump</title>",
        classic=True,
    )
    assert (post.title, post.author) == ("The pump", "Ann Lee")
    assert post.body_raw.replace("<br>", "") == "It runs."


def test_a_classic_title_may_be_called_title_alone() -> None:
    post = read(
        "<span class='date'>July 9, 2019</span><br><a name='89012345'></a><span class='title'>The pump</span>"
        "<br>It runs.<br><span class='byline'>posted by Ann at <a href='#'>7:45 AM</a></span>",
        "<title>quay! The pump</title>",
        classic=True,
    )
    assert (post.title, post.author) == ("The pump", "Ann")
    assert "pump" not in post.body_raw


@pytest.mark.parametrize("rows", ["<dl><dt>{}<dd>{}</dl>", "<table><tr><td>{}<tr><td>{}</table>"])
def test_a_classic_title_may_fill_a_cell_with_the_posts_anchor(rows: str) -> None:
    footer = "<p class='post-footer'>posted by Ann at <a href='#'>7:45 AM</a></p>"
    text = f"It has run since the morning of Monday.{footer}"
    post = read(
        rows.format("<a name='89012345'></a>The pump", text), "<title>Quay: The pump</title>", classic=True
    )
    assert (post.title, post.author) == ("The pump", "Ann")
    assert "pump" not in post.body_raw


@pytest.mark.parametrize("title", ["The pump » Quay", "The pump • Quay", "Quay — The pump", "Quay: The pump"])
def test_any_sign_parts_the_title_from_the_blogs_name(title: str) -> None:
    head = f"<title>{title}</title><meta property='og:site_name' content='Quay'>"
    assert read(f"<div class='x'>{BODY}</div>", head).title == "The pump"


def test_an_aside_above_the_text_says_who_wrote_it_and_when() -> None:
    aside = "<aside><p>Ann Lee</p><time datetime='2019-07-09T08:07:06+02:00'>9 July</time></aside>"
    post = read(f"<article><h1>The pump</h1>{aside}{BODY}</article>")
    assert (post.author, post.published_raw) == ("Ann Lee", "2019-07-09T08:07:06+02:00")


def test_facts_beside_a_text_that_a_script_shows_are_as_visible_as_it() -> None:
    facts = "<p><span class='label'>Quay</span></p><div id='post-author'>Ann Lee</div>"
    post = read(f"<div style='display:none'><h1>The pump</h1>{facts}{BODY}</div>")
    assert (post.author, post.labels) == ("Ann Lee", ("Quay",))


def test_a_heading_may_say_the_blogs_name_behind_the_title() -> None:
    head = "<title>The pump - Quay</title><meta property='og:site_name' content='Quay'>"
    assert read(f"<h1>The pump - Quay</h1>{BODY}", head).title == "The pump"
    assert read(f"<h1>The pump - Quay</h1>{BODY}").title == "The pump - Quay"


def test_the_name_ends_before_bloggers_word_for_at() -> None:
    for byline, author in (
        ("Gönderen Ann Lee zaman: 16:12", "Ann Lee"),
        ("投稿者 山田太郎 時刻: 16:12", "山田太郎"),
        ("Parašė Ann Lee val. 16:12", "Ann Lee"),
        ("פורסם על ידי יעל כהן ב- 16:12", "יעל כהן"),
    ):
        assert read(f"<h1>The pump</h1>{BODY}<p class='post-footer'>{byline}</p>").author == author


def test_a_byline_may_stand_behind_the_date() -> None:
    line = "<p>16 Ocak 2018 16:12 · Gönderen Ann Lee</p>"
    post = read(f"<h1>The pump</h1>{line}{BODY}")
    assert (post.author, post.published_raw) == ("Ann Lee", "16 Ocak 2018 16:12")


def test_a_line_of_announced_dates_is_no_text() -> None:
    dates = "<p class='day'>公開日：2019.07.09　最終更新日：2020.02.01</p>"
    text = "<p>The pump runs all day, and all the town comes to the quay to see it.</p>"
    post = read(f"<h2 class='ttl'>The pump</h2>{dates}<div class='honbun'>{text}</div>")
    assert (post.published_raw, post.body_raw) == ("2019.07.09", text)


def test_title_and_byline_may_stand_over_a_picture_outside_of_the_widget() -> None:
    head = (
        "<title>The pump</title></head><body><header class='masthead'><h1>The pump</h1><h2>It runs</h2>"
        "<span>Posted by <a href='#'>Ann Lee</a> on July 9, 2019</span></header>"
    )
    post = read("<article><div class='row'><p>The pump runs all day.</p></div></article>", head)
    assert (post.title, post.author, post.published_raw) == ("The pump", "Ann Lee", "July 9, 2019")


def _card(name: str, words: str, title: str = "<h2>{}</h2>") -> str:
    link = f"<a href='/2019/07/{name}.html'>"
    return (
        f"<article>{link}<img src='i.jpg'></a>{title.format(f'{link}The {name}</a>')}"
        f"<div><span>Ann Lee</span> · <span>July 9, 2019</span></div>{words}</article>"
    )


@pytest.mark.parametrize("words", ["<p class='snippet'>{}</p>", "<p>{}</p>", "<div class='x'>{}</div>"])
@pytest.mark.parametrize("top", ["<div class='widget Blog' id='Blog1'>{}</div>", "<div id='main'>{}</div>"])
def test_cards_of_a_list_give_the_beginnings_of_posts(words: str, top: str) -> None:
    runs = "It runs all day, and all the town comes"
    posts = "".join(_card(name, words.format(f"{runs} to the {name}...")) for name in ("pump", "mill"))
    html = f"<html><head><title>Quay</title></head><body>{top.format(posts)}</body></html>"
    page = read_page(html.encode(), url="https://quay.example.com/")
    assert [(post.title, post.author, post.published_raw, post.partial) for post in page.posts] == [
        ("The pump", "Ann Lee", "July 9, 2019", True),
        ("The mill", "Ann Lee", "July 9, 2019", True),
    ]
    assert [post.url for post in page.posts] == [URL, URL.replace("pump", "mill")]
    assert page.posts[1].body_raw == f"{runs} to the mill..."


def test_a_script_paints_the_date_above_the_first_post_of_a_day_alone() -> None:
    posts = "".join(
        f"<div class='post'><h3 class='post-title'><a href='/2019/07/{name}.html'>{name}</a></h3>"
        f"<div class='date'><script>paint('{day}')</script></div><div class='post-body'>{name}</div></div>"
        for name, day in (("pump", "July 9, 2019"), ("mill", ""), ("saw", "July 8, 2019"))
    )
    html = f"<html><body><div class='widget Blog' id='Blog1'>{posts}</div></body></html>"
    page = read_page(html.encode(), url="https://quay.example.com/")
    assert [post.published_raw for post in page.posts] == ["July 9, 2019", "July 9, 2019", "July 8, 2019"]


def test_labels_of_facts_stand_in_elements_of_their_own() -> None:
    line = (
        "<div class='info'><b>Autor:</b> Ann Lee <b>Data:</b> 9.07.2019 <b>Kategoria:</b> "
        "<a href='/search/label/Port'>Port</a> <b>Komentarze:</b> 4</div>"
    )
    post = read(f"<h1>The pump</h1>{line}{BODY}")
    assert (post.author, post.published_raw, post.comment_count) == ("Ann Lee", "9.07.2019", 4)


def test_the_written_date_tells_the_time_of_a_day_told_to_machines() -> None:
    ld = '<script type="application/ld+json">{"@type":"BlogPosting","datePublished":"2019-07-09"}</script>'
    line = "<div class='post-meta'>July 9, 2019 at 6:15 PM</div>"
    assert read(f"{ld}<h1>The pump</h1>{line}{BODY}").published_raw == "July 9, 2019 at 6:15 PM"
    other = line.replace("9", "8", 1)
    assert read(f"{ld}<h1>The pump</h1>{other}{BODY}").published_raw == "2019-07-09"


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Posted by Ann Lee 9 July 2019", "Ann Lee"),
        ("Postuar nga Mira Holm 9 korrik 2019", "Mira Holm"),
        ("გიორგი | 9 ივლისი, 2019", "გიორგი"),
        ("Guest post by <a href='https://ann.example.org'>Ann Lee</a>", "Ann Lee"),
    ],
)
def test_a_name_right_before_the_day(byline: str, author: str) -> None:
    assert read(f"<h1>The pump</h1><div class='post-info'>{byline}</div>{BODY}").author == author


def test_facts_in_vietnamese_names_of_an_unmarked_theme() -> None:
    facts = "<span class='ngay'>09/07/2019 18:15</span> <span class='tac-gia'>Nguyễn Hải</span>"
    text = "<p>The pump runs all day, and all the town comes to the quay to see it.</p>"
    post = read(f"<h1>The pump</h1><div class='thong-tin'>{facts}</div><div class='noi-dung'>{text}</div>")
    assert (post.published_raw, post.author, post.body_raw) == ("09/07/2019 18:15", "Nguyễn Hải", text)


def test_a_name_behind_by_is_no_weekday_of_the_day_before_it() -> None:
    line = "<div class='riga'>Pubblicato il 9 luglio 2019 da Anna Mare in</div>"
    post = read(f"<h1>The pump</h1>{line}{BODY}")
    assert (post.author, "Anna" in (post.published_raw or "")) == ("Anna Mare", False)


def test_who_changed_a_post_is_no_text_of_it() -> None:
    text = "<p>The pump runs all day, and all the town comes to the quay to see it.</p>"
    line = "<p class='last'>Last updated by <b>Ann Lee</b> on July 9, 2019</p>"
    post = read(f"<h1>The pump</h1>{line}<div class='markdown'>{text}</div>")
    assert (post.published_raw, post.body_raw) == (None, text)


def test_a_footer_that_stray_end_tags_put_behind_the_widget_speaks_of_the_post() -> None:
    footer = (
        "<div class='post-footer'><span class='fn'>Ann Lee</span> "
        "<abbr class='published' title='2019-07-09T18:15:00+02:00'>6:15 PM</abbr></div>"
    )
    body = (
        "<div class='post-body entry-content' id='post-body-8412345678901234568'>"
        "<div><p>The pump runs all day.</div></div><p>And all the town comes to see it run.</p></div>"
        "<div style='clear:both;'></div></div>"
    )
    post = read(f"<div class='post hentry'><h3 class='post-title'>The pump</h3>{body}{footer}</div>")
    assert (post.author, post.published_raw) == ("Ann Lee", "2019-07-09T18:15:00+02:00")
    assert "see it run" in post.body_raw


def test_a_link_to_comments_in_brackets_is_no_part_of_a_name() -> None:
    comments = "[<a href=\"javascript:HaloScan('106571234567890123');\">comments</a>]"
    footer = f"<span class='PostFooter'>:: <a href='#'>9:15 AM</a> :: Egil {comments}</span>"
    post = read(f"<div><a name='106571234567890123'></a>The pump runs.<br>{footer}</div>", classic=True)
    assert post.author == "Egil"


def test_cards_of_a_mirrored_list_are_linked_by_relative_names() -> None:
    cards = "".join(
        f"<article><h2><a href='{name}.html'>The {name}</a></h2><p>It runs by night and day.</p></article>"
        for name in ("pump", "mill")
    )
    head = "<title>Quay</title><link rel='canonical' href='https://quay.example.com/2019/07/'>"
    html = f"<html><head>{head}</head><body><div class='widget Blog' id='Blog1'>{cards}</div></body></html>"
    assert [post.title for post in read_page(html.encode()).posts] == ["The pump", "The mill"]


@pytest.mark.parametrize(
    "title",
    ["<div class='post-title'>{}</div>", "<h3 class='post-title'><span class='entry-title'>{}</span></h3>"],
)
def test_a_card_may_call_something_else_its_title(title: str) -> None:
    cards = "".join(_card(name, "<p>It runs by night and day.</p>", title) for name in ("pump", "mill"))
    html = f"<html><body><div class='widget Blog' id='Blog1'>{cards}</div></body></html>"
    page = read_page(html.encode(), url="https://quay.example.com/")
    assert [(post.title, post.author) for post in page.posts] == [
        ("The pump", "Ann Lee"),
        ("The mill", "Ann Lee"),
    ]
