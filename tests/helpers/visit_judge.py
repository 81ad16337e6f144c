"""A judge of what visits of a simulated blog claim, by what the blog serves and what the archive holds."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.blogger.frontier.deletion_stage import CHEAP_TOTAL
from crawler.blogger.frontier.exchange import Purpose
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.urls import PAGE_SIZE
from crawler.items import Crawl
from pipelines.archive.compression import packing
from tests.helpers.mark_judge import MarkJudge
from tests.helpers.simulated_blog import SimulatedBlog

CLOCKS = timedelta(hours=52)  # how far the clocks of two visits may differ
WEEKLY, MONTHLY = timedelta(days=7) + CLOCKS, timedelta(days=30) + CLOCKS
LONGEST = {
    "not modified": WEEKLY,
    "a swap of posts": WEEKLY,
    "a swap of comments": WEEKLY,
    "an equal time": MONTHLY,
    "comments behind deleted ones": MONTHLY,
}
"""What Blogger cannot reveal, and how long it may last: until all ids are listed, or all posts are read."""
LATEST = PAGE_SIZE  # posts in the answer that a "not modified" stands for
State = tuple[Any, ...]
"""A post or a comment as it is served, or as it is held: its time first, its body last."""
Lacking = set[tuple[str, State]]  # key of a post or comment, and its state

_POSTS = f"""\
SELECT post_id, updated, title, labels, url, published, {packing.RAW}
FROM posts JOIN sources ON sources.post = posts.id WHERE deleted_at IS NULL AND blog_id = ?"""
_COMMENTS = "SELECT comment_id, published, text FROM comments WHERE blog_id = ?"
_MARKS = "SELECT post_id, deleted_at IS NOT NULL FROM posts WHERE kind = 'post' AND blog_id = ?"
_ASIDE = """\
SELECT revisions.body_raw FROM revisions JOIN posts ON posts.id = revisions.post
WHERE flag LIKE 'suspect:%' AND blog_id = ?"""


@dataclass(slots=True)
class Figures:
    """What a simulation counted."""

    visits: int = 0
    requests: Counter[str] = field(default_factory=Counter)  # by what they asked for
    complete: int = 0
    killed: int = 0
    concealed: Counter[str] = field(default_factory=Counter)
    """Visits that nothing told of something that was lacking, by the reason (`LONGEST`)."""
    hidden: int = 0  # visits of these, whatever the reasons
    aside: int = 0  # visits that kept edits aside as suspect, and said so
    false_complete: list[str] = field(default_factory=list)
    """Visits called complete though something was lacking that was the same all the time they took."""
    late: list[str] = field(default_factory=list)
    """What was lacking after two visits in a row that could see it, or for longer than `LONGEST`."""
    marks: list[str] = field(default_factory=list)
    """Posts that are there and were marked as deleted, and those that are gone for long without a mark."""
    shortfalls: Counter[str] = field(default_factory=Counter)  # why visits were not complete, without numbers


@dataclass(slots=True)
class VisitJudge:
    """Compares the archive with the blog after each visit. Call `begin` before it, `end` after it."""

    blog: SimulatedBlog
    path: Path
    comments: bool
    figures: Figures = field(default_factory=Figures)
    _before: dict[str, State] = field(default_factory=dict)
    _latest: set[str] = field(default_factory=set)
    _gone: set[str] = field(default_factory=set)
    """Comments that were deleted before all that are there were held: no later one can hide behind them."""
    _since: datetime = datetime(1970, 1, 1, tzinfo=UTC)  # when the last visit that got answers ended
    _lacking: dict[tuple[str, State], tuple[datetime, int]] = field(default_factory=dict)
    """Since when it is lacking, and after how many visits in a row that could see it."""
    _marks: MarkJudge = field(default_factory=lambda: MarkJudge(2 * WEEKLY))

    def begin(self) -> None:
        """Note what is there before a visit."""
        self.figures.visits += 1
        self._before, self._latest = self._served(), self._find_latest()

    def end(self, record: Crawl, sent: bytes, asked: Collection[Purpose]) -> None:
        """Judge a visit that has ended; `sent`: all answers that it got; `asked`: what it asked for."""
        figures, held, after = self.figures, self._held(), self._served()
        steady = {key: state for key, state in self._before.items() if after.get(key) == state}
        told = slice(1 if self.blog.is_hindered else 0, None)  # pages do not tell when a post was saved
        lacking = {
            (key, state)
            for key, state in steady.items()
            if key not in held or not all(map(_is_alike, held[key][told], state[told]))
        }
        listed = not {Purpose.IDS, Purpose.FEED}.isdisjoint(asked)
        excuses = self._excuse(lacking, record, held, sent, listed=listed)
        figures.complete += record.outcome == "complete"
        figures.aside += record.suspect > 0
        if record.outcome != "failed":  # that says that nothing was seen
            figures.hidden += bool(excuses)
            figures.concealed.update(set(excuses.values()))
        self._judge_marks(record)
        if record.error:
            figures.shortfalls[re.sub(r"\d+|https?://\S+", "…", record.error)] += 1
        untold = self._find_untold(lacking - excuses.keys(), record)
        if record.outcome == "complete" and untold:
            figures.false_complete.append(self._story(record, untold, held))
        if record.outcome == "failed" or (record.outcome == "incomplete" and self.blog.is_hindered):
            return  # it got no answer, or not all that it asked for, and says so
        if late := self._find_late(lacking, excuses):
            figures.late.append(self._story(record, late, held))
        self._since = self.blog.now

    def _judge_marks(self, record: Crawl) -> None:
        there, seen = self._before.keys() & self._served().keys(), record.outcome == "complete"
        held = dict(self._rows(_MARKS))
        found = self._marks.end(self.blog.now, held, there=there, seen=seen, hindered=self.blog.is_hindered)
        self.figures.marks += [f"visit {self.figures.visits} ({record.kind}): {fault}" for fault in found]

    def _find_untold(self, lacking: Lacking, record: Crawl) -> Lacking:
        """Return what is lacking but for the edits that the visit says it kept aside."""
        aside = {_bare(body) for (body,) in self._rows(_ASIDE)}
        told = {(key, state) for key, state in lacking if state[-1] in aside}
        return lacking - told if len(told) <= record.suspect else lacking

    def _excuse(
        self, lacking: Lacking, record: Crawl, held: dict[str, State], sent: bytes, *, listed: bool
    ) -> dict[tuple[str, State], str]:
        """Return why nothing could tell the visit of what is lacking; what it was sent has no excuse."""
        unsent = {(key, state) for key, state in lacking if _words(state) not in sent}
        comments = {each for each in unsent if each[0].startswith("comment")}
        swapped = self._swapped_comments(comments, held, record)
        why = "comments behind deleted ones" if self.blog.is_hindered else "a swap of comments"
        found = dict.fromkeys(swapped, why)
        for key, state in unsent - comments:
            if key in held and _is_alike(held[key][0], state[0]):
                found[key, state] = "an equal time"
            elif not listed and (reason := self._excuse_post(key, state, record, held)):
                found[key, state] = reason
        return found

    def _excuse_post(self, key: str, state: State, record: Crawl, held: dict[str, State]) -> str | None:
        if record.kind == "unchanged":
            return None if key in self._latest & self._find_latest() else "not modified"
        posts = sum(not each.startswith("comment") for each in held)
        came = key not in held and state[0] < self._since
        return "a swap of posts" if came and CHEAP_TOTAL < (record.expected or 0) <= posts else None

    def _swapped_comments(self, lacking: Lacking, held: dict[str, State], record: Crawl) -> Lacking:
        """Return comments that the first answer does not hold, if as many were deleted."""
        served = sorted(
            (each for post in self.blog.posts.values() for each in post.comments), key=attrgetter("published")
        )
        newest = {f"comment {each.comment_id}" for each in served[-(self.blog.site.options.cap or 150) :]}
        there = {f"comment {each.comment_id}" for each in served}
        deleted = {key for key in held if key.startswith("comment") and key not in there}
        if self.blog.is_hindered:  # each post counts its comments, and no feed has those of all
            return lacking if len(deleted) >= len(lacking) else set()
        swapped = {(key, state) for key, state in lacking if key not in newest}
        hides = len(deleted - self._gone) >= len(swapped)
        if record.outcome == "complete" and there <= held.keys():
            self._gone = deleted - self._before.keys()
        return swapped if hides else set()

    def _find_latest(self) -> set[str]:
        """Return ids of the posts that the feed of updates shows first."""
        size = min(LATEST, self.blog.site.options.cap)
        return {post.post_id for post in self.blog.site.index.posts_by_update[:size]}

    def _find_late(self, lacking: Lacking, excuses: Mapping[tuple[str, State], str]) -> Lacking:
        """Return what was lacking after a second visit that could see it, or for longer than `LONGEST`."""
        now = self.blog.now
        known = {each: self._lacking.get(each, (now, 0)) for each in lacking}
        self._lacking = {each: (since, n + (each not in excuses)) for each, (since, n) in known.items()}
        allowed = {each: LONGEST[excuses[each]] if each in excuses else WEEKLY for each in lacking}
        return {each for each, (since, n) in self._lacking.items() if n >= 2 or now - since > allowed[each]}

    def _story(self, record: Crawl, lacking: Lacking, held: dict[str, State]) -> str:
        sample = [
            f"{key}: {_short(state)} held as {_short(held.get(key, ()))}"
            for key, state in sorted(lacking, key=str)[:2]
        ]
        visit = f"visit {self.figures.visits} ({record.kind}, {record.outcome}, {record.error})"
        return f"{visit}: {len(lacking)} lacking, as {'; '.join(sample)}"

    def _served(self) -> dict[str, State]:
        posts = self.blog.posts
        found: dict[str, State] = {
            key: (p.updated, p.title, tuple(sorted(p.labels)), p.path, p.published, p.body)
            for key, p in posts.items()
        }
        said = (comment for post in posts.values() for comment in post.comments)
        return found | {f"comment {c.comment_id}": (c.published, c.body) for c in said if self.comments}

    def _held(self) -> dict[str, State]:
        found: dict[str, State] = {}
        for post_id, updated, title, labels, url, published, body in self._rows(_POSTS):
            saved, at = parse_update_time(updated), parse_update_time(published)
            named = tuple(sorted(json.loads(labels)))
            found[post_id] = (saved, title, named, urlsplit(url).path, at, _bare(body))
        for comment_id, published, body in self._rows(_COMMENTS):
            found[f"comment {comment_id}"] = (parse_update_time(published), body)
        return found

    def _rows(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as other:
            packing.add_functions(other, write=False)
            return other.execute(sql, (self.blog.site.blog.blog_id,)).fetchall()


def _words(state: State) -> bytes:
    """Return what no other post or comment says."""
    return str(state[-1]).removeprefix("<p>").removesuffix("</p>").encode()


def _is_alike(held: Any, served: Any) -> bool:
    """Tell whether it says the same; pages and sitemaps tell no parts of seconds."""
    return bool(held == served or (isinstance(served, datetime) and held == served.replace(microsecond=0)))


def _bare(body: str) -> str:
    """Return a body without the frame that it has on a page."""
    return body.strip().removesuffix('<div style="clear: both;"></div>').strip()


def _short(state: State) -> str:
    return ", ".join(str(value)[-40:] for value in state) or "nothing"
