"""A blog to which things happen at random, between and during crawls, and a check of what these claim."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from crawler.blogger.frontier.deletions import DeletionLimits
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.sample import SamplePost
from tests.helpers.fake_blogger import Site
from tests.helpers.frontier import Desk, Killed
from tests.helpers.world import blog_of, make

KINDS = ("add", "edit", "label", "delete", "restore", "backdate", "schedule", "bulk", "swap")
SIZE = 60


@dataclass(slots=True)
class Figures:
    """What a simulation counted."""

    visits: int = 0
    requests: int = 0
    complete: int = 0
    killed: int = 0
    false_complete: list[str] = field(default_factory=list)
    """Crawls that said "complete" though a post was lacking that had not changed since they began."""


class SimulatedVisits:
    """One blog and one archive; the seed decides everything."""

    def __init__(self, seed: int) -> None:
        self.seed, self.random = seed, Random(seed)
        self.desk = Desk(Site(blog_of(SIZE), cap=self.random.choice((7, 25, 150))))
        self.figures = Figures()
        self._count = 100
        self._bin: list[SamplePost] = []

    def run(self, visits: int) -> Figures:
        """Let things happen and crawl, so many times."""
        for _ in range(visits):
            for _ in range(self.random.choice((0, 0, 1, 3, 12))):
                self._happen()
            self.desk.wait(hours=self.random.choice((1, 6, 30, 200)))
            self._visit()
        return self.figures

    def _visit(self) -> None:
        before, clock = self._served(), self.desk.now
        self.desk.now += timedelta(hours=self.random.choice((0, 0, 0, -26, 26)))
        change_at = {self.random.randrange(1, 12) for _ in range(self.random.choice((0, 0, 1, 2)))}
        kill_at = self.random.choice((None,) * 9 + (self.random.randrange(1, 6),))

        def interfere(number: int) -> None:
            if number == kill_at:
                raise Killed
            if number in change_at:
                self._happen()

        self.desk.before = interfere
        figures = self.figures
        figures.visits += 1
        try:
            record = self.desk.crawl(deletion_limits=DeletionLimits(1000, 1.0))
        except Killed:
            figures.killed += 1
        else:
            figures.complete += record.outcome == "complete"
            self._judge(before, record.outcome or "", record.kind)
        figures.requests += len(self.desk.requests)
        self.desk.now = clock

    def _judge(self, before: dict[str, str], outcome: str, kind: str) -> None:
        after = self._served()
        steady = {key: body for key, body in before.items() if after.get(key) == body}
        held = {key: _state(p.body_raw, p.updated_raw) for key, p in self.desk.reader.there.items()}
        lacking = [key for key, state in steady.items() if held.get(key) != state]
        hidden = kind == "unchanged"  # the server said that nothing changed, which nothing can disprove
        if outcome == "complete" and lacking and not hidden:
            story = f"seed {self.seed}, visit {self.figures.visits} ({kind}): {len(lacking)} lacking"
            self.figures.false_complete.append(story)

    def _served(self) -> dict[str, str]:
        return {p.post_id: _state(p.body, p.updated.isoformat()) for p in self.desk.site.blog.posts}

    def _happen(self) -> None:
        self.desk.wait(minutes=self.random.randrange(1, 90))
        kind = self.random.choice(KINDS)
        site, random, now = self.desk.site, self.random, self.desk.now
        posts = site.blog.posts
        some = random.choice(posts)
        if kind in {"add", "backdate", "schedule"}:
            self._add(kind, now)
        elif kind in {"edit", "label"}:
            body = f"<p>Saved at {now.isoformat()}.</p>"
            site.blog = site.blog.edited(some.post_id, updated=now, body=body, labels=(kind,))
        elif kind == "bulk":
            for post in random.sample(posts, min(len(posts), random.randrange(2, 40))):
                site.blog = site.blog.edited(
                    post.post_id, updated=now, body=f"<p>Bulk {now.isoformat()}.</p>"
                )
        elif kind == "restore" and self._bin:
            site.blog = site.blog.with_post(self._bin.pop(random.randrange(len(self._bin))))
        elif len(posts) > SIZE // 2:
            self._bin.append(some)
            site.blog = site.blog.without_post(some.post_id)
            if kind == "swap":
                self._add(random.choice(("backdate", "schedule")), now)

    def _add(self, kind: str, now: datetime) -> None:
        self._count += 1
        old = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(minutes=self.random.randrange(4_000_000))
        published = now if kind == "add" else old
        post = make(self._count, published, updated=old if kind == "schedule" else now)
        self.desk.site.blog = self.desk.site.blog.with_post(post)


def _state(body: str, updated: str | None) -> str:
    return f"{parse_update_time(updated)} {body}"
