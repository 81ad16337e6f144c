"""A feed that was cut gives the entries before the cut, and says that it was cut."""

from pathlib import Path

import pytest

from crawler.blogger.feed import parse_feed, whole_entries
from tests.helpers.fake_blogger import Site, respond
from tests.helpers.spider_harness import HOME, HOST, blog_of
from tests.imports.test_feed_copies import rss
from tests.imports.test_importer import run, stored, write

FORMATS = ("rss", "json", "json-in-script", "atom")


def feed(alt: str) -> bytes:
    if alt == "rss":
        return rss(*((77, 10**18 + number) for number in range(9))).encode()
    site = Site(blog_of(9).edited(str(10**18 + 4), body='<p>Zażółć {}[]"</p><![CDATA[ ]]>\\ </item></entry>'))
    asked = f"{HOME}feeds/posts/default?max-results=500&alt={alt.removesuffix('-in-script')}"
    body = respond({HOST: site}, "GET", asked, {}).body
    return b"// API callback\nhandle(%b);" % body if alt == "json-in-script" else body


def starts(body: bytes) -> list[int]:
    """Where the entries begin: the numbers of their posts."""
    marks = [body.index(b"post-%d" % (10**18 + number)) for number in range(9)]
    return sorted(marks)


@pytest.mark.parametrize("alt", FORMATS)
def test_the_entries_before_a_cut_are_read(alt: str, tmp_path: Path) -> None:
    body = feed(alt)
    for whole, mark in enumerate(starts(body)):
        part = whole_entries(body[: mark + 30])
        assert (len(parse_feed(part).posts) if part else 0) == whole
    source = write(tmp_path / f"feed.{alt}", body[: starts(body)[6] + 40])
    [report] = run(tmp_path / "a.db", source)
    assert (report.posts, len(report.unreadable)) == ({"new": 6}, 1)
    assert report.unreadable[0].startswith(f"{source}: ")
    assert "what it holds was read" in report.unreadable[0]
    assert len(stored(tmp_path / "a.db")) == 6


@pytest.mark.parametrize("alt", ["rss", "json", "json-in-script"])
def test_damage_inside_costs_what_is_behind_it(alt: str, tmp_path: Path) -> None:
    body = feed(alt)
    place = starts(body)[5]
    source = write(tmp_path / "feed", body[:place] + b'<<"' + body[place + 40 :])
    [report] = run(tmp_path / "a.db", source)
    assert (report.posts, len(report.unreadable)) == ({"new": 5}, 1)


@pytest.mark.parametrize("alt", ["rss", "json", "json-in-script"])
def test_a_feed_that_is_cut_before_its_first_entry_ends_is_named(alt: str, tmp_path: Path) -> None:
    body = feed(alt)
    [report] = run(tmp_path / "a.db", write(tmp_path / "feed", body[: starts(body)[0] + 30]))
    assert (report.posts, len(report.unreadable)) == ({}, 1)
    assert "nothing of it was read" in report.unreadable[0]
