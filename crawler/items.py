"""Items that parsers give, pipelines complete and the archive stores. Standard library only.

Times are aware `datetime`s or None; nothing naive is kept. Where a page states less than an exact instant,
the `*_local` text says just as much as is known ("2013-10-05", "2013-10") and the `datetime` is None.
Ids are Blogger's 64-bit numbers as decimal text: JSON readers and SQLite tools would round them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture in a post's body."""

    url: str  # address of the largest version the body names (the link around the picture, else its `src`)
    alt: str | None = None
    caption: str | None = None  # text of the caption table or figure that holds the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A hyperlink, as the author wrote it."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A media file that the feed attaches to a post, such as a podcast's episode."""

    url: str
    type: str | None = None  # media type, such as "audio/mpeg"
    length: int | None = None  # bytes, as the feed states them


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of one blog. Parsers fill what the source says; pipelines fill what is made of it."""

    blog_id: str
    post_id: str
    url: str | None = None  # canonical permalink; None where the source gives none
    aliases: tuple[str, ...] = ()
    """Other addresses of the same post that were seen (http/https, old domain, country domain)."""

    title: str | None = None  # None where the post has no title; never the blog's
    author: str | None = None
    author_url: str | None = None  # profile page of the author
    labels: tuple[str, ...] = ()  # in the order of the source, each once

    published_raw: str | None = None
    """The date as the source writes it: RFC 3339 from a feed or markup, else the page's date header."""
    time_raw: str | None = None  # time of day as the page writes it, where the date and the time stand apart
    updated_raw: str | None = None
    published: datetime | None = None
    """The instant, aware, in the blog's own offset. Filled by pipelines.dates."""
    published_local: str | None = None
    """ISO 8601 on the blog's own wall clock, as exact as stated: "2015-04-01T23:30:00-07:00" … "2013-10"."""
    updated: datetime | None = None
    date_note: str | None = None
    """Reason why `published` is not exact: "day only", "ambiguous order", "no date" …; None when it is."""

    body_raw: str = ""  # the body as received: HTML, or plain text where `body_type` says so
    body_type: str = "html"  # "html" or "text"
    html: str = ""
    """Safe to show: sanitised, template's and widgets' additions removed. Filled by pipelines.boilerplate."""
    text: str = ""
    """The author's words, paragraphs separated by one blank line. Filled by pipelines.boilerplate."""
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()  # links in the body; `related` holds that of the entry
    embeds: tuple[str, ...] = ()  # addresses of videos, audio and frames in the body
    related: tuple[Link, ...] = ()
    """The post's "Link" field (`rel=related`): where a news post has its story from."""
    enclosures: tuple[Enclosure, ...] = ()
    word_count: int = 0

    comment_count: int | None = None  # None means unknown, which is not zero
    thumbnail: str | None = None
    location: str | None = None
    language: str | None = None
    """ISO 639 code of the text, detected; None for a text too short to tell. See pipelines.text.language."""
    locale: str | None = None
    """Language of the blog's own interface, as the source states it ("fr-CA"); helps to read dates."""

    source: str = "feed"
    """Origin of the body: "feed", "page" (both fetched from the blog), "export" (the owner's backup, or
    a feed kept as a file), "saved" (a page kept as a file), "capture" (a web archive's copy) or "text"."""
    captured: datetime | None = None
    """When a copy was made, aware; None for what was fetched from the blog. Never a time of publication."""
    source_url: str | None = None  # address that was fetched for it
    entry_raw: str | None = None
    """The other facts of the feed's entry as received (title, labels, links, author …), a JSON object; None
    where no feed was read.
    """
    filled: str | None = None
    """JSON object: of each field that is from another copy than the body, the source, whether that is sound,
    and its times of capture and save. Filled by the archive; see pipelines.archive.changes.field_merge.
    """
    partial: bool = False  # True when only a summary of the body could be had
    kind: str = "post"  # "post", or "page" for a static page ("/p/about.html")
    status: str = "published"
    """"published"; else "draft", "scheduled" or "trashed", which only an owner's backup tells: such a post is
    stored in a table of its own.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment on one post."""

    blog_id: str
    post_id: str
    comment_id: str
    parent_id: str | None = None  # comment this one answers; None at the top level
    url: str | None = None
    author: str | None = None
    author_url: str | None = None
    published_raw: str | None = None
    published: datetime | None = None
    published_local: str | None = None
    updated_raw: str | None = None
    updated: datetime | None = None
    body_raw: str = ""
    html: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """A blog as its own feed describes it."""

    blog_id: str
    url: str  # home page
    title: str | None = None
    subtitle: str | None = None
    author: str | None = None
    updated_raw: str | None = None
    labels: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # other addresses under which it was asked for or answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """Record of one run on one blog. Sent once when it starts and once, complete, when it ends."""

    run: str  # one id for all blogs of a run
    address: str  # as it was asked for
    blog_id: str | None = None  # None where no feed was ever seen
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None  # "complete", "incomplete", "failed" or "interrupted"; None while it runs
    expected: int | None = None  # `openSearch:totalResults` of the blog's feed; None where it states none
    received: int = 0  # distinct post ids that came
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    suspect: int = 0
    """What the archive made of them. Filled by pipelines.store, on the item that ends the crawl."""
    partial: int = 0  # of these, posts of which only a summary could be had
    comments_expected: int | None = None
    comments_received: int = 0
    requests: int = 0
    bytes: int = 0  # of response bodies, as they came over the wire before decompression
    error: str | None = None  # one line: what went wrong, where
    months: Mapping[str, int] | None = None
    """Month ("2013-10") → posts, by the blog's own count; None where it was not learnt."""
    months_by: str | None = None
    """What counted them: "archives", the archive gadget, by date; "sitemap", by the month in the address."""
    unread: tuple[str, ...] = ()  # addresses of posts that the blog's sitemap names and that did not come
    held: int | None = None
    """Posts of the blog in the archive when the crawl had ended. Filled by the archive, as the next two."""
    held_partial: int | None = None
    missing: int | None = None
    """Posts that the blog says it has and the archive does not hold; None where it says no number."""
    kind: str = "full"
    """What was asked for: "full" (everything), "incremental" (what was saved since), "sweep" (the same, and
    the ids of all posts), "unchanged" (one conditional request, which said that nothing is new)."""
    next_due: datetime | None = None
    """When the blog is to be asked again; None: at the next run. Set, with the next two, when it ends."""
    failures: int = 0  # crawls in a row, this one included, that did not end complete
    failing_since: datetime | None = None  # when the first of these ended
    follow: str | None = None
    """Address under which the watch list is to keep the blog from now on; None changes nothing there."""
    state: "CrawlState | None" = None
    """What the next visit builds on; None leaves what was noted before. Stored with the end of the crawl."""
    deletions: "DeletionReport | None" = None
    """Which posts were found to be gone from the blog; None where nobody looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlState:
    """State that a complete crawl leaves for the next one."""

    feed_url: str | None = None  # address whose answer the validators are of
    etag: str | None = None
    last_modified: str | None = None  # the headers of those names, as they came
    cursor: datetime | None = None
    """Whatever was saved then or earlier is known. None: the feed cannot be asked for what is newer."""
    newest: datetime | None = None  # when a post was last saved, as far as that is not in the future
    pace: float | None = None  # seconds between posts, as a rule; None: too few to tell
    walked: datetime | None = None  # when all posts were last asked for
    swept: datetime | None = None  # when the ids of all posts were last compared with what is held


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionReport:
    """Posts that two signals say are gone: no list of the blog names them, and their pages are not there."""

    noticed: tuple[str, ...] = ()  # ids; to be marked when a later crawl agrees
    confirmed: tuple[str, ...] = ()
    """Ids of those that an earlier crawl noticed, long enough ago: to be marked."""
    doubtful: tuple[str, ...] = ()
    """These and the ids of others that no list names. What was noticed of any other post is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A robots.txt as it was fetched."""

    origin: str  # scheme and host, such as "https://example.blogspot.com"
    fetched: datetime
    body: str  # empty where there is none: everything may be asked for
