"""Several archives under one address: the pages of each below its name, a first page and a search of all."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from datasette.utils.asgi import Request, Response  # type: ignore[import-untyped]

from crawler.errors import UsageError
from crawler.web.application import ArchiveSite
from crawler.web.password_gate import PasswordGate
from crawler.web.plain_answers import health
from crawler.web.queries import TooSlowError
from crawler.web.routes import error_page
from crawler.web.search_params import parse_params
from crawler.web.security_headers import Access, App, Receive, Scope, Send, secure, with_base, without_base
from crawler.web.several_pages import SeveralPages
from crawler.web.template_globals import template_environment
from crawler.web.view import TemplatePage, not_found

_UNSAFE = re.compile(r"[^A-Za-z0-9._~-]+")
_TAKEN = frozenset({"search", "healthz"})


class SeveralSites:
    """Archives with their pages, and those of all."""

    def __init__(self, paths: Sequence[Path], *, allow_sql: bool, access: Access) -> None:
        """`allow_sql` lets visitors write queries, each to one archive."""
        self._access = access
        self._sites = {
            name: ArchiveSite(
                path, allow_sql=allow_sql, access=replace(access, password=None, base=f"{access.base}/{name}")
            )
            for name, path in names_of(paths).items()
        }
        for site in self._sites.values():
            site.queries.links.all_archives = f"{access.base}/"
        self._apps = {name: with_base(site.app(), access.base) for name, site in self._sites.items()}
        self._environment = template_environment()
        queries = {name: site.queries for name, site in self._sites.items()}
        self._pages = SeveralPages(queries, access.base, self._environment)

    def app(self) -> App:
        """Return the ASGI application."""
        password = self._access.password
        gated = self._dispatch if password is None else PasswordGate(self._dispatch, password)
        return without_base(secure(gated, self._access.hosts), self._access.base)

    def close(self) -> None:
        """Close all archives."""
        for site in self._sites.values():
            site.close()

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].split("/")[1] if scope["type"] == "http" else next(iter(self._apps))
        if name in self._apps:
            await self._apps[name](scope, receive, send)
        else:
            await (await self._answer(Request(scope, receive))).asgi_send(send)

    async def _answer(self, request: Request) -> Response:
        if request.path == "/healthz":
            answers = [await health(site) for site in self._sites.values()]
            return next((each for each in answers if each.status != 200), answers[0])
        try:
            page = await self._page(request)
        except (TooSlowError, UsageError) as error:
            page = error_page(error)
        context = {**await self._pages.frame(request.path), **page.context}
        return Response.html(self._environment.get_template(page.template).render(context), page.status)

    async def _page(self, request: Request) -> TemplatePage:
        if request.path == "/":
            return await self._pages.home()
        if request.path == "/search":
            return await self._pages.search(parse_params(request.args, self._access.base))
        return not_found("There is no such page, and no archive of that name.")


def names_of(paths: Sequence[Path]) -> dict[str, Path]:
    """Name each archive for its address: as its file, and no two alike."""
    found: dict[str, Path] = {}
    for path in paths:
        stem = _UNSAFE.sub("-", path.stem).strip("-") or "archive"
        names = chain([stem], (f"{stem}-{number}" for number in count(2)))
        found[next(name for name in names if name not in found and name not in _TAKEN)] = path
    return found
