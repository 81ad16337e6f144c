"""An alert's matches as an Atom feed in a file, which feed readers follow."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from crawler.blogger.html.characters import strip_xml_illegal
from crawler.web.atom_feed import EPOCH, Feed, FeedEntry, rfc3339
from crawler.web.template_globals import template_environment
from pipelines.export.atomic_file import commit, replacing_file
from pipelines.export.web_links import web_url
from pipelines.search.alert_matches import AlertMatch

_BEGINNING = 500  # letters of a post's text


def write_feed(path: Path, name: str, matches: Sequence[AlertMatch]) -> None:
    """Replace the feed at `path`. Raise ExportError."""
    entries = tuple(map(_entry, matches))
    feed = Feed(id=f"urn:blogger-archive:alert:{name}", url="", page="", title=name, entries=entries)
    page = template_environment().get_template("feed.xml")
    content = strip_xml_illegal(page.render(feed=feed, site_name="new and changed posts"))
    with replacing_file(path) as file:
        file.write(content.encode())
    commit(path)


def _entry(match: AlertMatch) -> FeedEntry:
    """A version has an id of its own, so that a reader shows an edit too."""
    version = f".version-{match.version}" if match.is_edit else ""
    return FeedEntry(
        id=f"tag:blogger.com,1999:blog-{match.blog_id}.post-{match.post_id}{version}",
        title=("Changed: " if match.is_edit else "") + (match.title or "Untitled"),
        author=match.author or match.blog or "Unknown",
        published=rfc3339(match.published),
        updated=rfc3339(match.found) or EPOCH,
        html=Markup("<p>{}</p>").format(match.text[:_BEGINNING]),
        address=web_url(match.url),
    )
