"""Pages as the stock "Simple" theme shows them: one post, lists of posts, the page that is missing."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from crawler.sample.sample_blog import SamplePost
from tests.helpers.fake_blogger.fake_site import FakeRequest
from tests.helpers.fake_blogger.feeds import JUMP
from tests.helpers.fake_blogger.theme_comments import comments_block
from tests.helpers.fake_blogger.theme_frame import frame
from tests.helpers.fake_blogger.theme_templates import fill, link
from tests.helpers.fake_blogger.theme_words import Words, clock, comments_heading, day, words

NO_POSTS = "<div class='blog-posts hfeed'>\n</div>\n"


def post_page(request: FakeRequest, post: SamplePost) -> str:
    """The page of one post, or of a static page."""
    static = post.path.startswith("/p/")
    before, after = frame(request, post.title, "static_page" if static else "item", post)
    said = words(request.blog.locale)
    newer, older = (None, None) if static else _neighbours(request, post)
    pager = _pager(request.home, {"newer": (newer, said.newer_post), "older": (older, said.older_post)}, said)
    feed = f"{request.home}/feeds/{post.post_id}/comments/default"
    return before + _posts(request, [post], item=True) + pager + _feed_line("post", said, feed) + after


def _neighbours(request: FakeRequest, post: SamplePost) -> tuple[str | None, str | None]:
    """Addresses of the next newer and the next older post."""
    posts = request.blog.posts
    place = request.plain.index.positions_by_path[post.path]
    newer = request.home + posts[place - 1].path if place else None
    older = request.home + posts[place + 1].path if place + 1 < len(posts) else None
    return newer, older


def list_page(
    request: FakeRequest,
    posts: Sequence[SamplePost],
    *,
    title: str = "",
    status: str = "",
    older: str | None = None,
) -> str:
    """A page of several posts: index, archive, label or search; `status` is the line above them."""
    page_type = "archive" if request.path[1:5].isdigit() else "index"
    before, after = frame(request, title, page_type)
    said = words(request.blog.locale)
    note = fill("status", text=status) if status else ""
    pager = _pager(request.home, {"older": (older, said.older_posts)}, said)
    line = _feed_line("blog", said, f"{request.home}/feeds/posts/default")
    return before + note + _posts(request, posts, item=False) + pager + line + after


def missing_page(request: FakeRequest) -> str:
    """The blog's own page for an address that it does not have."""
    before, after = frame(request, "", "error_page")
    said = words(request.blog.locale)
    return (
        before + fill("status", text=escape(said.missing)) + NO_POSTS + _pager(request.home, {}, said) + after
    )


def label_status(request: FakeRequest, label: str) -> str:
    """The line above the posts of a label."""
    said = words(request.blog.locale)
    shown = said.showing_label.replace("{label}", f"<b>{escape(label)}</b>")
    return f"{shown} {link(f'{request.home}/', said.show_all)}"


def _posts(request: FakeRequest, posts: Sequence[SamplePost], *, item: bool) -> str:
    """Posts grouped under their date headers."""
    days = groupby(posts, key=lambda post: day(request.blog.locale, post.published))
    groups = [
        fill("day", header=header, posts="".join(_post(request, post, item=item) for post in group))
        for header, group in days
    ]
    return "<div class='blog-posts hfeed'>\n" + "".join(groups) + "\n</div>\n"


def _post(request: FakeRequest, post: SamplePost, *, item: bool) -> str:
    said, url, locale = words(request.blog.locale), request.home + post.path, request.blog.locale
    body = post.body.replace("{home}", request.home)
    cut = None if item else JUMP.search(body)
    open_here = item and post.comments_open
    return fill(
        "post",
        image=f"<meta content='{post.thumbnail}' itemprop='image_url'/>\n" if post.thumbnail else "",
        blog_id=request.blog.blog_id,
        post_id=post.post_id,
        url=url,
        title=_title(post, url, item=item),
        body=body[: cut.start()] if cut else body,
        body_prop="description articleBody" if item else "articleBody",
        jump=fill("jump", url=url, title=escape(post.title), text=said.read_more) if cut else "",
        posted_by=said.posted_by,
        author=_author(post),
        at=said.at,
        iso=post.published.isoformat(timespec="seconds"),
        clock=clock(locale, post.published),
        comment_link="" if item or not post.comments_open else _comment_link(locale, post, url),
        share=_share(request, post, said),
        labels=_labels(request.home, post, said),
        location=_location(post),
        comments=comments_block(request, post) if open_here else "",
    )


def _author(post: SamplePost) -> str:
    name = escape(post.author)
    return (
        fill("author", url=post.author_url, name=name)
        if post.author_url
        else f"<span itemprop='name'>{name}</span>"
    )


def _title(post: SamplePost, url: str, *, item: bool) -> str:
    """The heading: text on the post's own page, else a link; a post's own Link field comes before both."""
    if not post.title:
        return ""
    target = post.related or (None if item else url)
    text = escape(post.title, quote=False)
    return fill("title", inner=link(target, text) if target else text)


def _comment_link(locale: str, post: SamplePost, url: str) -> str:
    heading = comments_heading(locale, len(post.comments))
    return link(f"{url}#comment-form", f"\n{heading}\n  ", "class='comment-link' onclick=''") + "\n"


def _share(request: FakeRequest, post: SamplePost, said: Words) -> str:
    texts = (said.email_this, said.blog_this, *said.share)
    kinds = ("email", "blog", "twitter", "facebook", "pinterest")
    ids = {"blog_id": request.blog.blog_id, "post_id": post.post_id}
    return "".join(
        fill("share", kind=kind, text=escape(text), **ids) for kind, text in zip(kinds, texts, strict=True)
    )


def _labels(home: str, post: SamplePost, said: Words) -> str:
    links = [link(f"{home}/search/label/{quote(label)}", escape(label), "rel='tag'") for label in post.labels]
    return f"{said.labels}\n" + ",\n".join(links) + "\n" if links else ""


def _location(post: SamplePost) -> str:
    if not post.location:
        return ""
    name, point = post.location
    url = f"https://maps.google.com/maps?q={quote(name)}@{point.replace(' ', ',')}&z=10"
    return "Location:\n" + link(url, escape(name), "target='_blank'") + "\n"


def _pager(home: str, ways: dict[str, tuple[str | None, str]], said: Words) -> str:
    links = [fill("pager", way=way, url=escape(url), text=text) for way, (url, text) in ways.items() if url]
    end = link(f"{home}/", said.home, "class='home-link'") + "\n</div>\n<div class='clear'></div>\n"
    return "<div class='blog-pager' id='blog-pager'>\n" + "".join(links) + end


def _feed_line(kind: str, said: Words, url: str) -> str:
    text = said.post_comments_atom if kind == "post" else said.posts_atom
    feed = link(url, text, "class='feed-link' target='_blank' type='application/atom+xml'")
    return f"<div class='{kind}-feeds'>\n<div class='feed-links'>\n{said.subscribe}\n{feed}\n</div>\n</div>\n"
