"""Datasette set up for one archive."""

import sqlite3
from pathlib import Path
from typing import Any

from datasette.app import Datasette, DatasetteClient  # type: ignore[import-untyped]
from datasette.database import Database  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from datasette.url_builder import Urls  # type: ignore[import-untyped]
from datasette.utils import PrefixedUrlString  # type: ignore[import-untyped]

from crawler.web import hooks
from crawler.web.queries import TIME_LIMIT_MS, ArchiveQueries
from crawler.web.security_headers import Access
from crawler.web.template_globals import template_environment
from pipelines.archive.connection import connect_to_read
from pipelines.search import datasette_queries

NAME = "archive"
"""Name of the database in URLs, whatever the file is called."""

_HERE = Path(__file__).parent
_HERE_ONLY = Access()
_SETTINGS = {
    "sql_time_limit_ms": TIME_LIMIT_MS,
    "suggest_facets": False,  # tries every column of the table, on every page
    "default_page_size": 40,
    "truncate_cells_html": 300,
    "allow_download": False,
    "max_returned_rows": datasette_queries.MOST,
    "num_sql_threads": 4,
}


class ArchiveDatabase(Database):  # type: ignore[misc] # Datasette has no types
    """The archive as Datasette reads it: by our own read-only connections."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection for one of Datasette's threads. Raises ArchiveError."""
        assert not write
        connection = connect_to_read(Path(self.path))
        self._all_file_connections.append(connection)
        return connection


class BasedUrls(Urls):  # type: ignore[misc]
    """Addresses below Datasette's setting base_url, which it puts twice before those of JSON and CSV."""

    def path(self, path: str, format: str | None = None) -> Any:  # noqa: A002 - Datasette's name
        """Return the address of a path; one with a leading slash is a request's, and complete."""
        if path.startswith(self.ds.setting("base_url")):
            path = PrefixedUrlString(path)
        return super().path(path, format)


class ArchiveSite(Datasette):  # type: ignore[misc]
    """One archive with its pages."""

    def __init__(self, path: Path, *, allow_sql: bool = False, access: Access = _HERE_ONLY) -> None:
        """`allow_sql` lets visitors write queries."""
        super().__init__(
            metadata={"title": path.name, "databases": {NAME: datasette_queries.METADATA}},
            settings=_SETTINGS | {"default_allow_sql": allow_sql, "base_url": f"{access.base}/"},
            template_dir=str(_HERE / "templates"),
            static_mounts=[("static", str(_HERE / "static"))],
        )
        database = ArchiveDatabase(self, path=str(path))
        self.add_database(database, name=NAME)
        self.remove_database("_memory")
        self.queries = ArchiveQueries(database, path, access)
        self.environment = template_environment()
        self.environment.globals["links"] = self.queries.links
        self.client = DatasetteClient(self)  # anew: the base class made one before `queries` existed

    def close(self) -> None:
        """Close the archive, so that nothing is left beside it; after the last request."""
        self.executor.shutdown()
        self.get_database(NAME).close()

    @property
    def urls(self) -> BasedUrls:
        """Addresses of pages."""
        return BasedUrls(self)


if not pm.has_plugin(hooks.__name__):
    pm.register(hooks, name=hooks.__name__)
