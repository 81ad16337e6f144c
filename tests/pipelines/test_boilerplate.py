"""The pipeline that cleans bodies."""

from dataclasses import replace

from crawler.items import Blog, Comment, Image, Link, Post
from pipelines.boilerplate import BoilerplatePipeline

POST = Post(
    blog_id="77",
    post_id="9001",
    url="http://news.example/2015/04/harbour.html",
    title="Harbour",
    body_raw="<p>Ships <a href='/fleet'>came</a>.</p><img src='p.jpg'>"
    "<iframe src='http://radio.example/'></iframe><div class='blogger-post-footer'>Footer</div>",
)


def test_a_post_gets_everything_that_is_in_its_body() -> None:
    assert BoilerplatePipeline().process_item(POST) == replace(
        POST,
        html='<p>Ships <a href="http://news.example/fleet" rel="noopener noreferrer nofollow">came</a>.</p>'
        '<img src="http://news.example/2015/04/p.jpg"><br>',
        text="Ships came.",
        images=(Image(url="http://news.example/2015/04/p.jpg"),),
        links=(Link(url="http://news.example/fleet", text="came"),),
        embeds=("http://radio.example/",),
        word_count=2,
    )


def test_a_body_of_plain_text_is_taken_for_that() -> None:
    post = BoilerplatePipeline().process_item(replace(POST, body_type="text", body_raw="a <b>\n\nc"))
    assert isinstance(post, Post)
    assert (post.text, post.html) == ("a <b>\n\nc", "<p>a &lt;b&gt;</p><p>c</p>")


def test_a_comment_gets_html_and_text() -> None:
    comment = Comment(
        blog_id="77", post_id="9001", comment_id="1", body_raw="Well<BR/>said<script>x</script>"
    )
    cleaned = BoilerplatePipeline().process_item(comment)
    assert cleaned == replace(comment, html="Well<br>said", text="Well\nsaid")


def test_other_items_pass() -> None:
    blog = Blog(blog_id="77", url="http://news.example/")
    assert BoilerplatePipeline().process_item(blog) is blog


def test_titles_names_and_labels_become_plain_lines() -> None:
    post = BoilerplatePipeline().process_item(
        replace(
            POST,
            title="\u200bHar\ufeffbour\x07\u202e news\u00a0",
            author="\u200f\u200b",
            labels=("News", "\ufeffNews", " ", "\u200bCity  Hall"),
            location="Port\nAlder",
            related=(Link(url="http://source.example/"),),
        )
    )
    assert isinstance(post, Post)
    assert (post.title, post.author, post.labels) == ("Harbour news", None, ("News", "City Hall"))
    assert (post.location, post.related) == ("Port Alder", (Link(url="http://source.example/"),))
