import pytest

from crawler.blogger.opml import read_list
from crawler.errors import UsageError

OPML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>Feeds</title></head><body>
 <outline text="News"><outline type="rss" text="A" xmlUrl="http://a.blogspot.com/feeds/posts/default"/>
 <outline text="B" xmlUrl="http://feeds.feedburner.com/b" htmlUrl="http://b.blogspot.com/"/></outline>
 <outline text="C" xmlUrl="https://www.blogger.com/feeds/12/posts/default" htmlUrl="http://c.example/"/>
 <outline text="A again" htmlUrl="http://a.blogspot.com/"/>
</body></opml>"""


def test_lines_with_comments_and_blank_lines() -> None:
    text = "\ufeff# my blogs\n\na.blogspot.com  # the first\nhttps://b.example/\na.blogspot.com\n"
    assert [a.home for a in read_list(text, name="f")] == ["https://a.blogspot.com/", "https://b.example/"]


def test_opml_of_a_feed_reader_with_folders() -> None:
    assert [a.home for a in read_list(OPML, name="f.opml")] == [
        "http://a.blogspot.com/",
        "http://b.blogspot.com/",
        "https://www.blogger.com/feeds/12/",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.blogspot.com\nnonsense\n", "f, line 2: 'nonsense'"),
        ("# nothing\n", "f names no blog"),
        ("<opml><body>", "f looks like OPML but is broken"),
        ('<opml><outline xmlUrl="ftp://x"/></opml>', "f, outline 1"),
    ],
)
def test_a_bad_list_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_list(text, name="f")
