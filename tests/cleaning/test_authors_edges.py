"""The ends of a body are the author's: from a feed always, from a page unless two things prove otherwise."""

import pytest

from crawler.blogger.phrases.phrase_table import load_phrases
from crawler.items import Post
from pipelines.cleaning import chunking
from pipelines.cleaning.body_cleaning import clean_body
from pipelines.item_cleaner import clean_alone

URL = "http://ferry.blogspot.com/2015/04/quay.html"


def cleaned(body: str, **facts: str) -> Post:
    post = Post(blog_id="1", post_id="2", url=URL, body_raw=body, **facts)  # type: ignore[arg-type]
    return clean_alone(post)


def wordings(key: str) -> list[str]:
    """One wording of each language, without slots."""
    found = (keys[key][0] for keys in load_phrases().values() if key in keys)
    return sorted({wording for wording in found if "{" not in wording})


@pytest.mark.parametrize("source", ["feed", "page"])
@pytest.mark.parametrize(
    "key", ["no_comments", "about_me", "popular_posts", "read_more", "home", "post_a_comment"]
)
def test_a_phrase_of_any_language_at_either_end_stays(key: str, source: str) -> None:
    bodies = {f"<p>{line}</p><p>The mayor left.</p><p>{line}</p>": line for line in wordings(key)}
    lost = [line for body, line in bodies.items() if cleaned(body, source=source).text.count(line) != 2]
    assert lost == []


@pytest.mark.parametrize("source", ["feed", "page"])
@pytest.mark.parametrize(
    "line",
    [
        "Posted by Juan Perez on March 3, 2014",
        "Eingestellt von Alma Quist um 21:11",
        "12 March 2015",
        "Location: Town Hall",
        "Labels: hope, anger",
        "Reply",
        "Powered by Blogger.",
    ],
)
def test_a_line_like_a_templates_stays(line: str, source: str) -> None:
    assert cleaned(f"<p>{line}</p>The mayor left.<br>{line}", source=source).text.count(line) == 2


def test_an_announcement_of_date_time_and_place_stays() -> None:
    lines = ["Come and see us:", "12 March 2015", "10:15 AM", "Location: Town Hall"]
    assert cleaned("<br>".join(lines)).text == "\n".join(lines)


@pytest.mark.parametrize("source", ["feed", "export"])
@pytest.mark.parametrize("body_type", ["html", "text"])
def test_a_feeds_body_keeps_even_a_whole_template(body_type: str, source: str) -> None:
    lines = ["Ships left.", "Posted by Alma at 10:15 AM", "No comments:", "Newer Post", "Older Post", "Home"]
    body = ("\n" if body_type == "text" else "<br>").join(lines)
    assert cleaned(body, body_type=body_type, source=source).text == "\n".join(lines)


@pytest.mark.parametrize("source", ["page", "saved", "capture", "text"])
def test_a_templates_lines_around_a_pages_body_go(source: str) -> None:
    body = "Ships left.<br>Posted by Alma at 10:15 AM<br>No comments:<br>Newer Post<br>Home"
    assert cleaned(body, source=source).text == "Ships left."


@pytest.mark.parametrize("from_page", [True, False])
def test_no_line_in_the_middle_of_a_long_body_goes(from_page: bool) -> None:
    part = "<p>" + "The ferry sailed. " * 30 + "</p><p>Home</p><p>Newer Post</p><p>No comments:</p>"
    count = 2 * chunking.MAX_WHOLE // len(part)
    text = clean_body(part * count + "<p>End of it.</p>", from_page=from_page).text
    assert text.count("Newer Post") == text.count("No comments:") == count


@pytest.mark.parametrize(
    "body",
    [
        '<p>See <a href="http://ferry.blogspot.com/2015/03/old.html#more">last week about the ferry</a></p>',
        '<p>See <a href="http://ferry.blogspot.com/2015/04/quay.html#more">the rest of this</a>, please.</p>',
        '<p>Words.</p><p><a href="http://other.example/x#more">last week about the ferry</a></p>',
        '<a href="http://ferry.blogspot.com/#more">last week about the ferry</a><p>And all of it.</p>',
        '<p>Look: <a href="http://ferry.blogspot.com/2015/04/quay.html#more">last week about the ferry</a>',
        f'<p>Words.</p><p><a href="{URL}">last week about the ferry</a></p>',
    ],
)
def test_an_authors_link_to_a_jump_break_keeps_its_words(body: str) -> None:
    clean = cleaned(body)
    assert {"last week about the ferry", "the rest of this"} & {link.text for link in clean.links}
    assert clean.text.count("ferry") + clean.text.count("the rest") == 1


@pytest.mark.parametrize(
    "link",
    [
        f"<br/><a href='{URL}#more'>Read more »</a>",
        f"<a name='more'></a><a href='{URL}#more'>Klick hier, Leute</a>",
        "<div><a href='https://ferry.blogspot.com/2015/04/quay.html#more'>आगे पढ़ें</a></div>",
        "<br/><a href='/x.html#more'>Weiterlesen »</a>\n",
        f"<span style='float:right'><a href='{URL}'>Read More...</a></span>",
    ],
)
def test_the_posts_own_jump_link_goes(link: str) -> None:
    assert cleaned(f"Ships came.<br/>{link}").text == "Ships came."
