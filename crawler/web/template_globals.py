"""Functions of the templates, whoever renders them, and what renders them here."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from crawler.web import template_filters
from crawler.web.body import render_comment
from crawler.web.chart import heat_level

TEMPLATES = Path(__file__).parent / "templates"

TEMPLATE_GLOBALS: dict[str, Any] = {
    each.__name__: each
    for each in (
        template_filters.format_time,
        template_filters.month_name,
        template_filters.language_name,
        template_filters.origin_name,
        template_filters.direction,
        template_filters.web_address,
        template_filters.host_of,
        template_filters.format_number,
        template_filters.highlight,
        heat_level,
        render_comment,
    )
}


def template_environment() -> Environment:
    """Return what renders our pages; Datasette's own awaits each call in a template, at twice the time."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    environment.globals |= TEMPLATE_GLOBALS
    return environment
