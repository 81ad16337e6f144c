"""One build of a site: every page of the chosen posts, streamed from one snapshot of the archive."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from crawler.site import site_links
from crawler.site.page_renderer import PageRenderer
from crawler.site.redirects import REDIRECT_FILES, redirect_file
from crawler.site.search_files import put_search
from crawler.site.site_links import NEWEST, list_path, section_path
from crawler.site.site_output import SiteOutput
from crawler.web.atom_feed import ENTRIES, Feed, build_entry
from crawler.web.chart import build_chart, calendar_context
from crawler.web.comment_thread import thread_comments
from crawler.web.embed_cards import render_post
from crawler.web.kept_media import KeptMedia, kept_media
from crawler.web.page_links import STATIC
from crawler.web.template_filters import language_name, month_name
from pipelines.archive.media.media_queries import HeldFile, read_file
from pipelines.export.export_job import NothingToExportError
from pipelines.search.browse import ArchiveCounts
from pipelines.search.export_rows import Selection, blogs_of, snapshot
from pipelines.search.listed_posts import ListedPost, read_listed
from pipelines.search.post_view import PostView, read_post
from pipelines.search.site_posts import (
    ALL,
    AUTHOR,
    BLOG,
    LABEL,
    LANGUAGE,
    LIST_KINDS,
    MONTH,
    PAGES,
    ListCount,
    SitePost,
    SitePosts,
)  # fmt: skip

PAGE_SIZE = 40
"""Posts on a page of a list."""
_HOME_POSTS, _HOME_LABELS, _HOME_PAGES = 8, 40, 12
_WHOLE = 60_000_000
"""Characters of a post, and comments of one: all there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOptions:
    """The options of a build."""

    selection: Selection = field(default_factory=Selection)
    media: sqlite3.Connection | None = None
    """The media file, whose pictures become part of the site."""
    keep_paths: bool = False
    """Give posts the paths of their permalinks."""
    base_url: str = ""
    """Address at which the site will be, for its feed and redirects."""
    redirects: tuple[str, ...] = ()
    """Keys of `redirects.REDIRECT_FILES`."""


def build_site(
    connection: sqlite3.Connection,
    options: SiteOptions,
    output: SiteOutput,
    progress: Callable[[Iterable[SitePost]], Iterable[SitePost]] = iter,
) -> ArchiveCounts:
    """Write all files of a site; return the counts. Raises NothingToExportError if no post matches."""
    with snapshot(connection, options.selection):
        return _SiteBuild(connection, options, output).run(progress)


class _SiteBuild:
    def __init__(self, connection: sqlite3.Connection, options: SiteOptions, output: SiteOutput) -> None:
        self._connection, self._options, self._output = connection, options, output
        self._blogs = blogs_of(connection, options.selection)
        self._posts = SitePosts(connection, options.selection, self._paths)
        self._counts = self._posts.counts()
        self._pages = PageRenderer(self._counts, self._posts.path)
        self._media: set[str] = set()
        output.title = self._pages.site_name

    def run(self, progress: Callable[[Iterable[SitePost]], Iterable[SitePost]]) -> ArchiveCounts:
        if not (self._counts.posts or self._counts.pages):
            raise NothingToExportError("no post matches, so no site is written; check the filters")
        for name in ("archive.css", "icon.svg"):
            self._output.put(name, (STATIC / name).read_bytes())
        for post in progress(self._posts.posts()):
            self._post(post)
        for kind in LIST_KINDS:
            for each in self._posts.lists(kind):
                self._list(kind, each)
        self._sections()
        self._home()
        self._feed()
        self._redirects()
        self._put("find.html", site_links.SEARCH)
        many = {key: blog.title or key for key, blog in self._blogs.items()} if len(self._blogs) > 1 else {}
        put_search(
            self._connection,
            many,
            self._output,
            self._counts.posts + self._counts.pages,
            lambda numbers: self._pages.digest(many, *self._posts.digests(numbers)),
        )
        return self._counts

    def _redirects(self) -> None:
        for kind in self._options.redirects:
            moves = ((old, self._options.base_url + path) for old, path in self._posts.addresses())
            content = redirect_file(kind, moves, many_hosts=len(self._blogs) > 1)
            self._output.put(REDIRECT_FILES[kind], content)

    def _paths(self, blog_id: str, post_id: str, url: str | None) -> list[str]:
        own = site_links.post_path(blog_id, post_id)
        if not self._options.keep_paths:
            return [own]
        blog = self._blogs.get(blog_id)
        folder = (blog.url if blog else "") if len(self._blogs) > 1 else None
        return [path for path in (site_links.kept_path(folder, url), own) if path]

    def _put(self, template: str, to: str, *, digest: str = "", text: str = "", **context: object) -> None:
        self._output.put(to, self._pages.render(template, to, **context), digest=digest, text=text)

    def _read(self, blog_id: str, post_id: str, cut: int = _WHOLE) -> PostView:
        view = read_post(self._connection, blog_id, post_id, cut=cut, comments=_WHOLE)
        assert view is not None  # of the same snapshot
        return view

    def _post(self, post: SitePost) -> None:
        view = self._read(post.blog_id, post.post_id)
        older, newer = self._posts.neighbours(post) if view.kind == "post" else (None, None)
        view = replace(view, older=older, newer=newer)
        links = self._pages.links(post.path)
        kept = kept_media(self._options.media, view, lambda file: links.to(self._put_media(file)))
        beside = [self._posts.path(each.blog_id, each.post_id) for each in (older, newer) if each]
        digest = self._pages.digest(post.path, view, kept, beside)
        self._posts.note(post, digest)
        if not self._output.keep(post.path, digest):
            self._put_post(post.path, view, kept, digest)

    def _put_post(self, path: str, view: PostView, kept: KeptMedia, digest: str) -> None:
        body, shown = render_post(view, kept=kept.pictures, files=kept.files)
        self._put(
            "post.html",
            path,
            digest=digest,
            text="\n".join((view.version.title or "", *view.version.labels, view.version.text)),
            post=shown,
            kept=kept,
            body=body,
            comments=list(thread_comments(view.comments)),
        )

    def _put_media(self, file: HeldFile) -> str:
        """Write a kept file once; return its path."""
        path = site_links.media_path(file.name)
        if file.sha256 not in self._media:
            self._media.add(file.sha256)
            if not self._output.keep(path, file.sha256):
                assert self._options.media is not None
                held = read_file(self._options.media, file.sha256)
                assert held is not None
                self._output.put(path, held[1], digest=file.sha256)
        return path

    def _list(self, kind: str, each: ListCount) -> None:
        """Write the pages of a list. The newest takes what fills no page, so that others stay the same."""
        whole = max(each.posts // PAGE_SIZE - 1, 0)
        posts = self._posts.listed(kind, each.key)
        numbers = [NEWEST, *range(whole, 0, -1)]
        for number, newer, older in zip(numbers, [None, *numbers], [*numbers[1:], None], strict=False):
            size = PAGE_SIZE if number else each.posts - whole * PAGE_SIZE
            beside = {"newer": newer, "older": older}
            self._list_page(kind, each, number, beside, list(islice(posts, size)))

    def _list_page(
        self,
        kind: str,
        each: ListCount,
        number: int,
        beside: Mapping[str, int | None],
        posts: list[tuple[int, str]],
    ) -> None:
        path = list_path(kind, each.key, number)
        blog = self._blogs.get(each.key) if kind == BLOG else None
        context: dict[str, Any] = {
            "heading": self._heading(kind, each),
            "url": blog.url if blog else None,
            "total": each.posts if number == NEWEST else None,
            "first": (number - 1) * PAGE_SIZE + 1,
            "last": number * PAGE_SIZE,
            "kind": kind,
            "key": each.name,
            **beside,
        }
        digest = self._pages.digest(context, posts)
        if self._output.keep(path, digest):
            return
        with_blog = self._pages.many_blogs and not blog
        self._put("list.html", path, digest=digest, entries=self._entries(path, posts, with_blog), **context)

    def _entries(self, path: str, posts: list[tuple[int, str]], with_blog: bool) -> list[str]:
        def make(ids: list[int]) -> list[str]:
            return self._pages.entries(path, read_listed(self._connection, ids), with_blog=with_blog)

        return self._posts.entries("blog" * with_blog, [id_ for id_, _ in posts], make)

    def _heading(self, kind: str, each: ListCount) -> str:
        if kind == BLOG:
            blog = self._blogs.get(each.key)
            return (blog.title if blog else None) or each.key
        words = {
            ALL: lambda _: "All posts",
            PAGES: lambda _: "Pages",
            MONTH: month_name,
            LANGUAGE: language_name,
        }
        return words.get(kind, str)(each.name)

    def _sections(self) -> None:
        kinds = {"blogs": BLOG, "labels": LABEL, "languages": LANGUAGE, "authors": AUTHOR}
        for name in self._pages.sections:
            if kind := kinds.get(name):
                links = self._pages.links(section_path(name))
                counts = [
                    (links.list(kind, each.name), self._heading(kind, each), each.posts)
                    for each in self._posts.lists(kind)
                ]
                heading = name.capitalize()
                self._put("counts.html", section_path(name), path=f"/{name}", heading=heading, counts=counts)
        self._put(
            "months.html", section_path("months"), path="/months", **calendar_context(self._counts.months)
        )

    def _home(self) -> None:
        self._put(
            "home.html",
            site_links.HOME,
            path="/",
            posts=self._summaries(ALL, _HOME_POSTS),
            chart=build_chart(self._counts.months),
            labels=self._counts.labels[:_HOME_LABELS],
            pages=self._summaries(PAGES, _HOME_PAGES),
        )

    def _summaries(self, kind: str, most: int) -> list[ListedPost]:
        """The newest posts of a list."""
        ids = [id_ for id_, _ in islice(self._posts.listed(kind), most)]
        return list(read_listed(self._connection, ids))

    def _feed(self) -> None:
        newest = self._summaries(ALL, ENTRIES)
        blog_id = next(iter(self._blogs))
        root = self._options.base_url
        entries = (
            build_entry(
                self._read(each.blog_id, each.post_id), root + self._posts.path(each.blog_id, each.post_id)
            )
            for each in newest
        )
        feed = Feed(
            id=root + site_links.FEED
            if root
            else f"tag:blogger.com,1999:blog-{newest[0].blog_id if newest else blog_id}.archive",
            url=root and root + site_links.FEED,
            page=root + site_links.HOME,
            title="New posts",
            entries=tuple(entries),
        )
        self._put("feed.xml", site_links.FEED, feed=feed)
