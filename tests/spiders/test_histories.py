"""Whatever happens to a blog, whenever it is looked at: the archive ends as the blog is, plus tombstones."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.archive.checks import integrity
from tests.helpers.fake_blogger import Site
from tests.helpers.spider_harness import SpiderHarness, blog_of, make

# What happens: (what, which post). What is done about it: a run, and the hours before it.
EVENTS = st.tuples(
    st.sampled_from(("add", "backdate", "edit", "label", "delete", "restore")), st.integers(0, 30)
)
RUN = st.tuples(st.just("run"), st.sampled_from((1, 30, 200)), st.booleans())
HISTORY = st.lists(st.lists(EVENTS, max_size=4).map(tuple) | RUN, min_size=3, max_size=9)


class History:
    """A blog to which things happen, and an archive that looks at it now and then."""

    def __init__(self, harness: SpiderHarness) -> None:
        self.harness = harness
        self.site = harness.serve(blog_of(20))
        self.bin: list[str] = []
        self.kept = {post.post_id: post for post in self.site.blog.posts}
        self.count = 100

    def happen(self, what: str, which: int) -> None:
        """One change, saved now."""
        self.harness.wait(minutes=7)
        blog, now = self.site.blog, self.harness.now
        if what in {"add", "backdate"}:
            self.count += 1
            at = now if what == "add" else datetime(2011, 1, 1, tzinfo=UTC) + timedelta(days=which)
            self.site.blog = blog.with_post(make(self.count, at, updated=now))
        elif what == "restore" and self.bin:
            self.site.blog = blog.with_post(self.kept[self.bin.pop(which % len(self.bin))])
        elif blog.posts:
            post = blog.posts[which % len(blog.posts)]
            if what == "delete" and len(blog.posts) > 12:
                self.kept[post.post_id] = post
                self.bin.append(post.post_id)
                self.site.blog = blog.without_post(post.post_id)
            elif what == "edit":
                self.site.blog = blog.edited(
                    post.post_id, updated=now, body=f"<p>Saved at {now.isoformat()}.</p>"
                )
            elif what == "label":
                self.site.blog = blog.edited(post.post_id, updated=now, labels=(f"at {now.isoformat()}",))

    def settle(self) -> None:
        """Nothing happens any more; weeks go by with a run each."""
        for _ in range(3):
            self.harness.wait(days=8)
            self.harness.visit()


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # a run is slow, and shrinking takes hundreds
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY)
def test_any_history_ends_as_the_blog_is(
    history: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told = History(SpiderHarness(Path(folder) / "archive.db", monkeypatch))
        for step in history:
            if step[:1] == ("run",):
                _, hours, full = step
                told.harness.wait(hours=float(str(hours)))
                told.harness.visit(full="yes" if full else "no")
            else:
                for event in step:
                    told.happen(*event)  # type: ignore[misc]
        ever = told.harness.ids("1") if told.harness.path.exists() else set()
        told.settle()
        compare(told.harness, told.site, ever)


def compare(harness: SpiderHarness, site: Site, ever: set[str]) -> None:
    """Posts as they are served, and every post that was ever held and is gone, marked."""
    held = dict(harness.rows("SELECT post_id, text || labels FROM posts WHERE deleted_at IS NULL"))
    served = {p.post_id: p.body[3:-4] + str(list(p.labels)).replace("'", '"') for p in site.blog.posts}
    assert held == served
    assert harness.ids("deleted_at IS NOT NULL") >= ever - set(served)
    with harness.archive() as archive:
        assert integrity.problems(archive) == []
