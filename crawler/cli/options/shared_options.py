"""Options that several commands share, as decorators of Click commands."""

import math
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import click

from crawler.log_lines import LogLines


def _choose_log_format(_: click.Context, __: click.Parameter, value: str | None) -> None:
    if value:
        LogLines.as_json = value == "json"


log_format_option = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    is_eager=True,  # before anything else can fail
    expose_value=False,
    callback=_choose_log_format,
    help="json: one JSON object a line, with time, level, logger, message, blog, url.",
)
"""For lines that are logged, and errors; not for what a command prints."""
wait_option = click.option(
    "--wait",
    type=float,
    is_flag=False,
    flag_value=math.inf,
    default=0.0,
    metavar="[SECONDS]",
    help="Wait for another run that writes to the archive, so long or until it ends.",
)
"""In seconds; without a number, without end."""
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    metavar="N",
    help="Read and clean with N processes beside the one that writes; 1: in that one.",
)


def options(*decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Combine option decorators into one that adds them in this order."""

    def add(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return add


workers_options = options(
    click.option(
        "--workers", type=click.IntRange(1), metavar="N", help="Start so many workers on this machine."
    ),
    click.option(
        "--scheduler", metavar="listen:PORT", help="Work with the workers that connect to this port as well."
    ),
)


class DashedWordsCommand(click.Command):
    """A command whose words may begin with a dash: `search ferry -sail` excludes a word.

    Click would read -sail as the option -s with a value.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        takes_value = {
            name: not option.is_flag
            for option in self.get_params(ctx)
            if isinstance(option, click.Option)
            for name in option.opts
        }
        options_, words = _separated(args, takes_value)
        return super().parse_args(ctx, [*options_, "--", *words])


def _separated(args: list[str], takes_value: Mapping[str, bool]) -> tuple[list[str], list[str]]:
    """Split a command line into options with their values, and words."""
    options_: list[str] = []
    words: list[str] = []
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            words.extend(rest)
        elif arg.startswith("--") or arg in takes_value:
            options_.append(arg)
            options_.extend(islice(rest, int(takes_value.get(arg, False))))
        else:
            words.append(arg)
    return options_, words
