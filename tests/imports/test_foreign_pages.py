"""Pages of others at a blog's old address are told from Blogger's own."""

import gzip

import pytest

from pipelines.imports.copies import Nothing, Origin
from pipelines.imports.feed_copies import read_feed_copy
from pipelines.imports.foreign_pages import is_of_another, is_of_blogger
from pipelines.imports.pages import read_copy
from pipelines.imports.recognise import SourceKind, recognise
from tests.helpers.corpus import ROOT, needs_corpus

POST = """<body><div class="post"><h1 class="post-title">Tram</h1><div class="post-body">It ran.</div>
<p>More on <a href="http://quay.blogspot.com/">our old blog</a>.</p></div></body>"""

FOREIGN = {
    "wordpress": '<meta name="generator" content="WordPress 6.4.2" />',
    "attributes turned": "<meta content=WordPress.com name=generator>",
    "drupal": '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" />',
    "wix": '<meta name="generator" content="Wix.com Website Builder"/>',
    "generator hidden": '<link rel="stylesheet" href="http://quay.example/wp-content/themes/x/style.css">',
    "through the wayback machine": '<script src="/web/2019js_/http://quay.example/wp-includes/a.js"></script>',
    "squarespace": '<script src="https://static1.squarespace.com/static/a.js"></script>',
    "owner's profile at Blogger": '<link rel="me" href="https://www.blogger.com/profile/1">'
    '<meta name="generator" content="Ghost 5.2">',
    "parked": '<script src="https://img1.wsimg.com/parking-lander/static/main.js"></script>',
    "for sale": "<title>quay.com is for sale | Domains</title>",
    "advertisements": '</head><html data-adblockkey="MFww">',
}
BLOGGERS = {
    "blogger": "<meta content='blogger' name='generator'/>",
    "without a generator": "",
    "owner left another's generator": "<meta name='generator' content='WordPress 2.9'/>"
    "<link rel='service.post' href='https://www.blogger.com/feeds/7/posts/default'/>",
    "script from elsewhere": "<meta content='blogger' name='generator'/>"
    "<script src='/wp-content/x.js'></script>",
    "saved by a browser": '<META content="MSHTML 6.00.2900" name=GENERATOR>',
    "saved by an editor": '<meta name="GENERATOR" content="Microsoft FrontPage 4.0">',
    "title of a post": "<title>The old tram is for sale</title>",
}


@pytest.mark.parametrize("head", FOREIGN.values(), ids=FOREIGN)
def test_pages_of_others_are_not_imported(head: str) -> None:
    body = f"<html><head>{head}</head>{POST}</html>".encode()
    origin = Origin(name="x", kind="capture", url="http://quay.example/2014/11/tram.html")
    assert list(read_copy(body, origin)) == [Nothing("not a page of Blogger's")]


@pytest.mark.parametrize("head", BLOGGERS.values(), ids=BLOGGERS)
def test_bloggers_pages_stay(head: str) -> None:
    assert is_of_blogger(f"<html><head>{head}</head>{POST}</html>".encode())


@pytest.mark.parametrize(
    "theme",
    [
        "<html><head><title><$BlogPageTitle$></title></head><div class='post-body'><$BlogItemBody$></div>",
        "<html b:version='2'><b:skin/><script src='https://www.blogger.com/static/v1/jsbin/1-x.js'></script>",
    ],
    ids=["classic", "layouts"],
)
def test_a_theme_is_no_page(theme: str) -> None:
    origin = Origin(name="theme.html", kind="saved", url="http://quay.blogspot.com/theme.html")
    assert list(read_copy(theme.encode(), origin)) == [Nothing("theme")]


def test_pictures_and_links_of_others_are_in_any_post() -> None:
    body = POST.replace("It ran.", '<img src="http://x.example/wp-content/uploads/tram.jpg">')
    assert is_of_blogger(body.encode())


@pytest.mark.parametrize(
    "generator",
    [
        "<generator>https://wordpress.org/?v=6.4</generator>",
        '<generator uri="x">Hugo -- gohugo.io</generator>',
    ],
)
def test_feeds_of_others_are_not_imported(generator: str) -> None:
    feed = f"<rss version='2.0'><channel>{generator}<title>Quay</title></channel></rss>".encode()
    found = list(read_feed_copy(feed, Origin(name="x", kind="capture", url="http://quay.example/rss.xml")))
    assert found == [Nothing("not a feed of Blogger's")]


@needs_corpus
def test_no_real_page_or_feed_is_taken_for_anothers() -> None:
    files = [file for folder in ("pages", "feeds") for file in sorted((ROOT / folder).iterdir())]
    bodies = {
        file.name: gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for file in files
    }
    assert not [name for name, body in bodies.items() if is_of_another(body)]
    assert not [
        name for name, body in bodies.items() if name.endswith(".html.gz") and not is_of_blogger(body)
    ]


@pytest.mark.parametrize(
    ("space", "kind"),
    [("http://purl.org/rss/1.0/", SourceKind.FEED), ("http://maf.mozdev.org/rdf#", SourceKind.UNKNOWN)],
    ids=["RSS 1.0", "what Firefox wrote into .maff"],
)
def test_rdf_is_a_feed_only_where_it_is_rss(space: str, kind: SourceKind) -> None:
    assert recognise("index.rdf", f"<?xml version='1.0'?><RDF:RDF xmlns='{space}'>".encode()) is kind
