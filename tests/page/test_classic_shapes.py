"""Facts of posts in classic templates that their owners wrote or changed."""

import re

import pytest

from crawler.blogger.page import read_page
from pipelines.item_cleaner import clean_alone

TEXT = "I counted eleven boats along the harbour this morning, two of them new."
ANCHOR = "<a name='107654321098765432'></a>"


STAMP = "posted on Monday, May 3, 2004 at 4:12 PM by Ann Lee. You can leave a response."
DAY_LAST = f"{ANCHOR}<h3 class='post-title'>Boats</h3><span class='post-date'>May 3, 2004</span>"
DAY_FIRST = f"{ANCHOR}<p class='date'>May 3, 2004</p><p class='head'>Boats</p>"
LINKS = "<a href='#'>Ann Lee # 4:12 PM</a> <a href='//www.blogger.com/comment.g?x'>2 comments</a>"
FULL = "Monday, May 3, 2004 4:12 PM"
SAID = "<p class='sig'>Ann Lee wrote this at 4:12 PM</p>"
TIME_LINK = "<p>Ann Lee a las <a href='/2004/05/boats.html'>4:12 PM</a></p>"
FERRY = "<p>First ferry <a href='/times.html'>9:15</a></p>"
HEADING = f"<h2>{ANCHOR}Boats <i class='byline'>by: Ann Lee, at: May 3, 2004 4:12 PM</i></h2>"
BOXED = "<div class='von'>written by Ann Lee at <a href='/2004/05/boats.html'>4:12 PM</a></div>"
FILED = "<dd class='meta'>filed by Ann Lee at 4:12 PM</dd>"
SERVICE = "<p>by Ann Lee :: 4:12 PM :: <a href='http://www.haloscan.com/comments/a/1/'>2 words</a></p>"
WROTE = "<dd>napisał Ann Lee o <a href='/2004/05/boats.html'>4:12 PM</a></dd>"
FOOTER = "<p class='post-footer'>posted by Ann Lee at 4:12 PM</p>"


@pytest.mark.parametrize(
    "post",
    [
        f"<h3 class='date'>May 3, 2004</h3><h2>Boats</h2><p class='by'>by Ann Lee @ 4:12 PM</p><p>{TEXT}</p>",
        f"<p>May 3, 2004</p><h2>Boats</h2><p>{TEXT}</p><p class='sig'>Posted by: Ann Lee / 4:12 PM</p>",
        f"<h2>Boats</h2><div class='entrytext'><p>{TEXT}</p><p class='postmetadata'>Was {STAMP}</p></div>",
        f"<div class='post'>{DAY_FIRST}<p>{TEXT}</p>{FOOTER}</div>",
        f"<div class='post'>{DAY_LAST}<p>{TEXT}</p>{FOOTER}</div>",
        f"<h2>May 3, 2004</h2><h3>Boats</h3><p>{TEXT}</p><p>posted by {LINKS}</p>",
        f"<h2>Boats</h2><div class='entrytext'><p>{TEXT}</p></div><p class='post-foot'>{FULL} | Ann Lee</p>",
        f"<div class='blogPost'><h2 class='date'>May 3, 2004</h2><h3>Boats</h3><p>{TEXT}</p>{FOOTER}</div>",
        f"<h1>Harbour</h1><div class='entry'><h2>Boats</h2><p>May 3, 2004</p><p>{TEXT}</p>{FOOTER}</div>",
        f"<p>May 3, 2004</p>{ANCHOR}<p class='tit'>Boats</p><p>{TEXT}</p>{TIME_LINK}",
        f"<p>May 3, 2004</p><h3>{ANCHOR.replace('></a', '>#</a')} Boats</h3><p>{TEXT}</p>{FOOTER}",
        f"<p>May 3, 2004</p>{ANCHOR}<div class='eintrag'><h3>Boats</h3><p>{TEXT}</p>{BOXED}</div>",
        f"<dl><dt>{ANCHOR}<strong>Boats</strong> <em>May 3, 2004</em></dt><dd><p>{TEXT}</p></dd>{FILED}</dl>",
        f"<dl><dt>{ANCHOR}Boats</dt><dd>May 3, 2004</dd><dd><p>{TEXT}</p></dd>{WROTE}</dl>",
        f"<p>May 3, 2004</p>{ANCHOR}<h3>Boats</h3><p>{TEXT}</p>{SERVICE}",
        f"<h2>A motto</h2>{HEADING}<div class='blog-content'><p>{TEXT}</p></div>",
        f"<div class='entry'><h2>Boats</h2><small>May 3, 2004</small><p>{TEXT}</p>{SAID}</div>",
    ],
)
def test_owners_bylines_and_dates(post: str) -> None:
    page = f"<html><head><title>Harbour: Boats</title></head><body>{post}</body></html>"
    (read,) = read_page(page.encode(), url="http://harbour.example.org/2004/05/boats.html").posts
    assert (read.title, read.author) == ("Boats", "Ann Lee")
    assert "4:12 PM" in f"{read.published_raw} {read.time_raw}"
    assert "May 3, 2004" in (read.published_raw or "")
    assert re.sub("</?(?:p|dd)>", "", read.body_raw).strip() == TEXT


POST_OF_2003 = "<div class='blogPost'>The pump runs.<br>{0}</div>"


@pytest.mark.parametrize(
    ("byline", "number"),
    [
        ("<div class='byline'><a href='{0}#{1}'>#</a> posted by Ann : 9:56 AM</div>", "10530946"),
        ("<div class='byline'>posted by Ann | 9:56 AM</div>", ""),
        ("posted by Ann at <a href='{0}#{1}'>9:56 AM</a>", "10530946"),
        ("posted by Ann at <a href='#{1}'>9:56 AM</a><br><br>", "10530946"),
        (
            "<i>Posted by: Ann / 9:56 AM</i> <a href='http://www.haloscan.com/comments/quay/{1}/'>shout</a>",
            "10530946",
        ),
    ],
)
def test_posts_in_containers_without_anchors(byline: str, number: str) -> None:
    """Templates of 2001 to 2003 had the post's name on its container alone."""
    archive = "http://quay.blogspot.com/2003_05_01_archive.html"
    byline = byline.format(archive, "10530946")
    day = "<h4 class='dateHeader'>Friday, May 16, 2003</h4>"
    html = f"<html><body>{day}{2 * POST_OF_2003.format(byline)}</body></html>"
    found = read_page(html.encode(), url=archive).posts
    facts = [(post.post_id, post.author, (post.time_raw or "").strip(" :|/")) for post in found]
    assert facts == 2 * [(number, "Ann", "9:56 AM")]
    assert [clean_alone(post).text for post in found] == 2 * ["The pump runs."]


def test_an_anchor_before_a_container_is_its_own() -> None:
    """What follows such an anchor is the container, and nothing of the text."""
    posts = "".join(f"<a name='1053094{at}'></a>" + POST_OF_2003.format("posted by Ann") for at in (1, 2))
    found = read_page(f"<html><body>{posts}</body></html>".encode(), url="http://q.blogspot.com/").posts
    assert [(post.post_id, post.author) for post in found] == [("10530941", "Ann"), ("10530942", "Ann")]


def test_a_box_with_the_title_is_not_all_of_a_post_that_goes_on_behind_it() -> None:
    boxes = f"<div><b>Boats</b><br>{TEXT}</div><div>And more of it.</div>"
    page = f"<html><title>Quay: Boats</title><body>{ANCHOR}{boxes}{BOXED}</body></html>"
    (read,) = read_page(page.encode(), url="http://harbour.example.org/2004/05/boats.html").posts
    assert "And more of it." in read.body_raw


def test_a_text_without_a_byline_ends_before_the_sidebar() -> None:
    page = f"<html><body>{ANCHOR}<h3>Boats</h3><p>{TEXT}</p><div id='sidebar'>About me</div></body></html>"
    (read,) = read_page(page.encode(), url="http://harbour.example.org/2004/05/boats.html").posts
    assert read.body_raw == f"<p>{TEXT}</p>"


def test_a_box_with_a_line_like_a_byline_loses_no_words_of_the_author() -> None:
    lines = f"<p>By John Keats</p><p>{TEXT}</p><p>{TEXT}</p><blockquote>Posted: May 3, 2004</blockquote>"
    post = f"<div class='entry'><h2>Boats</h2>{lines}<p>So it ends.</p></div>"
    page = f"<html><head><title>Harbour: Boats</title></head><body>{post}</body></html>"
    (read,) = read_page(page.encode(), url="http://harbour.example.org/2004/05/boats.html").posts
    assert "So it ends." in read.body_raw


def test_a_time_that_leads_elsewhere_is_a_word_of_the_author() -> None:
    page = f"<html><body><p>May 3, 2004</p>{ANCHOR}<h3>Boats</h3>{FERRY}<p>{TEXT}</p>{FOOTER}</body></html>"
    (read,) = read_page(page.encode(), url="http://harbour.example.org/2004/05/boats.html").posts
    assert "First ferry" in read.body_raw
