"""The demo: a small blog, served on loopback as Blogger would serve it.

    sample_blog.py, bundled_posts.py, posts/    the blog as data
    blog_index.py, feed_paging.py               selection of posts and comments
    sample_posts.py, sample_comments.py         feeds
    responses.py, templates/, loopback_server.py            requests and responses

The fake Blogger of the tests (tests/helpers/fake_blogger) builds on it.
"""

from crawler.sample.bundled_posts import sample_blog
from crawler.sample.loopback_server import PORT, sample_server
from crawler.sample.sample_blog import SampleBlog, SampleComment, SamplePost, make_comment, make_post

__all__ = [
    "PORT",
    "SampleBlog",
    "SampleComment",
    "SamplePost",
    "make_comment",
    "make_post",
    "sample_blog",
    "sample_server",
]
