"""Posts for tests of the archive: one that has everything, and variations of it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.items import Image, Link, Post

FULL = Post(
    blog_id="4241",
    post_id="8901234567890123456",
    url="https://harbour.example/2015/04/ferries.html",
    aliases=("http://harbour.example/2015/04/ferries.html",),
    title="Ferries run again",
    author="Ana Lima",
    author_url="https://www.blogger.com/profile/1",
    labels=("Harbour", "Traffic"),
    published_raw="2015-04-01T23:30:00.003-07:00",
    published=datetime.fromisoformat("2015-04-01T23:30:00.003-07:00"),
    published_local="2015-04-01T23:30:00.003-07:00",
    updated_raw="2015-04-02T08:00:00-07:00",
    updated=datetime.fromisoformat("2015-04-02T08:00:00-07:00"),
    body_raw="<p>The ferries run again.</p>",
    html="<p>The ferries run again.</p>",
    text="The ferries run again.",
    images=(Image(url="https://img.example/f.jpg", alt="A ferry"),),
    links=(Link(url="https://ferry.example/", text="timetable"),),
    embeds=("https://www.youtube.com/embed/x",),
    word_count=4,
    comment_count=2,
    thumbnail="https://img.example/s72/f.jpg",
    location="Old harbour",
    language="en",
    locale="en-US",
    source_url="https://harbour.example/feeds/posts/default",
)


def post(number: int | None = None, **fields: Any) -> Post:
    """FULL with other fields; `number` makes it another post."""
    if number is not None:
        fields = {
            "post_id": str(number),
            "url": f"https://harbour.example/{number}.html",
            "aliases": (),
        } | fields
    return replace(FULL, **fields)
