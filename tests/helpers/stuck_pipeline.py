"""Pipelines that never come back, each in another kind of code. They hold up the post named below."""

import re

from lxml import etree

from crawler.items import Post

STUCK_AT = "post-4"  # the end of the address of the post at which they stick


def is_due(item: object) -> bool:
    return isinstance(item, Post) and f"{item.url}".endswith(f"{STUCK_AT}.html")


class StuckInRegex:
    """Holds the interpreter for hours."""

    def process_item(self, item: object) -> object:
        if is_due(item):
            re.match("(a*)*b", "a" * 50)
        return item


class StuckInLxml:
    """Is in C for minutes, with the interpreter given away."""

    def process_item(self, item: object) -> object:
        if is_due(item):
            attributes = " ".join(f"a{n}=1" for n in range(270_000))
            etree.fromstring(f"<p {attributes}>x", etree.HTMLParser(huge_tree=True))
        return item


class StuckInPython:
    """Runs instructions for ever."""

    def process_item(self, item: object) -> object:
        while is_due(item):
            pass
        return item
