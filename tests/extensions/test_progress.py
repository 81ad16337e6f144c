"""The bar of a crawl, drawn on a stream."""

import io

import pytest

from crawler.extensions.progress import ProgressBar


def test_no_total_is_shown_before_a_blog_has_said_one(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr("sys.stderr", terminal)
    bar = ProgressBar(lambda: 7)
    bar.advance()
    bar.tqdm.refresh()
    assert "1 posts | 7 requests" in terminal.getvalue()
    assert "/" not in terminal.getvalue()
    bar.expect("https://a.example/", 60)
    bar.expect("https://a.example/", 60)
    bar.tqdm.refresh()
    bar.close()
    assert "1/60 posts" in terminal.getvalue()
    assert "0/0" not in terminal.getvalue()
