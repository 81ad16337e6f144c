"""The meaning of an entry: RawEntry to Post or Comment, whatever format it came in."""

import html
import json
import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from crawler.blogger.feed.raw_entry import RawEntry, RawFeed, RawLink, RawText
from crawler.blogger.html.characters import one_line
from crawler.blogger.ids import EntryId, blog_id_of_tag, comment_id_of_feed, entry_id, post_id_of_feed
from crawler.blogger.page_type import PageType, page_type_of_url
from crawler.blogger.response_checks import MAX_POST_TAGS
from crawler.blogger.urls import permalink
from crawler.errors import FeedError
from crawler.items import Blog, Comment, Enclosure, Link, Post

_JUMP_LINK = re.compile(r'<a\b[^>]*\bhref=["\']?([^"\'\s>]+)#more["\'\s>]')
"""A feed set to "until jump break" ends its entries with a link to the rest."""
_SUMMARY_LENGTH = 400
"""Blogger's own summaries have at most 399 characters, and no markup."""
_JSON = json.JSONEncoder(ensure_ascii=False)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_BREAK = re.compile(r"</?(?:br|center|div|h[1-6]|p)\b[^<>]*>", re.IGNORECASE)
"""Tags that part words."""
_INLINE_TAG = re.compile(
    r"<(/?)(a|abbr|b|big|br|center|code|del|div|em|font|h[1-6]|i|ins|p|s|small|span|strike|strong|sub|sup|tt|u)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|amp|lt|gt|quot|apos|nbsp|hellip|[lr][sd]quo|[nm]dash|[lr]aquo);"
)
_COMMENT_ADDRESS = re.compile(r"#c\d+$")
_DERIVED_RELATIONS = frozenset({"edit", "self", "replies", "service.edit"})
"""Links whose addresses follow from the ids, or whose titles count comments."""
_LIST = re.compile(r"/search(?:[/?].*)?$", re.DOTALL)
"""Feeds of a label name its list as their page."""
_PLAIN_FIELDS = ("labels", "author", "author_url", "thumbnail", "location")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """One response of a post feed."""

    blog: Blog
    posts: tuple[Post, ...]
    entries: int
    """Entries of the response, readable or not: paging advances by it."""
    total: int | None
    """`openSearch:totalResults`, the posts that the blog says it has; None where it states none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPage:
    """One response of a comment feed."""

    blog_id: str
    comments: tuple[Comment, ...]
    entries: int
    total: int | None


def post_page(feed: RawFeed, url: str) -> FeedPage:
    """Raises FeedError where the feed is not Blogger's: its entries would have no ids to know them by."""
    blog_id = _blog_id(feed, url)
    posts = [post_of_entry(entry, blog_id, url) for entry in feed.entries]
    return FeedPage(
        blog=blog_of_feed(feed, blog_id, url),
        posts=tuple(post for post in posts if post),
        entries=len(feed.entries),
        total=_number(feed.total),
    )


def comment_page(feed: RawFeed, url: str) -> CommentPage:
    """Raises FeedError where the feed is not Blogger's."""
    blog_id = _blog_id(feed, url)
    comments = [comment_of_entry(entry, blog_id) for entry in feed.entries]
    return CommentPage(
        blog_id=blog_id,
        comments=tuple(comment for comment in comments if comment),
        entries=len(feed.entries),
        total=_number(feed.total),
    )


def _blog_id(feed: RawFeed, url: str) -> str:
    ids = (blog_id_of_tag(text) for text in (feed.id, *(entry.id for entry in feed.entries[:1])))
    found = next(filter(None, ids), None)
    if found is None:
        raise FeedError("the feed is not Blogger's: it carries no blog id", url=url)
    return found


def blog_of_feed(feed: RawFeed, blog_id: str, url: str) -> Blog:
    """Return the blog as its feed describes it; `url` stands in where the feed names no address."""
    return Blog(
        blog_id=blog_id,
        url=_LIST.sub("/", _href(feed, "alternate") or url),
        title=_title(feed.title),
        subtitle=_title(feed.subtitle),
        author=_line(feed.author),
        updated_raw=feed.updated,
        labels=_labels(feed.labels),
    )


def head_of(feed: RawFeed, blog_id: str, first: RawEntry) -> RawFeed:
    """Return the head of the blog of an entry: the feed's own, or what the entry tells of it."""
    stated = blog_id_of_tag(feed.id)
    if stated == blog_id or (stated is None and _are_of_one_host(feed, first)):
        return replace(feed, id=feed.id or first.id, entries=[])
    address = _href(first, "alternate")
    links = [RawLink(rel="alternate", href=urljoin(address, "/"))] if address else []
    return RawFeed(id=first.id, title=first.origin_title, links=links)


def _are_of_one_host(feed: RawFeed, entry: RawEntry) -> bool:
    hosts = {
        urlsplit(_href(holder, "alternate") or "").netloc.lower().removeprefix("www.")
        for holder in (feed, entry)
    }
    return len(hosts - {""}) < 2


def _own_id(entry: RawEntry, blog_id: str) -> EntryId | None:
    """Return the entry's id; None for one of another blog or of none, which cannot be told from others."""
    found = entry_id(entry.id)
    return found if found and found.blog_id == blog_id else None


def post_of_entry(entry: RawEntry, blog_id: str, url: str) -> Post | None:
    """Return None for entries without an id of this blog, and for the comments and drafts of a backup."""
    own = _own_id(entry, blog_id)
    if own is None or is_comment(entry) or entry.status != "published" or entry.kind not in {"", "post"}:
        return None
    href = _href(entry, "alternate")
    address = permalink(href) if href else None
    content = _content(entry)
    body = content or entry.summary or RawText("", "html")
    return Post(
        blog_id=blog_id,
        post_id=own.number,
        url=address,
        title=_title(entry.title),
        author=_line(entry.author),
        author_url=entry.author_url,
        labels=_labels(entry.labels),
        published_raw=entry.published,
        updated_raw=entry.updated,
        body_raw=body.value,
        body_type=body.type or ("html" if content else "text"),
        related=tuple(Link(url=x.href, text=one_line(x.title)) for x in _links(entry, "related")),
        enclosures=tuple(map(_enclosure, _links(entry, "enclosure"))),
        comment_count=_number(entry.comment_count),
        thumbnail=urljoin("https:", entry.thumbnail) if entry.thumbnail else None,
        location=_line(entry.location),
        source_url=url,
        entry_raw=_facts(entry),
        partial=_is_partial(entry, content, address),
    )


def _content(entry: RawEntry) -> RawText | None:
    """Return the whole body; None where the feed gives a summary instead."""
    if entry.content and not entry.content.value.strip() and entry.summary and entry.summary.value.strip():
        return None
    return entry.content


def _is_partial(entry: RawEntry, content: RawText | None, address: str | None) -> bool:
    if content is None:
        return entry.summary is not None
    body = content.value
    if body.count("<") > MAX_POST_TAGS:
        return True  # it cannot be cleaned; perhaps its page can
    if entry.maybe_cut and _SUMMARY_LENGTH - 80 < len(body) < _SUMMARY_LENGTH:
        return not _TAG.search(body)
    jump = _JUMP_LINK.search(body[-1000:])
    return bool(jump and address and permalink(html.unescape(jump.group(1))) == address)


def _enclosure(link: RawLink) -> Enclosure:
    return Enclosure(url=link.href, type=link.type or None, length=_number(link.length))


def _facts(entry: RawEntry) -> str:
    """Return as JSON what the entry states beside the body, its dates and its count of comments."""
    links = [link for link in entry.links if link.rel not in _DERIVED_RELATIONS]
    title = {"value": entry.title.value, "type": entry.title.type} if entry.title else None
    facts = {"id": entry.id, "title": title, "links": list(map(_filled, links))}
    facts |= {name: getattr(entry, name) for name in _PLAIN_FIELDS}
    return _JSON.encode({name: value for name, value in facts.items() if value})


def _filled(link: RawLink) -> dict[str, str]:
    return {name: value for name in link.__slots__ if (value := getattr(link, name))}


def is_comment(entry: RawEntry) -> bool:
    """Tell a comment from a post, also where a program on its way dropped the mark of what it is on."""
    address = _href(entry, "alternate") or ""
    return entry.kind == "comment" or entry.reply is not None or bool(_COMMENT_ADDRESS.search(address))


def comment_of_entry(entry: RawEntry, blog_id: str) -> Comment | None:
    """Return None for an entry without ids of this blog and of a post or static page."""
    own, post_id = _own_id(entry, blog_id), _commented(entry)
    if own is None or post_id is None:
        return None
    body, answered = entry.content or entry.summary, entry_id(entry.answered)
    return Comment(
        blog_id=blog_id,
        post_id=post_id,
        comment_id=own.number,
        parent_id=answered.number if answered else comment_id_of_feed(_href(entry, "related")),
        url=_href(entry, "alternate"),
        author=_line(entry.author),
        author_url=entry.author_url,
        published_raw=entry.published,
        updated_raw=entry.updated,
        body_raw=body.value if body else "",
    )


def _commented(entry: RawEntry) -> str | None:
    """Return the number of the post or static page that a comment is on, else "path:" and its path."""
    named = entry_id(entry.reply.ref) if entry.reply else None
    if named:
        return named.number
    addresses = [entry.reply.source] if entry.reply else []
    addresses += [
        link.href for link in entry.links if link.rel in {"self", "edit"} and comment_id_of_feed(link.href)
    ]
    number = next(filter(None, map(post_id_of_feed, addresses)), None)
    page = entry.reply.href if entry.reply else _href(entry, "alternate") if is_comment(entry) else None
    is_page = page_type_of_url(page) in {PageType.POST, PageType.STATIC_PAGE}
    return number or (f"path:{urlsplit(permalink(page)).path}" if page and is_page else None)


def _title(title: RawText | None) -> str | None:
    """Return a title as a reader sees it; None where there is none."""
    if title is None:
        return None
    text = title.value
    if title.type == "html" or _is_marked_up(text):
        return _line(html.unescape(_TAG.sub("", _BREAK.sub(" ", text))))
    return _line(_unescaped(text))


def _unescaped(text: str) -> str:
    """Return a name that was escaped twice on its way as it was written."""
    return html.unescape(text) if _REFERENCE.search(text) else text


def _is_marked_up(title: str) -> bool:
    """Tell whether a title that is called text holds markup all the same, not only the name of a tag.

    Browsers render it, for templates print titles unescaped.
    """
    opened: set[str] = set()
    for slash, written in _INLINE_TAG.findall(title):
        name = written.lower()
        if name == "br" or (slash and name in opened):
            return True
        opened.add(name)
    return False


def _line(text: str | None) -> str | None:
    return one_line(text) or None if text else None


def _labels(terms: list[str]) -> tuple[str, ...]:
    """Return labels, each once. Some exports put several into one term, a line each."""
    names = (one_line(name) for term in map(_unescaped, terms) for name in term.splitlines())
    return tuple(dict.fromkeys(filter(None, names)))


def _links(entry: RawEntry, rel: str) -> list[RawLink]:
    found = {link.href: link for link in entry.links if link.rel == rel and link.href}
    return list(found.values())


def _href(holder: RawFeed | RawEntry, rel: str) -> str | None:
    """Return the link of a relation; of several, the HTML one: their order is not contractual."""
    found = [link for link in holder.links if link.rel == rel]
    found.sort(key=lambda link: link.type != "text/html")
    return found[0].href if found else None


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
