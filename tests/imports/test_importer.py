"""Sources come into the archive once, whatever else is there, in whatever order."""

import gzip
import io
import itertools
import json
import os
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.items import Post
from pipelines.archive import Archive
from pipelines.archive.history import versions
from pipelines.archive.post_lookup import require_post
from pipelines.imports.file_source import FileSource
from pipelines.imports.import_report import ImportReport
from pipelines.imports.importer import Importer
from pipelines.imports.units import ImportOptions
from tests.imports.test_feed_stream import backup, entry

WORDS = "A ponte abriu."
URL = "http://serra.blogspot.com/2014/11/{}.html"


def page(number: int, words: str = WORDS, *, captured: str = "") -> bytes:
    saved = f"<!--\n Page saved with SingleFile\n url: {URL.format(number)}\n saved date: {captured}\n-->"
    return f"""<!DOCTYPE html>{saved if captured else ""}<html>
<head><title>Gazeta da Serra: Ponte {number}</title>
<meta content='blogger' name='generator'/><link href='{URL.format(number)}' rel='canonical'/>
<link rel="service.post" href="http://www.blogger.com/feeds/77/posts/default" /></head>
<body><div class='widget Blog' id='Blog1'><div class='post hentry'><a name='{1000000 + number}'></a>
<h3 class='post-title entry-title'>Ponte {number}</h3>
<div class='post-body entry-content' id='post-body-{1000000 + number}'><p>{words}</p></div>
<div class='post-footer'><abbr class='published' title='2014-11-23T08:15:00-02:00'>08:15</abbr></div>
</div></div></body></html>""".encode()


def run(archive: Path, *sources: Path, base: str | None = None, again: bool = False) -> list[ImportReport]:
    with Archive(archive) as opened:
        importer = Importer(opened, ImportOptions(base=base))
        return [list(importer.run(FileSource(source), again=again))[-1] for source in sources]


def stored(archive: Path) -> dict[str, Post]:
    with Archive(archive, read_only=True) as opened:
        return {post.post_id: post for post in opened.posts()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def write(path: Path, body: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def test_a_backup_is_imported_once(tmp_path: Path, file: Path) -> None:
    source = write(tmp_path / "backup.xml", backup(*(entry(1000000 + n) for n in range(200))))
    [first] = run(file, source)
    assert first.posts == {"new": 200}
    [second] = run(file, source)
    assert second.already
    [third] = run(file, source, again=True)
    assert third.posts == {"unchanged": 200}
    assert len(stored(file)) == 200


@pytest.mark.parametrize("order", list(itertools.permutations(("backup", "pages", "old"))))
def test_any_order_ends_in_the_same_posts(tmp_path: Path, file: Path, order: Sequence[str]) -> None:
    write(tmp_path / "backup/b.xml", backup(entry(1000001), entry(1000002)))
    write(tmp_path / "pages/1.html", page(1))
    write(tmp_path / "pages/3.html", page(3))
    write(tmp_path / "old/2.html", page(2, "A ponte fechou.", captured="Sat Dec 06 2014 10:15:00 GMT+0000"))
    run(file, *(tmp_path / name for name in order))
    found = stored(file)
    assert {number: (post.title, post.text) for number, post in found.items()} == {
        "1000001": ("Ponte 1000001", WORDS),
        "1000002": ("Ponte 1000002", WORDS),
        "1000003": ("Ponte 3", WORDS),
    }
    assert [found[number].source for number in sorted(found)] == ["export", "export", "saved"]


def test_an_older_copy_is_an_earlier_version(tmp_path: Path, file: Path) -> None:
    run(file, write(tmp_path / "b.xml", backup(entry(1000002))))
    run(
        file,
        write(tmp_path / "2.html", page(2, "A ponte fechou.", captured="Sat Dec 06 2014 10:15:00 GMT+0000")),
    )
    with Archive(file, read_only=True) as opened, opened.reading() as connection:
        found = list(versions(connection, require_post(connection, "1000002")))
    assert [(version.text, version.current) for version in found] == [
        ("A ponte fechou.", False),
        (WORDS, True),
    ]
    assert found[0].at == "2014-12-06T10:15:00+00:00"


@pytest.mark.parametrize("alt", ["xml", "rss", "json"])
def test_comments_that_come_first_do_not_name_the_blog(alt: str, tmp_path: Path, file: Path) -> None:
    tag = "tag:blogger.com,1999:blog-77"
    title, home = "Comments on Gazeta: Ponte", URL.format(1)
    comment = {
        "id": {"$t": f"{tag}.post-5"}, "content": {"$t": "Sim."}, "published": {"$t": "2014-11-24T08:15:00Z"},
        "thr$in-reply-to": {"ref": f"{tag}.post-1000001"},
    }  # fmt: skip
    link = {"rel": "alternate", "href": home}
    feed = {
        "id": {"$t": f"{tag}.post1000001..comments"},
        "title": {"$t": title},
        "link": [link],
        "entry": [comment],
    }
    atom = f"""<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='urn:thr'>
<id>{tag}.post1000001..comments</id>
<title>{title}</title><link rel='alternate' href='{home}'/><entry><id>{tag}.post-5</id><content>Sim.</content>
<thr:in-reply-to ref='{tag}.post-1000001'/></entry></feed>"""
    rss = f"""<rss><channel><title>{title}</title><link>{home}</link><item><guid>{tag}.post-5</guid>
<description>Sim.</description><in-reply-to ref='{tag}.post-1000001'/></item></channel></rss>"""
    text = {"xml": atom, "rss": rss, "json": json.dumps({"version": "1.0", "feed": feed})}[alt]
    write(tmp_path / "all/a.file", text.encode())
    write(tmp_path / "all/b.xml", backup(entry(1000001)))
    [report] = run(file, tmp_path / "all")
    assert (report.comments, report.posts) == ({"new": 1}, {"new": 1})
    with Archive(file, read_only=True) as opened:
        assert [(blog.title, blog.url) for blog in opened.blogs()] == [
            ("Gazeta da Serra", "http://serra.blogspot.com/")
        ]


def test_a_mark_of_deletion_stays(tmp_path: Path, file: Path) -> None:
    source = write(tmp_path / "b.xml", backup(entry(1000002)))
    run(file, source)
    with Archive(file) as opened, opened.writing() as context:
        context.connection.execute("UPDATE posts SET deleted_at = '2020-01-01T00:00:00+00:00'")
    run(file, source, again=True)
    with Archive(file, read_only=True) as opened, opened.reading() as connection:
        assert connection.execute("SELECT deleted_at FROM posts").fetchone()[0]


def test_an_interrupted_import_goes_on(tmp_path: Path, file: Path) -> None:
    source = write(tmp_path / "b.xml", backup(*(entry(1000000 + n) for n in range(500))))
    with Archive(file) as opened:
        steps = Importer(opened, ImportOptions()).run(FileSource(source))
        assert next(steps).posts["new"] == 150
        steps.close()  # type: ignore[attr-defined]
    [report] = run(file, source)
    assert report.resumed >= 150
    assert report.posts == {"new": 350}
    assert len(stored(file)) == 500


def test_copies_that_prove_to_be_one_post_later_are_counted_as_one(tmp_path: Path, file: Path) -> None:
    """The first batch holds five posts under both names of the host, which only the second one proves."""
    for host, pages in (("a.example.org", 145), ("www.example.org", 10)):
        for number in range(pages):
            body = f"""<html><body><div id='main'><h3 class='post-title'>Ponte {number}</h3>
<div class='post-body'><p>{f"Pilar {number} da ponte. " * 4}</p></div></div></body></html>"""
            write(tmp_path / f"mirror/{host}/2005/02/{number:03}.html", body.encode())
    [report] = run(file, tmp_path / "mirror")
    assert report.posts == {"new": 145, "unchanged": 10}
    assert len(stored(file)) == 145


def test_pages_without_an_address_take_it_from_the_base_and_their_name(tmp_path: Path, file: Path) -> None:
    body = b"""<html><body><div id='main'><h3 class='post-title'>Ponte</h3>
<div class='post-body'><p>A ponte abriu.</p></div></div></body></html>"""
    write(tmp_path / "mirror/blog/2005/02/ponte.html", body)
    [without] = run(file, tmp_path / "mirror")
    assert sum(without.skipped.values()) == 1
    run(file, tmp_path / "mirror", base="http://www.serra.example/blog/", again=True)
    assert [post.url for post in stored(file).values()] == [
        "http://www.serra.example/blog/2005/02/ponte.html"
    ]


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path, file: Path) -> None:
    write(tmp_path / "all/a.zip", b"PK\x03\x04broken")
    cut = backup(entry(1000001), entry(1000002))
    write(tmp_path / "all/b.xml", cut[: cut.rindex(b"<entry>") + 40])
    write(tmp_path / "all/c.html", page(3))
    write(tmp_path / "all/d.png", b"\x89PNG\r\n\x1a\n" + bytes(20))
    [report] = run(file, tmp_path / "all")
    assert {line.partition(": ")[0].rpartition("/")[2] for line in report.unreadable} == {"a.zip", "b.xml"}
    assert set(stored(file)) == {"1000001", "1000003"}
    assert report.skipped["unknown"] == 1


def test_pages_one_behind_the_other_in_a_file_are_each_read(tmp_path: Path, file: Path) -> None:
    pasted = page(3, "A ponte. <xmp></html><!DOCTYPE html><html><p>A sample.</html></xmp> Fim.")
    run(file, write(tmp_path / "all.html", page(1) + b"\n" + page(2)), write(tmp_path / "3.html", pasted))
    assert {post.url for post in stored(file).values()} == {URL.format(number) for number in (1, 2, 3)}
    assert stored(file)["1000003"].text.endswith("Fim.")


@pytest.mark.parametrize("order", [("whole", "cut"), ("cut", "whole")])
def test_a_page_that_breaks_off_inside_its_post_is_named_and_gives_way(
    tmp_path: Path, file: Path, order: Sequence[str]
) -> None:
    words = " ".join(f"A ponte abriu {n} vezes." for n in range(50))
    whole = page(1, words, captured="Sat Dec 06 2014 10:15:00 GMT+0000")
    later = page(1, words, captured="Sat Dec 06 2018 10:15:00 GMT+0000")
    write(tmp_path / "whole.html", whole)
    write(tmp_path / "cut.html", later[: later.index(b"abriu 30")])
    reports = run(file, *(tmp_path / f"{name}.html" for name in order))
    assert [len(report.unreadable) for report in reports] == [int(name == "cut") for name in order]
    assert stored(file)["1000001"].text == words


def test_a_file_with_the_post_only_does_not_break_off(tmp_path: Path, file: Path) -> None:
    whole = page(1, captured="Sat Dec 06 2014 10:15:00 GMT+0000")
    [report] = run(file, write(tmp_path / "1.html", whole[: whole.index(b"<div class='post-footer'>")]))
    assert not report.unreadable
    assert not stored(file)["1000001"].partial


def test_a_compressed_page_of_singlefile_is_unpacked(tmp_path: Path, file: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.html", page(1, captured="Sat Dec 06 2014 10:15:00 GMT+0000"))
    body = b"<!DOCTYPE html> <html data-sfz><script>unzip()</script><!--" + packed.getvalue() + b"--></html>"
    run(file, write(tmp_path / "1.html", body))
    assert [(post.text, str(post.captured)[:10]) for post in stored(file).values()] == [(WORDS, "2014-12-06")]


def test_pages_in_any_folder_have_the_home_that_most_of_their_posts_name(tmp_path: Path, file: Path) -> None:
    href = "http://serra.example/blog/2014/11/{}.html"
    shown = b"<p class='post-footer'><a href='%s' title='permanent link'>08:15</a>"
    for number in (1, 2):
        made = page(number).replace(b"<link href=", b"<link data-href=")
        address = href.format(number).encode()
        body = made.replace(b"<div class='post-footer'>", b"<div class='post-footer'>" + shown % address)
        write(tmp_path / f"copy/posts/{number}.html", body)
    [report] = run(file, tmp_path / "copy")
    assert report.posts == {"new": 2}
    assert {post.url for post in stored(file).values()} == {href.format(1), href.format(2)}
    with Archive(file, read_only=True) as archive:
        assert [blog.url for blog in archive.blogs()] == ["http://serra.example/blog/"]


def test_captures_are_newest_first_in_effect(tmp_path: Path, file: Path) -> None:
    for year in (2016, 2018, 2017):
        write(
            tmp_path / f"{year}/1.html",
            page(1, f"Texto de {year}.", captured=f"Sat Jan 06 {year} 10:15:00 GMT+0000"),
        )
        run(file, tmp_path / str(year))
    [post] = stored(file).values()
    assert post.text == "Texto de 2018."
    assert post.captured == datetime(2018, 1, 6, 10, 15, tzinfo=UTC)
    with Archive(file, read_only=True) as opened, opened.reading() as connection:
        assert [
            version.text[-5:-1] for version in versions(connection, require_post(connection, post.post_id))
        ] == [
            "2016",
            "2017",
            "2018",
        ]


def test_the_journal_is_a_table_that_people_can_read(tmp_path: Path, file: Path) -> None:
    source = write(tmp_path / "b.xml", backup(entry(1000001)))
    run(file, source)
    with Archive(file, read_only=True) as opened, opened.reading() as connection:
        row = dict(connection.execute("SELECT * FROM imports").fetchone())
    assert json.loads(json.dumps(row))["source"] == str(source)
    assert row["ended"]


def test_a_static_page_is_kept_as_one(tmp_path: Path, file: Path) -> None:
    body = page(3).replace(b"/2014/11/3.html", b"/p/about.html")
    [report] = run(file, write(tmp_path / "about.html", body))
    assert (report.skipped, report.posts, report.pages) == ({}, {}, {"new": 1})
    with Archive(file, read_only=True) as opened:
        assert [each.kind for each in opened.posts()] == ["page"]


def test_a_source_that_is_read_in_another_way_is_read_again(tmp_path: Path, file: Path) -> None:
    source = write(tmp_path / "b.xml", backup(entry(1000001)))
    assert run(file, source)[0].posts == {"new": 1}
    assert run(file, source)[0].already
    assert run(file, source, base="http://serra.blogspot.com/")[0].posts == {"unchanged": 1}


def test_a_file_name_that_is_not_utf_8_is_kept_in_escapes(tmp_path: Path, file: Path) -> None:
    source = write(tmp_path / os.fsdecode(b"gazeta-\xe9/3.html"), page(3))
    [report] = run(file, source.parent)
    assert report.posts == {"new": 1}
    assert stored(file)["1000003"].source_url == f"{tmp_path}/gazeta-\\xe9/3.html"
    assert run(file, source.parent)[0].already


@pytest.mark.parametrize("entries", [12, 900], ids=["one that is read at once", "one that is not"])
def test_a_packed_backup_that_was_cut_gives_what_it_has(entries: int, tmp_path: Path, file: Path) -> None:
    made = (entry(1000000 + n, inside=os.urandom(999).hex()) for n in range(entries))
    packed = gzip.compress(backup(*made))
    source = write(tmp_path / "b.xml.gz", packed[: len(packed) * 3 // 4])
    [report] = run(file, source)
    assert report.posts["new"] > entries // 2
    assert [line.partition(": ")[0] for line in report.unreadable] == [str(source)]


TAKEOUT = b"""<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'
 xmlns:blogger='http://schemas.google.com/blogger/2018'><id>tag:blogger.com,1999:blog-77</id>
<title>Gazeta da Serra</title>
<entry><id>tag:blogger.com,1999:blog-77.post-1000001</id><blogger:type>POST</blogger:type>
<blogger:status>LIVE</blogger:status><title>Ponte</title><content type='html'>A ponte abriu.</content>
<published>2014-11-23T10:15:00Z</published><blogger:filename>/2014/11/1.html</blogger:filename></entry>
<entry><id>tag:blogger.com,1999:blog-77.post-1000002</id><blogger:type>POST</blogger:type>
<blogger:status>LIVE</blogger:status><title>Rio</title><content type='html'>O rio subiu.</content>
<published>2014-11-24T10:15:00Z</published><blogger:filename>/2014/11/2.html</blogger:filename></entry></feed>"""


def test_takeout_has_the_address_that_the_archive_knows(tmp_path: Path, file: Path) -> None:
    run(file, write(tmp_path / "b.xml", backup(entry(1000009))))
    [report] = run(file, write(tmp_path / "Takeout/Blogs/Gazeta/feed.atom", TAKEOUT))
    assert (report.posts, report.unreadable) == ({"new": 2}, [])
    assert {post.url for post in stored(file).values()} == {URL.format(number) for number in (1, 2, 1000009)}


def test_takeout_of_an_unknown_blog_says_what_to_give_and_gets_it_later(tmp_path: Path, file: Path) -> None:
    source = write(tmp_path / "Takeout/Blogs/Gazeta/feed.atom", TAKEOUT)
    [report] = run(file, source)
    assert (report.posts, len(report.unreadable)) == ({"new": 2}, 1)
    assert f"{source}: it names no host, and the archive knows no address of blog 77" in report.unreadable[0]
    assert "give --base https://" in report.unreadable[0]
    [report] = run(file, source, base="http://serra.blogspot.com/")
    assert (report.posts, report.unreadable) == ({"unchanged": 2}, [])
    assert {post.url for post in stored(file).values()} == {URL.format(1), URL.format(2)}


@pytest.mark.parametrize("known", [False, True], ids=["a base for the first", "a base that is known"])
def test_a_base_is_of_one_blog_of_a_takeout(known: bool, tmp_path: Path, file: Path) -> None:
    """The posts of both would have one host, and be joined."""
    other = TAKEOUT.replace(b"blog-77", b"blog-78").replace(b"100000", b"200000")
    write(tmp_path / "Takeout/Blogs/A/feed.atom", other if known else TAKEOUT)
    write(tmp_path / "Takeout/Blogs/B/feed.atom", TAKEOUT if known else other)
    if known:
        run(file, write(tmp_path / "b.xml", backup(entry(1000009))))
    [report] = run(file, tmp_path / "Takeout", base="http://serra.blogspot.com")
    assert "no address of blog 78" in report.unreadable[0]
    assert "--base was taken for blog 77" in report.unreadable[0]
    urls = {number: post.url for number, post in stored(file).items()}
    assert (urls["1000001"], urls["2000001"]) == (URL.format(1), None)


def test_lists_of_a_mirror_have_the_address_below_the_base(tmp_path: Path, file: Path) -> None:
    body = page(1).replace(b"rel='canonical'", b"").replace(b'rel="service.post"', b"")
    for name in ("2014_11_01_archive.html", "index.html"):
        write(tmp_path / f"mirror/blog/{name}", body)
    [report] = run(file, tmp_path / "mirror", base="http://serra.blogspot.com/")
    assert report.skipped == {}
    [post] = stored(file).values()
    assert post.post_id == "1000001"


@pytest.mark.slow
def test_progress_goes_through_the_bytes_of_the_files(tmp_path: Path, file: Path) -> None:
    write(
        tmp_path / "all/b.xml",
        backup(*(entry(1000000 + n, inside=f"<a>{n:09}</a>" * 99) for n in range(900))),
    )
    write(tmp_path / "all/c.html", page(3))
    source = FileSource(tmp_path / "all")
    with Archive(file) as archive:
        places = [source.progress.read_bytes for _ in Importer(archive, ImportOptions()).run(source)]
    assert places == sorted(places)
    assert 0 < places[0] < places[2] < places[-1] == source.size
