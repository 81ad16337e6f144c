"""Atom in the form of a blog's backup, which Blogger imports and feed readers read."""

import re
from html import escape
from typing import IO

from crawler.items import Blog
from pipelines.archive.public_names import public_author
from pipelines.export.web_links import media_links, web_url
from pipelines.export.writer import WriterOptions
from pipelines.export.xml_text import escape_xml
from pipelines.search.export_rows import Record

KIND = "http://schemas.google.com/g/2005#kind"
FIELD_TYPES = "http://schemas.google.com/blogger/2008/kind#"
LABEL = "http://www.blogger.com/atom/ns#"
NAMESPACES = {
    "": "http://www.w3.org/2005/Atom",
    ":openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
    ":gd": "http://schemas.google.com/g/2005",
    ":thr": "http://purl.org/syndication/thread/1.0",
}
DRAFT = '<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control>'
"""Keeps an entry unpublished wherever the file is imported."""
BEGINNING = "1970-01-01T00:00:00+00:00"


class AtomWriter:
    """Writes one feed of all posts, oldest first; comments follow their post as entries of their own."""

    def __init__(self, file: IO[bytes], options: WriterOptions) -> None:
        self._file, self._blogs = file, options.blogs
        only = next(iter(options.blogs.values())) if len(options.blogs) == 1 else None
        self._put(_head(only, options.title))

    def write(self, record: Record) -> None:
        self._put(_post(record))
        for comment in record.get("comments", ()):
            self._put(_comment(record, comment))

    def close(self) -> None:
        self._put("</feed>\n")

    def _put(self, text: str) -> None:
        self._file.write(text.encode())


def _head(blog: Blog | None, title: str) -> str:
    spaces = " ".join(f'xmlns{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    id_ = f"tag:blogger.com,1999:blog-{blog.blog_id}.archive" if blog else "tag:blogger.com,1999:archive"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed {spaces}>'
        f"<id>{escape_xml(id_)}</id><updated>{_instant((blog and blog.updated_raw) or '')}</updated>"
        f'<title type="text">{escape_xml(title)}</title>'
        + _link("alternate", blog.url if blog else None)
        + f"<author><name>{escape_xml((blog and public_author(blog.author)) or 'Blogger')}</name></author>"
        '<generator version="7.00" uri="https://www.blogger.com">Blogger</generator>\n'
    )


def _post(record: Record) -> str:
    labels = "".join(f'<category scheme="{LABEL}" term="{escape_xml(label)}"/>' for label in record["labels"])
    count = record["comment_count"]
    end = "" if count is None else f"<thr:total>{count}</thr:total>"
    end += DRAFT if record.get("status") else ""
    kind = f'<category scheme="{KIND}" term="{FIELD_TYPES}{record["kind"]}"/>{labels}'
    return _entry(record, _own_id(record), kind, record["title"] or "", end)


def _comment(post: Record, comment: Record) -> str:
    reference = escape_xml(_own_id(post))
    url = web_url(post["url"])
    address = f' href="{escape_xml(url)}"' if url else ""
    related = ""
    if comment["parent_id"]:
        place = f"http://www.blogger.com/feeds/{post['blog_id']}/{post['post_id']}/comments/default/"
        related = _link("related", place + comment["parent_id"], "application/atom+xml")
    kind = f'<category scheme="{KIND}" term="{FIELD_TYPES}comment"/>'
    end = f'{related}<thr:in-reply-to ref="{reference}"{address} type="text/html"/>'
    title = " ".join(comment["text"].split())[:50]
    return _entry(comment, _id(post, comment["comment_id"]), kind, title, end)


def _entry(record: Record, id_: str, categories: str, title: str, end: str) -> str:
    from pipelines.cleaning.sanitize import sanitize_markup  # noqa: PLC0415 - other formats start sooner

    published = _instant(record["published_local"] or record["published"] or "")
    return (
        f"<entry><id>{escape_xml(id_)}</id><published>{published}</published>"
        f"<updated>{_instant(record['updated'] or '', published)}</updated>"
        f'{categories}<title type="text">{escape_xml(title)}</title>'
        f'<content type="html">{escape_xml(sanitize_markup(record["html"]) + _media(record))}</content>'
        f"{_link('alternate', record['url'])}"
        f"{_author(record)}{end}</entry>\n"
    )


def _author(record: Record) -> str:
    url = web_url(record["author_url"])
    uri = f"<uri>{escape_xml(url)}</uri>" if url else ""
    email = "<email>noreply@blogger.com</email>"  # as Blogger's own feeds have it
    return f"<author><name>{escape_xml(record['author'] or 'Anonymous')}</name>{uri}{email}</author>"


def _own_id(post: Record) -> str:
    return _id(post, post["post_id"], post["kind"])


def _id(post: Record, number: str, kind: str = "post") -> str:
    """Return the id of an entry; those of comments are spelled as posts'."""
    return f"tag:blogger.com,1999:blog-{post['blog_id']}.{kind}-{number}"


def _media(record: Record) -> str:
    """Return HTML with links to what the body does not show."""
    links = ((link.label, escape(link.url)) for link in media_links(record))
    return "".join(f'<p>{label}: <a href="{url}">{url}</a></p>' for label, url in links)


def _link(rel: str, href: str | None, content_type: str = "text/html") -> str:
    """Return a link element, or "" for a URL that is not one of the web."""
    url = web_url(href)
    return f'<link rel="{rel}" type="{content_type}" href="{escape_xml(url)}"/>' if url else ""


def _instant(local: str, otherwise: str = BEGINNING) -> str:
    """Return RFC 3339, which needs date, time and zone: unknown parts become the first, midnight, UTC."""
    if len(local) < len("2013"):
        return otherwise
    day = local[:10] + "0000-01-01"[len(local[:10]) :]
    clock = re.fullmatch(r"T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?", local[10:])
    if not clock:
        return f"{day}T00:00:00+00:00"
    return f"{day}T{clock[1]}{clock[2] or ':00'}{clock[3] or '+00:00'}"
