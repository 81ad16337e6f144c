"""A page saved as text: the same record as from its HTML."""

import time

import pytest

from crawler.blogger.page import read_page
from crawler.blogger.plain_text import read_text_page
from crawler.items import Post
from pipelines.item_cleaner import clean_alone

URL = "http://news.blogspot.com/2015/04/harbour-reopens.html"

HTML = """<html><head><meta content='blogger' name='generator'/><title>Port News</title></head>
<body><div class='main section' id='main'><div class='widget Blog' data-version='1' id='Blog1'>
<div class='blog-posts hfeed'><div class='date-outer'><h2 class='date-header'><span>{date}</span></h2>
<div class='date-posts'><div class='post-outer'><div class='post hentry'>
<h3 class='post-title entry-title'>Harbour reopens</h3>
<div class='post-body entry-content' id='post-body-9001'>
<p>The harbour opened again.<br/>Ferries sail hourly.</p>
<p>"{none}" was all the mayor said.</p><div style='clear: both;'></div></div>
<div class='post-footer'>
<span class='post-author vcard'>{by} <span class='fn'>Ann Berg</span></span>
<span class='post-timestamp'>{at}
<a class='timestamp-link' href='{url}' rel='bookmark'>{time}</a></span></div>
</div>
<div class='comments' id='comments'><h4>{none}</h4><p class='comment-footer'>{post}</p></div></div></div>
</div></div><div class='blog-pager'>{pager}</div></div></div></body></html>"""

TEXT = """{date}

Harbour reopens

The harbour opened again.
Ferries sail hourly.

"{none}" was all the mayor said.

{by} Ann Berg {at} {time}

{none}

{post}

{pager}
"""

WORDINGS = {
    "en": {
        "date": "Wednesday, 1 April 2015",
        "none": "No comments:",
        "by": "Posted by",
        "at": "at",
        "time": "10:15 AM",
        "post": "Post a Comment",
        "pager": "Newer Post Older Post Home",
    },
    "fr": {
        "date": "mercredi 1 avril 2015",
        "none": "Aucun commentaire:",
        "by": "Publié par",
        "at": "à",
        "time": "10:15",
        "post": "Publier un commentaire",
        "pager": "Article plus récent Article plus ancien Accueil",
    },
    "es": {
        "date": "miércoles, 1 de abril de 2015",
        "none": "No hay comentarios:",
        "by": "Publicado por",
        "at": "en",
        "time": "10:15",
        "post": "Publicar un comentario",
        "pager": "Entrada más reciente Entrada antigua Inicio",
    },
}


def record(post: Post) -> tuple[object, ...]:
    clean = clean_alone(post)
    return clean.title, clean.published_raw, clean.text, clean.author, clean.comment_count


@pytest.mark.parametrize("words", WORDINGS.values(), ids=WORDINGS)
def test_text_and_html_give_the_same_record(words: dict[str, str]) -> None:
    page = read_page(HTML.format(url=URL, **words).encode(), url=URL)
    assert record(read_text_page(TEXT.format(**words), url=URL)) == record(page.posts[0])


def test_what_stands_under_a_post_is_read() -> None:
    post = read_text_page(
        "4/1/2015\n\nTitle\n\nWords.\n\nMore.\n\nPosted by Ann Berg at 10:15 AM\nLabels: port, Sea, port\n\n"
        "2 comments:\n\nBo said...\nFine.\n\nPost a Comment\n"
    )
    assert (post.author, post.time_raw, post.labels) == ("Ann Berg", "10:15 AM", ("port", "Sea"))
    assert (post.published_raw, post.comment_count, post.body_raw) == ("4/1/2015", 2, "Words.\n\nMore.")
    assert (post.body_type, post.source, post.blog_id, post.post_id) == ("text", "page", "", "")


@pytest.mark.parametrize(
    ("text", "date", "title", "body"),
    [
        ("\ufeffPort News\nOf the sea\n\n1 April 2015\n\nTitle\n\nWords.", "1 April 2015", "Title", "Words."),
        ("1 April 2015\n\nOnly words here.", "1 April 2015", None, "Only words here."),
        (f"1 April 2015\n\n{'long ' * 60}\n\nEnd", "1 April 2015", None, f"{('long ' * 60).strip()}\n\nEnd"),
        ("Title\n\nWords.\n\nMore.", None, "Title", "Words.\n\nMore."),
        ("", None, None, ""),
    ],
    ids=["blog's name", "no title", "no short line", "no date", "nothing"],
)
def test_where_a_post_begins(text: str, date: str | None, title: str | None, body: str) -> None:
    post = read_text_page(text)
    assert (post.published_raw, post.title, post.body_raw) == (date, title, body)


def test_a_title_above_the_date_is_known_by_the_address() -> None:
    """Newer themes print the date under the title."""
    post = read_text_page("Port\n\nThe harbour reopens!\n\n1 April 2015\n\nShips came.\n\nFine.", url=URL)
    assert (post.title, post.body_raw) == ("The harbour reopens!", "Ships came.\n\nFine.")


def test_a_date_far_down_is_a_line_of_the_post() -> None:
    prose = (
        "The harbour was closed for a long time, and nobody in the town could say when it would open again. "
        * 2
    )
    post = read_text_page(f"Title\n\n{prose}\n\n1 April 2015\n\nThat was the day.")
    assert post.published_raw is None
    assert "1 April 2015" in post.body_raw


def test_an_answer_like_a_heading_of_comments_stays_with_what_follows() -> None:
    body = "Asked about the fraud, the mayor said:\n\nNo comments.\n\nThen he left."
    under = "Posted by Ann Berg at 10:15 AM\n\nNo comments:\n\nPost a Comment"
    assert read_text_page(f"1 April 2015\n\nTitle\n\n{body}\n\n{under}\n").body_raw == body


@pytest.mark.parametrize(
    "last", ["Powered by Blogger.", "About me", "Read more", "Posted by Juan Perez on 3/3/2014"]
)
def test_one_line_like_a_templates_at_the_end_stays(last: str) -> None:
    assert read_text_page(f"1 April 2015\n\nTitle\n\nShips came.\n\n{last}").body_raw.endswith(last)


@pytest.mark.parametrize("line", ["1/2/2015 ", "Posted by a b ", "x ", "No comments: "])
def test_time_grows_no_faster_than_the_text(line: str) -> None:
    started = time.process_time()
    read_text_page(line * 20_000 + "\n" + (line + "\n") * 5_000)
    assert time.process_time() - started < 5


NAMED = "Wer fährt?"
DATED = "1 April 2015"


@pytest.mark.parametrize(
    ("top", "date"),
    [
        (f"Port News: {NAMED}\nPort News\nHäfen, Schiffe\nHome\n{DATED}\n{NAMED}\n", DATED),
        (f"{NAMED} - Port News\nMenu\n{'Tab' * 30}\n{NAMED}\n{DATED}\nShare\n", DATED),
        (f"Port News - Daily: {NAMED}\nPort News\n{NAMED}\n", None),
        (f"{NAMED} ~ Port: News\n{NAMED}\n", None),
        (f"{'Port News ' * 12}: {NAMED}\n{DATED}\n{NAMED}\n", DATED),
    ],
    ids=["Blogger's", "title first", "part of the name", "colon in the name", "long name"],
)
def test_the_title_of_a_text_out_of_html_is_without_the_blogs(top: str, date: str | None) -> None:
    post = read_text_page(
        f"{top}Ships came.\nFine.\nPosted by Ann at 10:15 AM\nNo comments:\nPost a Comment\n"
    )
    assert (post.title, post.published_raw, post.author) == (NAMED, date, "Ann")
    assert post.body_raw.removeprefix("Share\n") == "Ships came.\nFine."
