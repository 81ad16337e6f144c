"""Clients of services on the network, as the configuration says: web archives, and Blogger's API."""

from collections.abc import Mapping

from crawler import __version__
from crawler.cli.options.configuration import Configuration
from crawler.errors import UsageError
from pipelines.archive.index_answers import IndexAnswers
from pipelines.imports.cdx import WaybackMachine
from pipelines.imports.fetcher import Fetcher


def wayback_machine(configuration: Configuration, answers: IndexAnswers | None = None) -> WaybackMachine:
    """Return a client of the Wayback Machine. Raises UsageError where its address is not one of the web."""
    base = web_address(configuration, "BLOGGER_WAYBACK_URL")
    return WaybackMachine(base, make_fetcher(configuration, answers))


def make_fetcher(
    configuration: Configuration,
    answers: IndexAnswers | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Fetcher:
    """Return what fetches politely from services on the network, as the settings say."""
    max_wait = float(configuration.get("BLOGGER_MAX_WAIT").value)
    return Fetcher(_user_agent(configuration), max_wait=max_wait, cache=answers, headers=headers or {})


def web_address(configuration: Configuration, name: str) -> str:
    """Read the address of a service. Raise UsageError where it is not one of the web."""
    url = str(configuration.get(name).value)
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{name}={url}: give an address that begins with https://")
    return url


def _user_agent(configuration: Configuration) -> str:
    contact = configuration.get("BLOGGER_CONTACT").value
    return f"blogger-archive/{__version__}" + (f" (+{contact})" if contact else "")
