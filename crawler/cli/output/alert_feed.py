"""An alert's matches as an Atom feed (RFC 4287) in a file, which feed readers follow."""

from collections.abc import Sequence
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker

from crawler.blogger.html.characters import strip_xml_illegal
from crawler.web.atom_feed import EPOCH, rfc3339
from pipelines.export.atomic_file import commit, replacing_file
from pipelines.export.web_links import web_url
from pipelines.search.alert_matches import AlertMatch

_SUMMARY = 500  # letters of a post's text
_ATOM = "http://www.w3.org/2005/Atom"
_E = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def write_feed(path: Path, name: str, matches: Sequence[AlertMatch]) -> None:
    """Replace the feed at `path`. Raise ExportError."""
    updated = max((rfc3339(match.found) or EPOCH for match in matches), default=EPOCH)
    feed = _E.feed(
        _E.id(f"urn:blogger-archive:alert:{strip_xml_illegal(name)}"),
        _E.title(f"{strip_xml_illegal(name)}: new and changed posts"),
        _E.updated(updated),
        _E.author(_E.name("blogger-archive")),
        *map(_entry, matches),
    )
    content = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    with replacing_file(path) as file:
        file.write(content)
    commit(path)


def _entry(match: AlertMatch) -> etree._Element:
    """A version has an id of its own, so that a reader shows an edit too."""
    version = f".version-{match.version}" if match.is_edit else ""
    entry = _E.entry(
        _E.id(f"tag:blogger.com,1999:blog-{match.blog_id}.post-{match.post_id}{version}"),
        _E.title(("Changed: " if match.is_edit else "") + strip_xml_illegal(match.title or "Untitled")),
        _E.updated(rfc3339(match.found) or EPOCH),
        _E.author(_E.name(strip_xml_illegal(match.author or match.blog or "Unknown"))),
        _E.summary(strip_xml_illegal(match.text[:_SUMMARY])),
    )
    url, published = web_url(match.url), rfc3339(match.published)
    if url:
        entry.append(_E.link(rel="alternate", type="text/html", href=strip_xml_illegal(url)))
    if published:
        entry.append(_E.published(published))
    return entry
