"""The offline site: pages of files that link to each other, and to nothing else."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import libzim.reader as zim
import libzim.search as zim_search
import lxml.html
import pytest
from lxml import etree
from lxml.html import HtmlElement

from crawler.errors import ExportError, UsageError
from crawler.exit_codes import Exit
from crawler.items import Blog, Comment, Enclosure, Image, Post
from crawler.site import search_files, site_build
from crawler.site.redirects import REDIRECT_FILES
from crawler.site.site_build import SiteOptions, build_site
from crawler.site.site_links import kept_path, list_path, post_path
from crawler.site.site_output import MANIFEST, open_site
from pipelines.archive import Archive
from pipelines.archive.media.media_connection import open_media
from pipelines.search.export_rows import Selection
from pipelines.search.filters import Filter
from tests.helpers.exports import save_posts
from tests.helpers.kept_media import keep
from tests.helpers.posts import post
from tests.helpers.processes import ROOT, call
from tests.helpers.web_site import NASTY_TEXT, hostile_posts, texts

OLD, NEW = "https://h.example/2015/01/a%20b.html", post_path("4241", "1")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def dated(number: int, **fields: object) -> Post:
    at = datetime.fromisoformat(f"2015-{number:02}-10T08:30:00-07:00")
    return post(number, published=at, published_local=at.isoformat(), **fields)


POSTS = (
    dated(1, title="Ferries run again", text="The ferry sails.", labels=("Harbour",)),
    dated(2, title="Market days", text="Apples.", labels=("Market", "harbour"), author="Bo/Ann ?"),
    dated(
        3, title="أخبار الميناء", text="السفينة في الميناء", html="<p>السفينة</p>", language="ar", labels=()
    ),
    dated(4, blog_id="99", url="https://other.example/2015/04/x.html", title="Elsewhere", labels=("港",)),
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = save_posts(tmp_path / "archive.db", *POSTS)
    with Archive(path) as archive:
        archive.save_comments([COMMENT])
    return path


COMMENT = Comment(
    blog_id="4241", post_id="1", comment_id="77", author="Eve", html="<p>Good news</p>", text="Good news"
)


def build(archive: Path, target: Path, **options: object) -> tuple[int, int]:
    """Build a site; return the files written and removed."""
    with (
        Archive(archive, read_only=True) as opened,
        opened.reading() as connection,
        open_site(target) as output,
    ):
        build_site(connection, SiteOptions(**options), output)  # type: ignore[arg-type]
    return output.written, output.removed


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def page(path: Path) -> HtmlElement:
    return lxml.html.document_fromstring(path.read_text(encoding="utf-8"))


def links(path: Path) -> Iterator[tuple[str, str]]:
    for element, attribute, link, _ in page(path).iterlinks():
        yield f"{element.tag!s}/{attribute!s}", str(link)


def test_every_link_leads_to_a_file_of_the_site_or_is_a_link_to_the_web(
    archive: Path, tmp_path: Path
) -> None:
    build(archive, tmp_path / "site")
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 20
    for each in pages:
        for what, link in links(each):
            parts = urlsplit(link)
            if parts.scheme:
                assert what == "a/href", (each, what, link)
            elif parts.path:
                assert not link.startswith("/")
                assert (each.parent / parts.path).resolve().is_file(), (each, link)


def test_every_post_can_be_reached_from_the_home_page(archive: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(archive, site)
    seen, todo = set(), [site / "index.html"]
    while todo:
        each = todo.pop().resolve()
        if each not in seen and each.suffix == ".html":
            seen.add(each)
            todo += [
                each.parent / link for _, link in links(each) if not urlsplit(link).scheme and "#" not in link
            ]
    assert set(site.rglob("*.html")) == seen


def test_lists_by_label_author_month_language_and_blog(archive: Path, tmp_path: Path) -> None:
    build(archive, tmp_path / "site")
    expected = {
        list_path("label", "harbour"): ["Market days", "Ferries run again"],
        list_path("label", "港"): ["Elsewhere"],
        list_path("author", "Bo/Ann ?"): ["Market days"],
        list_path("month", "2015-02"): ["Market days"],
        list_path("language", "ar"): ["أخبار الميناء"],
        list_path("blog", "99"): ["Elsewhere"],
        list_path("all", ""): ["Elsewhere", "أخبار الميناء", "Market days", "Ferries run again"],
    }
    for path, titles in expected.items():
        assert texts(page(tmp_path / "site" / path), ".entry h2") == titles, path


def test_a_post_page_has_its_comments_and_neighbours_of_the_selection(archive: Path, tmp_path: Path) -> None:
    build(archive, tmp_path / "site", selection=Selection(chosen=Filter(blogs=("4241",), until="2015-02")))
    shown = page(tmp_path / "site" / post_path("4241", "1"))
    assert texts(shown, ".comment .body") == ["Good news"]
    assert texts(shown, "a[rel=next] bdi") == ["Market days"]
    assert not page(tmp_path / "site" / post_path("4241", "2")).cssselect("a[rel=next]")


def test_pages_of_long_lists_count_from_the_oldest_so_that_they_stay(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_build, "PAGE_SIZE", 2)
    build(archive, tmp_path / "site")
    oldest = page(tmp_path / "site" / list_path("all", "", 1))
    assert texts(oldest, ".entry h2") == ["Market days", "Ferries run again"]
    assert [link.get("href") for link in oldest.cssselect(".pages a")] == ["../all/all.html"]
    before = files(tmp_path / "site")
    save_posts(archive, dated(5, title="Fifth"), dated(6, title="Sixth"))
    build(archive, tmp_path / "site")
    shown = [page(tmp_path / "site" / list_path("all", "", number)) for number in (0, 2, 1)]
    assert [texts(each, ".entry h2") for each in shown] == [
        ["Sixth", "Fifth"],
        ["Elsewhere", "أخبار الميناء"],
        ["Market days", "Ferries run again"],
    ]
    ways = [
        [str(link.get("href"))[len("../all/") :] for link in each.cssselect(".pages a")] for each in shown
    ]
    assert ways == [["all.2.html"], ["all.html", "all.1.html"], ["all.2.html"]]
    build(archive, tmp_path / "again")
    assert files(tmp_path / "site") == files(tmp_path / "again")
    after = files(tmp_path / "site")
    assert before[post_path("4241", "1")] == after[post_path("4241", "1")]


def test_a_second_build_writes_only_what_changed(archive: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    first = build(archive, site)
    before = files(site)
    assert build(archive, site) == (0, 0)
    assert files(site) == before
    save_posts(archive, dated(5, title="New", labels=("Harbour",)))
    written, removed = build(archive, site)
    assert 0 < written < first[0]
    assert not removed
    build(archive, tmp_path / "other")
    assert files(site) == files(tmp_path / "other")


def test_a_new_post_leaves_the_older_segments_of_the_search(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_files, "SEGMENT", 2)
    site = tmp_path / "site"
    save_posts(archive, dated(5, title="Fifth"))
    build(archive, site)
    before = {path: (site / path).stat() for path in files(site) if path.startswith("find/0/")}
    save_posts(archive, dated(6, title="Sixth"))
    build(archive, site)
    assert {path: (site / path).stat().st_mtime_ns for path in before} == {
        path: each.st_mtime_ns for path, each in before.items()
    }
    assert "Sixth" in (site / "find/4/p0.js").read_text()


@pytest.mark.parametrize(
    ("posts", "starts"),
    [(0, []), (1, [0]), (1024, [0]), (4002, [0, 2048, 3072]), (100_000, [0, 65536, 98304, 99328])],
)
def test_segments_of_the_search_are_few(posts: int, starts: list[int]) -> None:
    found = list(search_files.segments(posts))
    assert [each.start for each in found] == starts
    assert sum(map(len, found)) == posts


def test_a_second_build_mends_what_was_damaged_and_sees_what_changed_beside_the_post(
    archive: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    build(archive, site)
    (site / "find/0/w0.js").unlink()
    (site / "find/0/p0.js").write_bytes(b"")
    (site / post_path("4241", "2")).write_bytes(b"torn")
    assert build(archive, site) == (3, 0)
    with Archive(archive) as opened:
        opened.save_comments([replace(COMMENT, html="<p>Better news</p>", text="Better news")])
    assert build(archive, site) == (1, 0)
    assert texts(page(site / post_path("4241", "1")), ".comment .body") == ["Better news"]
    with Archive(archive) as opened:
        opened.save_blog(Blog(blog_id="99", url="https://other.example/", title="Renamed"))
    build(archive, site)
    build(archive, tmp_path / "other")
    assert files(site) == files(tmp_path / "other")


def test_pages_of_posts_that_are_not_wanted_any_more_are_removed(archive: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(archive, site)
    (site / "notes.txt").write_text("mine")
    build(archive, site, selection=Selection(chosen=Filter(blogs=("99",))))
    assert not (site / post_path("4241", "1")).exists()
    assert (site / "notes.txt").read_text() == "mine"
    build(archive, tmp_path / "other", selection=Selection(chosen=Filter(blogs=("99",))))
    assert set(files(site)) - {"notes.txt"} == set(files(tmp_path / "other"))


def test_a_folder_with_files_of_somebody_else_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/index.html").write_text("mine")
    with pytest.raises(ExportError, match="holds files that no site command wrote"):
        build(archive, tmp_path / "mine")
    assert files(tmp_path / "mine") == {"index.html": b"mine"}


def test_a_file_of_somebody_else_at_a_path_of_a_page_is_left(archive: Path, tmp_path: Path) -> None:
    site, theirs = tmp_path / "site", tmp_path / "site" / post_path("4241", "1")
    build(archive, site, selection=Selection(chosen=Filter(blogs=("99",))))
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine")
    with pytest.raises(ExportError, match="was written by no site command"):
        build(archive, site)
    assert theirs.read_text() == "mine"


def test_a_build_that_was_cut_off_is_gone_on_with(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    with monkeypatch.context() as patch:
        patch.setattr(site_build._SiteBuild, "_sections", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build(archive, site)
    assert not (site / MANIFEST).exists()
    build(archive, site, selection=Selection(chosen=Filter(blogs=("99",))))
    build(archive, tmp_path / "other", selection=Selection(chosen=Filter(blogs=("99",))))
    assert files(site) == files(tmp_path / "other")


def test_a_list_of_files_from_elsewhere_removes_nothing_outside(archive: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(archive, site)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.html").write_text("kept")
    (site / "way").symlink_to(outside)
    with (site / MANIFEST).open("a") as file:
        file.write("../outside/kept.html\nway/kept.html\n/etc/none.html\n")
    build(archive, site)
    assert (outside / "kept.html").read_text() == "kept"


def test_a_zip_file_has_the_same_files_and_always_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    for name in ("a.zip", "b.ZIP"):
        build(archive, tmp_path / name)
    build(archive, tmp_path / "site")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.ZIP").read_bytes()
    with ZipFile(tmp_path / "a.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            name: content for name, content in files(tmp_path / "site").items() if name != MANIFEST
        }


def test_a_zim_file_holds_the_same_pages_and_kiwix_finds_the_posts(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "site.zim"
    target.write_bytes(b"old")
    done = call("site", str(target), archive=archive)
    assert (done.returncode, done.stdout.partition(";")[0]) == (Exit.OK, f"4 posts in {target}"), done.stderr
    build(archive, tmp_path / "site")
    packed = zim.Archive(target)
    assert packed.check()
    assert packed.main_entry.get_item().path == "index.html"
    for name, content in files(tmp_path / "site").items():
        assert name == MANIFEST or bytes(packed.get_entry_by_path(name).get_item().content) == content, name
    found = {
        word: zim_search.Searcher(packed).search(zim_search.Query().set_query(word))
        for word in ("sails", "الميناء")
    }
    assert {word: list(hits.getResults(0, 9)) for word, hits in found.items()} == {
        "sails": [post_path("4241", "1")],
        "الميناء": [post_path("4241", "3")],
    }
    assert {path.name for path in tmp_path.glob(".*")} == set()


def test_a_zim_file_that_fails_leaves_the_old_one(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "site.zim"
    target.write_bytes(b"old")
    with pytest.raises(UsageError, match="no post matches"):
        build(archive, target, selection=Selection(chosen=Filter(since="2020")))
    assert target.read_bytes() == b"old"
    assert {path.name for path in tmp_path.glob(".*")} == set()


@pytest.mark.parametrize(
    ("blog", "url", "path"),
    [
        (None, "https://a.example/2013/10/x-y_1.html", "2013/10/x-y_1.html"),
        (None, "https://a.example/p/about.html?m=1", None),
        (None, "https://a.example/2013/10/x", None),
        (None, "https://a.example/2013/../x.html", None),
        (None, "https://a.example/2013/%2e%2e/x.html", None),
        (None, "https://a.example//x.html", "x.html"),
        (None, "https://a.example/label/x.html", None),
        (None, "https://a.example/index.html", None),
        (None, "https://a.example/2013/nul.html", None),
        (None, "https://a.example/2013/x.html/y.html", None),
        (None, "https://a.example/.git/x.html", None),
        ("https://a.example/", "https://a.example/2013/10/x.html", "a-example/2013/10/x.html"),
        (None, "https://[x", None),
        (None, None, None),
    ],
)
def test_permalinks_become_paths_where_files_can_have_them(
    blog: str | None, url: str | None, path: str | None
) -> None:
    assert kept_path(blog, url) == path


def test_posts_stand_where_their_permalinks_were(tmp_path: Path) -> None:
    twice = "https://harbour.example/2015/01/a.html"
    posts = (
        dated(1, url=twice),
        dated(2, url=twice.replace("/a", "/A")),
        dated(3, url=None),
        dated(4, url=twice.replace("/01", "/04")),
    )
    archive = save_posts(tmp_path / "archive.db", *posts)
    build(archive, tmp_path / "site", keep_paths=True)
    own = [post_path("4241", "2"), post_path("4241", "3")]
    for path in ("2015/01/a.html", "2015/04/a.html", *own):
        assert (tmp_path / "site" / path).is_file()
    shown = page(tmp_path / "site/2015/04/a.html")
    assert [a.get("href") for a in shown.cssselect("a[rel=prev]")] == [f"../../{own[1]}"]


@pytest.mark.parametrize(
    ("kind", "base", "keep", "lines"),
    [
        ("csv", "https://n.example/", False, ["old,new", f"{OLD},https://n.example/{NEW}"]),
        ("nginx", "", False, [f'"/2015/01/a b.html" "/{NEW}";']),
        ("netlify", "", False, [f"/2015/01/a%20b.html /{NEW} 301"]),
        ("netlify", "", True, [f"/2015/01/a%20b.html /{NEW} 301"]),
    ],
)
def test_old_permalinks_lead_to_the_new_pages(
    tmp_path: Path, kind: str, base: str, keep: bool, lines: list[str]
) -> None:
    odd = post(2, url='https://h.example/"a\n.html', aliases=(OLD, "https://[x", "https://h.example/?p=2"))
    posts = (dated(1, url=OLD), odd, dated(3, url="https://h.example/2015/03/c.html"))
    archive = save_posts(tmp_path / "archive.db", *posts)
    build(archive, tmp_path / "site", base_url=base, keep_paths=keep, redirects=(kind,))
    found = (tmp_path / "site" / REDIRECT_FILES[kind]).read_text().splitlines()
    assert [line for line in found if not re.search("a%22|c.html", line) and '"a' not in line][
        : len(lines)
    ] == lines
    assert any("2015/03/c.html" in line for line in found) is not keep
    assert sum("01/a" in line for line in found) == 1


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_starts_with_the_redirects_as_the_documentation_sets_them_up(tmp_path: Path) -> None:
    paths = [OLD, *(f"https://h.example/2015/01/{'long-' * n}{n}.html" for n in (10, 60, 190, 199, 900))]
    posts = (dated(n + 1, url=url) for n, url in enumerate((*paths, "https://h.example/2015/ж$1{}.html")))
    build(save_posts(tmp_path / "archive.db", *posts), tmp_path / "site", redirects=("nginx",))
    (block,) = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs/site.md").read_text(), re.DOTALL)
    block = block.replace("include ", f"include {tmp_path}/site/")
    path = tmp_path / "nginx.conf"
    path.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {block} }}")
    done = subprocess.run(["nginx", "-t", "-c", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_redirects_of_several_blogs_name_their_hosts(archive: Path, tmp_path: Path) -> None:
    build(archive, tmp_path / "site", redirects=("netlify", "nginx"))
    line = f"https://other.example/2015/04/x.html /{post_path('99', '4')} 301"
    assert line in (tmp_path / "site/_redirects").read_text().splitlines()
    assert '"other.example/2015/04/x.html" ' in (tmp_path / "site/redirects.nginx").read_text()


@pytest.mark.parametrize(
    ("base", "link"),
    [("", post_path("99", "4")), ("https://a.example/b/", "https://a.example/b/" + post_path("99", "4"))],
)
def test_the_feed_has_the_newest_posts(archive: Path, tmp_path: Path, base: str, link: str) -> None:
    build(archive, tmp_path / "site", base_url=base)
    feed = etree.fromstring((tmp_path / "site/feed.xml").read_bytes())
    assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM)[0] == "Elsewhere"
    assert feed.xpath("a:entry/a:link[@rel='alternate']/@href", namespaces=ATOM)[0] == link
    assert feed.xpath("boolean(a:id/text())", namespaces=ATOM)
    assert bool(feed.xpath("a:link[@rel='self']", namespaces=ATOM)) == bool(base)


def keep_pictures(archive: Path) -> None:
    """Store a post with a kept picture, a lost one and a kept file, and their media file."""
    shown = '<img src="http://h/a.png" alt="Kept"><img src="http://h/b.png" alt="Lost">'
    sound = Enclosure(url="http://h/a.mp3", type="audio/mpeg")
    images = (Image(url="http://h/a.png"),)
    save_posts(archive, dated(1, html=shown, images=images, embeds=(), enclosures=(sound,)))
    keep(archive, {"a.png": b"\x89PNG", "a.mp3": b"ID3"})


def test_kept_pictures_and_files_are_part_of_the_site(tmp_path: Path) -> None:
    archive, site = tmp_path / "archive.db", tmp_path / "site"
    keep_pictures(archive)
    with open_media(archive) as media:
        build(archive, site, media=media)
        assert build(archive, site, media=media) == (0, 0)
        build(archive, tmp_path / "site.zip", media=media)
    shown = site / post_path("4241", "1")
    (picture,) = page(shown).cssselect(".body img")
    assert (shown.parent / picture.get("src", "")).read_bytes() == b"\x89PNG"
    assert texts(page(shown), ".body .picture") == ["Lost"]
    (file,) = page(shown).xpath("//a[text()='kept here']/@href")
    assert (shown.parent / file).read_bytes() == b"ID3"
    assert sum(path.startswith("media/") for path in files(site)) == 2
    with ZipFile(tmp_path / "site.zip") as packed:
        assert sum(name.startswith("media/") for name in packed.namelist()) == 2


def test_the_command_takes_kept_pictures_unless_told_otherwise(tmp_path: Path) -> None:
    archive, site = tmp_path / "archive.db", tmp_path / "site"
    keep_pictures(archive)
    assert call("site", str(site), archive=archive).returncode == Exit.OK
    assert len(list(site.glob("media/*/*"))) == 2
    done = call("site", str(site), "--no-media", archive=archive)
    assert "2 removed" in done.stdout
    assert not list(site.glob("media/*/*"))


def test_posts_that_mean_harm_are_inert(tmp_path: Path) -> None:
    archive = save_posts(
        tmp_path / "archive.db",
        *hostile_posts(),
        post(1, post_id=f"path:/{NASTY_TEXT}", blog_id="host:x/../y"),
    )
    site = tmp_path / "site"
    build(archive, site, keep_paths=True)
    for each in site.rglob("*.html"):
        assert not page(each).xpath(
            "//*[@onerror or @onload or @style or self::iframe or self::object or self::base]"
        )
        assert all(urlsplit(link).scheme in {"", "http", "https", "mailto"} for _, link in links(each))
        assert {e.tag for e, _, link, _ in page(each).iterlinks() if urlsplit(link).netloc} <= {"a"}


def test_names_that_are_addresses_of_e_mail_go_out_without_their_hosts(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "archive.db", dated(1, title="One", author="ana@mail.example"))
    with Archive(path) as opened:
        eve = "eve@mail.example"
        opened.save_comments([replace(COMMENT, author=eve, author_url=f"mailto:{eve}")])
    target = tmp_path / "site"
    build(path, target)
    assert not [
        name for name, content in files(target).items() if b"mail.example" in content or "mail" in name
    ]
    assert b"<bdi>eve</bdi>" in b"".join(files(target).values())


def test_the_command_says_what_it_did(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    done = call("site", str(target), "--label", "harbour", archive=archive)
    assert done.returncode == Exit.OK, done.stderr
    assert done.stdout.startswith(f"2 posts in {target / 'index.html'}")
    again = call("site", str(target), "--label", "harbour", archive=archive)
    assert "0 files written" in again.stdout
    refused = call("site", str(archive), archive=archive)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (Exit.USAGE, 1)
