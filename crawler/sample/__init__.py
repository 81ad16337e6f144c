"""The sample blog and a server that speaks Blogger's dialect: the demo, and the fake Blogger of the tests."""

from crawler.sample.collection import sample_blog
from crawler.sample.fake_site import Answer, Dialect, Fault, Site
from crawler.sample.sample_blog import SampleBlog, SampleComment, SamplePost, make_comment, make_post
from crawler.sample.server import PORT, SampleServer
from crawler.sample.site_response import answer

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
