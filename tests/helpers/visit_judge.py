"""A judge of what visits of a simulated blog claim, by what the blog serves and what the archive holds."""

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.blogger.frontier.deletion_stage import CHEAP_TOTAL
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.items import Crawl
from crawler.sample import SampleComment
from tests.helpers.simulated_blog import SimulatedBlog

CONCEALED = timedelta(days=10)
"""Time after which the weekly list of ids has found what nothing else shows, with clocks that differ."""
State = tuple[Any, ...]
"""A post or a comment as it is served, or as it is held: its time first, its body last."""
Lacking = set[tuple[str, State]]  # key of a post or comment, and its state

_POSTS = """\
SELECT post_id, updated, title, labels, url, published, body_raw
FROM posts JOIN sources ON sources.post = posts.id WHERE deleted_at IS NULL"""
_COMMENTS = "SELECT comment_id, published, text FROM comments"
_ASIDE = "SELECT body_raw FROM revisions WHERE flag LIKE 'suspect:%'"


@dataclass(slots=True)
class Figures:
    """What a simulation counted."""

    visits: int = 0
    requests: Counter[str] = field(default_factory=Counter)  # by what they asked for
    complete: int = 0
    killed: int = 0
    hidden: int = 0  # visits that nothing told of what was lacking: "not modified", or a swap in a large blog
    aside: int = 0  # visits that kept edits aside as suspect, and said so
    false_complete: list[str] = field(default_factory=list)
    """Visits called complete though something was lacking that was the same all the time they took."""
    late: list[str] = field(default_factory=list)
    """What was lacking after two visits in a row that could see it, or for longer than `CONCEALED`."""
    shortfalls: Counter[str] = field(default_factory=Counter)  # why visits were not complete, without numbers


@dataclass(slots=True)
class VisitJudge:
    """Compares the archive with the blog after each visit. Call `begin` before it, `end` after it."""

    blog: SimulatedBlog
    path: Path
    comments: bool
    figures: Figures = field(default_factory=Figures)
    _before: dict[str, State] = field(default_factory=dict)
    _since: datetime = datetime(1970, 1, 1, tzinfo=UTC)  # when the last visit that ended was begun
    _lacking: dict[tuple[str, State], tuple[datetime, int]] = field(default_factory=dict)
    """Since when it is lacking, and after how many visits in a row that could see it."""

    def begin(self) -> None:
        """Note what is there before a visit."""
        self.figures.visits += 1
        self._before = self._served()

    def end(self, record: Crawl, sent: bytes) -> None:
        """Judge a visit that has ended; `sent`: all answers that it got."""
        figures, held, after = self.figures, self._held(), self._served()
        steady = {key: state for key, state in self._before.items() if after.get(key) == state}
        lacking = {(key, state) for key, state in steady.items() if held.get(key) != state}
        lacking = {each for each in lacking if not _is_unsent(*each, held, sent)}
        concealed = record.kind == "unchanged" or not sent or self._is_swap(lacking, record, held)
        figures.complete += record.outcome == "complete"
        figures.aside += record.suspect > 0
        figures.hidden += bool(lacking) and concealed
        if record.error:
            figures.shortfalls[re.sub(r"\d+|https?://\S+", "…", record.error)] += 1
        untold = self._find_untold(lacking, record)
        if record.outcome == "complete" and not (concealed or self._is_swap(untold, record, held)):
            figures.false_complete.append(self._story(record, lacking, held))
        if late := self._find_late(lacking, concealed=concealed):
            figures.late.append(self._story(record, late, held))
        self._since = self.blog.now

    def _find_untold(self, lacking: Lacking, record: Crawl) -> Lacking:
        """Return what is lacking but for the edits that the visit says it kept aside."""
        aside = {body for (body,) in self._rows(_ASIDE)}
        told = {(key, state) for key, state in lacking if state[-1] in aside}
        return lacking - told if len(told) <= record.suspect else lacking

    def _is_swap(self, lacking: Lacking, record: Crawl, held: dict[str, State]) -> bool:
        """Tell whether all that is lacking took the place of something else, and showed in no count."""
        comments = {(key, state) for key, state in lacking if key.startswith("comment")}
        posts = lacking - comments
        return (not posts or self._is_swap_of_posts(posts, record, held)) and (
            not comments or self._is_swap_of_comments(comments, held)
        )

    def _is_swap_of_posts(self, lacking: Lacking, record: Crawl, held: dict[str, State]) -> bool:
        """Posts with old saves, in a blog too large to list always."""
        expected = record.expected or 0
        posts = sum(not key.startswith("comment") for key in held)
        came = all(key not in held and state[0] < self._since for key, state in lacking)
        return came and CHEAP_TOTAL < expected <= posts

    def _is_swap_of_comments(self, lacking: Lacking, held: dict[str, State]) -> bool:
        """Comments that one answer does not hold, in place of deleted ones."""
        served = sorted((each for post in self.blog.posts.values() for each in post.comments), key=_said)
        newest = {f"comment {each.comment_id}" for each in served[-(self.blog.site.options.cap or 150) :]}
        deleted = {key for key in held if key.startswith("comment")} - {
            f"comment {each.comment_id}" for each in served
        }
        return len(deleted) >= len(lacking) and not any(key in newest for key, _ in lacking)

    def _find_late(self, lacking: Lacking, *, concealed: bool) -> Lacking:
        now = self.blog.now
        known = {each: self._lacking.get(each, (now, 0)) for each in lacking}
        self._lacking = {each: (since, count + (not concealed)) for each, (since, count) in known.items()}
        return {
            each for each, (since, count) in self._lacking.items() if count >= 2 or now - since > CONCEALED
        }

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
            found[post_id] = (saved, title, tuple(sorted(json.loads(labels))), urlsplit(url).path, at, body)
        for comment_id, published, body in self._rows(_COMMENTS):
            found[f"comment {comment_id}"] = (parse_update_time(published), body)
        return found

    def _rows(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as other:
            return other.execute(sql).fetchall()


def _is_unsent(key: str, state: State, held: dict[str, State], sent: bytes) -> bool:
    """Tell whether an edit has the time of the save that is held, and no answer had its words."""
    same_save = key in held and held[key][0] == state[0]
    words = str(state[-1]).removeprefix("<p>").removesuffix("</p>")
    return same_save and words.encode() not in sent


def _said(comment: SampleComment) -> datetime:
    return comment.published


def _short(state: State) -> str:
    return ", ".join(str(value)[-40:] for value in state) or "nothing"
