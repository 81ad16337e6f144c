"""The demo's web pages: plain, with the marks by which Blogger's own themes can be read."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from crawler.sample.blog_index import BlogRequest
from crawler.sample.sample_blog import SamplePost
from crawler.sample.sample_comments import comment_url

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
)
_PAGES.globals["comment_url"] = comment_url


def render_page(
    request: BlogRequest,
    *,
    title: str = "",
    heading: str = "",
    post: SamplePost | None = None,
    posts: Sequence[SamplePost] | None = None,
) -> str:
    """Return the page of a post, or of posts listed below a heading; with neither, that of a missing one."""
    return _PAGES.get_template("page.html").render(
        blog=request.index.blog,
        home=request.home,
        path=request.path,
        title=title,
        heading=heading,
        post=post,
        posts=posts,
    )
