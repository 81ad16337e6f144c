"""Pages that list posts: what is each post's own, and whether it is all there."""

import pytest

from crawler.blogger.html.elements import Element
from crawler.blogger.html.parse import parse_page
from crawler.blogger.page import read_page
from crawler.blogger.page.bodies.body_edges import is_mark
from crawler.blogger.page.scan import scan
from crawler.blogger.page.templates import unbalanced
from crawler.blogger.page.title import blog_title_of
from crawler.items import Post
from pipelines.item_cleaner import clean_alone

HOME = "https://quay.example.com/"


def posts(*bodies: str) -> list[Post]:
    """The posts of a home page whose bodies hold `bodies`."""
    items = (
        f"<div class='post hentry'><h3 class='post-title'><a href='2019/07/{at}.html'>T{at}</a></h3>"
        f"<div class='post-body entry-content'>{body.replace('OWN', f'2019/07/{at}.html')}</div></div>"
        for at, body in enumerate(bodies)
    )
    html = f"<html><body><div class='widget Blog' id='Blog1'>{''.join(items)}</div></body></html>"
    return [clean_alone(post) for post in read_page(html.encode(), url=HOME).posts]


@pytest.mark.parametrize(
    ("end", "text", "count"),
    [
        ("(<a href='OWN#comments'>2 comments</a>)", "It runs.", 2),
        ("<br><br>[<a href='OWN#comment-form'>Be the first to speak!</a>]<div></div>", "It runs.", None),
        ("(<a href='OWN#comments'>2 comments</a> say so)", "It runs. (2 comments say so)", None),
        ("(see <a href='OWN#comments'>below</a>)", "It runs. (see below)", None),
    ],
)
def test_a_link_to_the_comments_in_brackets_ends_a_body(end: str, text: str, count: int | None) -> None:
    """Some themes put it into the body; an author's is part of a sentence."""
    for post in posts(f"It runs. {end}", f"It runs. {end}"):
        assert (post.text, post.comment_count) == (text, count)


@pytest.mark.parametrize(("end", "is_partial"), [("It runs again.", False), ("It runs...", True)])
@pytest.mark.parametrize("link", ["<span class='rmlink'><a href='OWN'>Read more>></a></span>", ""])
def test_a_body_that_a_script_is_to_cut_is_whole(link: str, end: str, is_partial: bool) -> None:
    """A copy that was saved after the script ran breaks off."""
    cut = f"<div id='p8123456'>The pump is old. {end}</div><script>shorten('p8123456');</script>{link}"
    for post in posts(cut, cut):
        assert (post.partial, post.text) == (is_partial, f"The pump is old. {end}")


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("<a href='OWN'>On with the show</a>", "It runs."),
        ("<br><div><a href='http://quay.example.com/OWN?m=1'>&rarr;</a></div>", "It runs."),
        ("Its story is <a href='OWN'>here</a>", "It runs. Its story is here"),
        ("<a href='2018/01/x.html'>The old pump</a>", "It runs. The old pump"),
    ],
)
def test_a_link_to_the_post_itself_at_the_end_of_its_body(end: str, text: str) -> None:
    """In a list it invites to read on, whatever it says; in a sentence it is the author's."""
    body = f"<b>It</b> runs. {end}" if text != "It runs." else f"<b>It</b> runs.<br>{end}"
    assert [post.text for post in posts(body, body)] == [text, text]


CLASSIC_POST = (
    "<div class='Post'><a name='1119076968667322{2}'>&nbsp;</a><span class='PostTitle'>Pump</span> It runs."
    "<span class='PostFooter'>&para; <a href='{0}#1119076968667322{2}'>{1}</a></span></div>"
)
CLASSIC = (
    "<html><head><meta name='generator' content='Blogger'></head>"
    f"<body><div class='DateHeader'>July 9, 2019</div>{CLASSIC_POST}</body></html>"
)


@pytest.mark.parametrize("time", ["10:17 AM", "08:42", "8:42 p.m."])
def test_a_time_alone_names_no_author(time: str) -> None:
    """Classic templates without the author have the time alone behind the pilcrow."""
    page = read_page(CLASSIC.format(HOME, time, 23).encode(), url=HOME)
    assert [(post.author, post.time_raw) for post in page.posts] == [(None, time)]


@pytest.mark.parametrize("before", ["./", "/", ""])
def test_whole_addresses_behind_a_folder(before: str) -> None:
    """Owners wrote "./" before the file's name, which Blogger made an address of later."""
    archive = f"{HOME}2019_07_01_archive.html"
    page = read_page(CLASSIC.format(before + archive, "08:42", 23).encode(), url=archive)
    assert page.posts[0].url == f"{archive}#111907696866732223"


@pytest.mark.parametrize(
    ("body", "is_partial"),
    [
        ("<div class='post-snippet'><div class='r-snippetized'>The pump.</div></div>", True),
        ("The pump.<p><a href='OWN#more'>Onwards ►</a></p>", True),
        ("The pump.<span class='fullpost'> It runs.</span><a href='OWN'>Read more!</a>", False),
        ("The pump.", False),
    ],
)
def test_cut_bodies_of_a_list(body: str, is_partial: bool) -> None:
    """Snippets of the 2017 themes stand inside a body; a jump break's link may say anything."""
    assert [post.partial for post in posts(body, body)] == [is_partial, is_partial]


@pytest.mark.parametrize(("mark", "is_partial"), [("", True), ("<div style='clear: both;'></div>", False)])
@pytest.mark.parametrize("gadget", ["<div class='widget Blog' data-version='2'>", "<div class='list'>"])
def test_cards_whose_title_is_no_heading(gadget: str, mark: str, is_partial: bool) -> None:
    """Bootstrap's cards call it `card-title`; Blogger's own mark tells a whole text."""
    card = (
        "<article class='card'><a href='2019/07/{0}.html'><img src='{0}.jpg'></a><div class='card-body'>"
        "<div class='card-title'><a class='flex' href='2019/07/{0}.html'>Pump {0}</a></div>"
        f"<div>The pump at the old quay runs again.{mark}</div></div>"
        "<div class='card-footer'><a class='btn' href='2019/07/{0}.html'>Onwards</a></div></article>"
    )
    html = f"<html><body>{gadget}{card.format(1)}{card.format(2)}</div></body></html>"
    found = read_page(html.encode(), url=HOME).posts
    assert [(p.title, p.url, p.partial) for p in found] == [
        (f"Pump {n}", f"{HOME}2019/07/{n}.html", is_partial) for n in (1, 2)
    ]
    assert [clean_alone(post).text for post in found] == 2 * ["The pump at the old quay runs again."]


def test_a_card_ends_with_the_widget_that_holds_it() -> None:
    """An archive of one post has one card: what stands beside the posts' widget is none of its words."""
    beside = f"<div class='timeline'><p>{'The life of the mayor, year by year. ' * 9}</p></div>"
    card = (
        "<article><h2><a href='2019/07/1.html'>Pump</a></h2><div class='resumo'>The pump at the old quay ..."
        "</div><div style='clear: both;'></div></article>"
    )
    gadget = f"<div id='main'><div class='widget Blog' data-version='1'><div>{card}</div></div></div>"
    html = f"<html><body><div id='page'>{beside}{gadget}</div></body></html>"
    (post,) = read_page(html.encode(), url=f"{HOME}2019/07/").posts
    assert (clean_alone(post).text, post.partial) == ("The pump at the old quay ...", True)


@pytest.mark.parametrize("words", ["", "The pump at the old quay runs again."])
def test_a_card_without_words_keeps_its_title(words: str) -> None:
    """Else the next post on the page gets it."""
    title = "<h2 class='post-title'><a href='2019/07/{0}.html'>Pump {0}</a></h2>"
    card = f"<div class='post'>{title}<p>{{1}}</p></div>"
    cards = card.format(1, words) + card.format(2, "It runs no more, they say.")
    html = f"<html><body><div class='widget Blog'>{cards}</div></body></html>"
    found = read_page(html.encode(), url=HOME).posts
    assert [(post.title, post.partial, clean_alone(post).text) for post in found] == [
        ("Pump 1", True, words),
        ("Pump 2", True, "It runs no more, they say."),
    ]


def test_a_whole_post_that_the_author_pasted_is_part_of_the_text() -> None:
    pasted = (
        "<h3 class='post-title'>The old pump</h3><div class='post-body entry-content'>It ran.</div>Not now."
    )
    assert [post.text for post in posts(pasted, "Two.")] == ["The old pump\n\nIt ran.\n\nNot now.", "Two."]


def test_bylines_below_bodies_that_no_element_holds() -> None:
    """The owner's template may put title, body and byline of all posts side by side."""
    link = "<a href='2019/07/{0}.html' title='permanent link'>9:00 AM</a>"
    post = (
        "<h3 class='post-title'>{0}</h3><div class='post-body'>{0} runs.</div>"
        f"<p class='post-footer'>posted by {{1}} at {link}</p>"
    )
    html = f"<html><body><div>{post.format('Pump', 'Ann')}{post.format('Quay', 'Bo')}</div></body></html>"
    found = read_page(html.encode(), url=HOME).posts
    assert [(p.title, p.author, p.url) for p in found] == [
        ("Pump", "Ann", f"{HOME}2019/07/Pump.html"),
        ("Quay", "Bo", f"{HOME}2019/07/Quay.html"),
    ]


@pytest.mark.parametrize(("above", "days"), [(True, [None, None]), (False, ["May 1, 2004", "May 2, 2004"])])
def test_a_line_with_the_day_between_two_posts_is_of_one_of_them(
    *, above: bool, days: list[str | None]
) -> None:
    """Above the titles the last post has none below: no post gets another's."""
    posts = []
    for day in (1, 2):
        line = f"<p class='meta'>May {day}, 2004</p>"
        body = f"<h3 class='post-title'>Boat {day}</h3><div class='post-body'>Ropes and pumps.</div>"
        posts.append(line + body if above else body + line)
    html = f"<html><body><div class='widget Blog' id='Blog1'>{''.join(posts)}</div></body></html>"
    found = read_page(html.encode(), url="http://q.blogspot.com/2004/05/").posts
    assert [post.published_raw for post in found] == days


def test_the_rest_of_a_body_is_not_looked_for_behind_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """In boxes without names the rest would end at another post's mark; looking on to the end of the page for
    each post takes time that grows with the square of their number."""
    asked: list[Element] = []

    def counted(element: Element) -> bool:
        asked.append(element)
        return is_mark(element)

    monkeypatch.setattr(unbalanced, "is_mark", counted)
    mark = "<div style='clear: both;'></div>"
    body = "<div class='post-body'>It runs {}.</div>"
    boxes = "".join(f"<div><div class='post'>{body.format(at)}</div></div>" for at in range(100))
    html = f"<html><body><div class='widget Blog' id='Blog1'>{boxes}{mark}</div></body></html>"
    found = read_page(html.encode(), url=HOME).posts
    assert [post.body_raw for post in found] == [f"It runs {at}." for at in range(100)]
    assert len(asked) < 1000


def test_the_header_is_looked_for_once() -> None:
    widget = "<div class='widget Header'><h1>Quay</h1></div>"
    page = scan(parse_page(f"<body>{widget}</body>"), "", {}, HOME)
    assert blog_title_of(page) == "Quay"
    page.root.clear()
    assert blog_title_of(page) == "Quay"


@pytest.mark.parametrize(
    "facts",
    [
        "<div class='post-meta-strip'><span>By Ann Lee</span> <span>On July 9, 2019</span></div>",
        "<a rel='tag' href='/search/label/Quay'>Quay</a><p>By Ann Lee | July 9, 2019</p>",
    ],
)
def test_facts_and_linked_title_in_the_box_of_a_card_are_none_of_its_text(facts: str) -> None:
    card = (
        "<article class='post-card'><div class='post-details'>{}<h2><a href='/2019/07/{}.html'>T{}</a></h2>"
    )
    cards = "".join(card.format(facts, at, at) + "<p>The pump runs.</p></div></article>" for at in "12")
    html = f"<html><body><div class='widget Blog' id='Blog1'>{cards}</div></body></html>"
    found = read_page(html.encode(), url=HOME).posts
    assert [(post.title, post.author, post.url) for post in found] == [
        (f"T{at}", "Ann Lee", f"{HOME}2019/07/{at}.html") for at in "12"
    ]
    assert {post.body_raw for post in found} == {"<p>The pump runs.</p>"}


def test_a_line_with_a_time_is_not_the_beginning_of_a_post() -> None:
    name, time = "<span class='post-author'>Ann Lee</span>", "<time>Tuesday, July 9, 2019</time>"
    title = "<h2 class='entry-title'><a href='/2019/07/{}.html'>T</a></h2>"
    card = f"<div class='hentry'>{title}<div class='post-snip'>{name} {time}</div></div>"
    html = f"<div class='widget Blog' id='Blog1'>{card.format(1)}{card.format(2)}</div>"
    found = read_page(f"<html><body>{html}</body></html>".encode(), url=HOME).posts
    assert [(post.author, post.published_raw, post.body_raw) for post in found] == [
        ("Ann Lee", "Tuesday, July 9, 2019", "")
    ] * 2


def test_an_abbreviation_in_the_beginning_of_a_post_is_no_time() -> None:
    title = "<h2 class='entry-title'><a href='/2019/07/{}.html'>T</a></h2>"
    words = "The <abbr title='World Health Organization'>WHO</abbr> came to the quay, and went away again."
    cards = "".join(f"<div class='hentry'>{title.format(at)}<div>{words}</div></div>" for at in "12")
    html = f"<html><body><div class='widget Blog' id='Blog1'>{cards}</div></body></html>"
    assert ["WHO" in post.body_raw for post in read_page(html.encode(), url=HOME).posts] == [True] * 2
