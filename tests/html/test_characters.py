"""Characters that print nothing, in a text of one line."""

import pytest

from crawler.blogger.html.characters import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("ഞങ്ങള്\u200d", "ഞങ്ങള്\u200d", id="old Malayalam ends a word with a joiner"),
        pytest.param("വസന്തത്തില്\u200d\u200b", "വസന്തത്തില്\u200d", id="what follows it goes"),
        pytest.param("\u200dtitle\u200d", "title", id="a joiner that joins nothing"),
        pytest.param("خانه\u200c", "خانه", id="nothing to keep apart from"),
    ],
)
def test_joiners_at_the_edges(text: str, line: str) -> None:
    assert one_line(text) == line
