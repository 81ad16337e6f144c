"""Fields are taken from the best source, and the documentation says which that is."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from crawler.items import Post
from pipelines.archive import trust
from pipelines.archive.changes import Kind, decide
from pipelines.archive.import_merge import decide_import
from tests.helpers.posts import FULL

PAGE = Path(__file__).parents[2] / "docs/importing.md"
EXPORT = replace(FULL, source="export", comment_count=None, thumbnail=None)


def test_the_documentation_prints_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    printed = text.partition("<!-- trust -->\n")[2].partition("\n<!-- /trust -->")[0]
    assert printed == trust.as_markdown()


def test_every_field_of_a_post_has_a_rule() -> None:
    ruled = {name for group in trust.FIELDS for name in group.names}
    assert {field.name for field in fields(Post)} - ruled == {"blog_id", "post_id", "kind", "status"}


@pytest.mark.parametrize("worse", ["page", "saved", "capture", "text"])
def test_nothing_that_a_backup_tells_is_replaced_by_a_worse_source(worse: str) -> None:
    shown = replace(
        EXPORT, source=worse, title="Share this", text="Ferries. Share!", author="admin", labels=("x",),
        comment_count=4, thumbnail="https://img.example/t.jpg",
    )  # fmt: skip
    decision = (decide if worse == "page" else decide_import)(EXPORT, shown)
    assert decision.kind is Kind.REFRESHED
    assert decision.post == replace(EXPORT, comment_count=4, thumbnail="https://img.example/t.jpg")
    assert decision.earlier == shown
    assert decide_import(shown, EXPORT).post == decision.post


def test_a_summary_of_a_better_source_does_not_replace_a_whole_text() -> None:
    summary = replace(FULL, partial=True, text="The fer…", body_raw="The fer…")
    assert decide_import(EXPORT, summary).post.text == EXPORT.text


def test_a_notice_is_worse_than_any_text() -> None:
    notice = replace(FULL, text="This post has been removed.", body_raw="<p>This post has been removed.</p>")
    page = replace(FULL, source="capture")
    assert decide_import(page, notice).post.text == decide_import(notice, page).post.text == FULL.text


def test_a_short_text_of_the_feed_replaces_a_longer_one_of_a_page() -> None:
    page = replace(
        FULL, source="saved", text=f"{FULL.text} {'Read also: ' * 200}", body_raw="<div>long</div>"
    )
    decision = decide(page, FULL)
    assert (decision.kind, decision.post.text) == (Kind.CHANGED, FULL.text)
