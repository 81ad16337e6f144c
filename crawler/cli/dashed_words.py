"""Commands whose words may begin with a dash."""

from collections.abc import Mapping
from itertools import islice

import click


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
