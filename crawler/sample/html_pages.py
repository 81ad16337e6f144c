"""Pages as the stock "Simple" theme shows them: one post, lists of posts, the page that is missing."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from crawler.sample.comment_markup import comments_block
from crawler.sample.fake_site import Asked
from crawler.sample.feed_trees import JUMP
from crawler.sample.indexes import places_by_path
from crawler.sample.interface_words import Words, clock, comments_heading, day, words
from crawler.sample.page_frame import frame
from crawler.sample.sample_blog import SamplePost
from crawler.sample.templates import fill, link

NO_POSTS = "<div class='blog-posts hfeed'>\n</div>\n"


def post_page(asked: Asked, post: SamplePost) -> str:
    """The page of one post, or of a static page."""
    static = post.path.startswith("/p/")
    before, after = frame(asked, post.title, "static_page" if static else "item", post)
    said = words(asked.site.blog.locale)
    newer, older = (None, None) if static else _neighbours(asked, post)
    pager = _pager(asked.home, {"newer": (newer, said.newer_post), "older": (older, said.older_post)}, said)
    feed = f"{asked.home}/feeds/{post.post_id}/comments/default"
    return before + _posts(asked, [post], item=True) + pager + _feed_line("post", said, feed) + after


def _neighbours(asked: Asked, post: SamplePost) -> tuple[str | None, str | None]:
    """Addresses of the next newer and the next older post."""
    posts = asked.site.blog.posts
    place = places_by_path(asked.site)[post.path]
    newer = asked.home + posts[place - 1].path if place else None
    older = asked.home + posts[place + 1].path if place + 1 < len(posts) else None
    return newer, older


def list_page(
    asked: Asked, posts: Sequence[SamplePost], *, title: str = "", status: str = "", older: str | None = None
) -> str:
    """A page of several posts: index, archive, label or search; `status` is the line above them."""
    page_type = "archive" if asked.path[1:5].isdigit() else "index"
    before, after = frame(asked, title, page_type)
    said = words(asked.site.blog.locale)
    note = fill("status", text=status) if status else ""
    pager = _pager(asked.home, {"older": (older, said.older_posts)}, said)
    line = _feed_line("blog", said, f"{asked.home}/feeds/posts/default")
    return before + note + _posts(asked, posts, item=False) + pager + line + after


def missing_page(asked: Asked) -> str:
    """The blog's own page for an address that it does not have."""
    before, after = frame(asked, "", "error_page")
    said = words(asked.site.blog.locale)
    return (
        before + fill("status", text=escape(said.missing)) + NO_POSTS + _pager(asked.home, {}, said) + after
    )


def label_status(asked: Asked, label: str) -> str:
    """The line above the posts of a label."""
    said = words(asked.site.blog.locale)
    shown = said.showing_label.replace("{label}", f"<b>{escape(label)}</b>")
    return f"{shown} {link(f'{asked.home}/', said.show_all)}"


def _posts(asked: Asked, posts: Sequence[SamplePost], *, item: bool) -> str:
    """Posts grouped under their date headers."""
    days = groupby(posts, key=lambda post: day(asked.site.blog.locale, post.published))
    groups = [
        fill("day", header=header, posts="".join(_post(asked, post, item=item) for post in group))
        for header, group in days
    ]
    return "<div class='blog-posts hfeed'>\n" + "".join(groups) + "\n</div>\n"


def _post(asked: Asked, post: SamplePost, *, item: bool) -> str:
    said, url, locale = words(asked.site.blog.locale), asked.home + post.path, asked.site.blog.locale
    body = post.body.replace("{home}", asked.home)
    cut = None if item else JUMP.search(body)
    open_here = item and post.comments_open
    return fill(
        "post",
        image=f"<meta content='{post.thumbnail}' itemprop='image_url'/>\n" if post.thumbnail else "",
        blog_id=asked.site.blog.blog_id,
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
        share=_share(asked, post, said),
        labels=_labels(asked.home, post, said),
        location=_location(post),
        comments=comments_block(asked, post) if open_here else "",
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


def _share(asked: Asked, post: SamplePost, said: Words) -> str:
    texts = (said.email_this, said.blog_this, *said.share)
    kinds = ("email", "blog", "twitter", "facebook", "pinterest")
    ids = {"blog_id": asked.site.blog.blog_id, "post_id": post.post_id}
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
