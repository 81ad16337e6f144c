"""A judge of marks of deletion: none on a post that is there, and one on each that is gone for long."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SEEING_VISITS = 3
"""Complete visits after which a post that is gone has a mark: one notices, one agrees, one is to spare."""

APART_BY_ANY_CLOCK = timedelta(hours=20 + 52)
"""A day between two visits, though the clock of each may be wrong by 26 hours."""


@dataclass(slots=True)
class MarkJudge:
    """Compares the marks with the posts that are served. Call `end` after each visit."""

    span: timedelta
    """How long a post may be gone without a mark, at least."""
    _marked: set[str] = field(default_factory=set)
    _gone: dict[str, list[datetime]] = field(default_factory=dict)
    """Post that is gone and not marked → times of complete visits, as far apart as two that may agree."""

    def end(
        self, now: datetime, held: Mapping[str, bool], *, there: Collection[str], seen: bool, hindered: bool
    ) -> list[str]:
        """Return the faults of a visit; `held`: id → marked; `there`: ids served all the time.

        `seen`: it was complete; what is `hindered` need not find that anything is gone.
        """
        marked = {key for key, is_marked in held.items() if is_marked}
        wrong = sorted((marked - self._marked) & set(there))
        self._marked = marked
        gone = set() if hindered else held.keys() - marked - set(there)
        self._gone = {key: self._gone.get(key, []) for key in gone}
        for visits in self._gone.values():
            if seen and (not visits or now - visits[-1] > APART_BY_ANY_CLOCK):
                visits.append(now)
        late = [key for key, at in self._gone.items() if len(at) > SEEING_VISITS and now - at[0] > self.span]
        return [
            *(f"{key} is there, and was marked" for key in wrong),
            *(f"{key} lacks a mark" for key in late),
        ]
