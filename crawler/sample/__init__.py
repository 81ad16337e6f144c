"""The sample blog and a server that speaks Blogger's dialect: the demo, and the fake Blogger of the tests."""

from crawler.sample.blog import SampleBlog, SampleComment, SamplePost, make_comment, make_post
from crawler.sample.collection import sample_blog
from crawler.sample.door import answer
from crawler.sample.server import PORT, SampleServer
from crawler.sample.site import Answer, Dialect, Fault, Site

__all__ = [
    "PORT",
    "Answer",
    "Dialect",
    "Fault",
    "SampleBlog",
    "SampleComment",
    "SamplePost",
    "SampleServer",
    "Site",
    "answer",
    "make_comment",
    "make_post",
    "sample_blog",
]
