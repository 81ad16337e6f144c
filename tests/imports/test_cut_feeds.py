"""A feed that was cut gives the entries before the cut, and says that it was cut."""

from pathlib import Path

import pytest

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
        source = write(tmp_path / f"feed{whole}.{alt}", body[: mark + 30])
        [report] = run(tmp_path / f"{whole}.db", source)
        assert report.posts["new"] == whole
        [line] = report.unreadable
        assert line.startswith(f"{source}: ")
        assert f"{'what it holds' if whole else 'nothing of it'} was read" in line
        assert len(stored(tmp_path / f"{whole}.db")) == whole


@pytest.mark.parametrize(("alt", "read"), [("rss", 8), ("atom", 8), ("json", 5), ("json-in-script", 5)])
def test_damage_inside_costs_an_entry_in_xml_and_what_is_behind_it_in_json(
    alt: str, read: int, tmp_path: Path
) -> None:
    body = feed(alt)
    place = starts(body)[5]
    source = write(tmp_path / "feed", body[:place] + b'<<"' + body[place + 40 :])
    [report] = run(tmp_path / "a.db", source)
    assert (report.posts, len(report.unreadable)) == ({"new": read}, 1)
