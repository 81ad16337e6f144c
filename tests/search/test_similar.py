"""More like this."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.items import Post
from pipelines.archive import Archive
from pipelines.archive.post_lookup import require_post
from pipelines.search.filters import Filter
from pipelines.search.similar import find_similar

TOPICS = {
    "sail": "ferry mast sail crew harbour pilot knots anchor",
    "bread": "flour oven loaf yeast crust baker dough rye",
    "vote": "ballot council mayor seat recount candidate speech poll",
    "北京": "人民大会堂 举行经济会议 代表们讨论了 降息政策问题 人民银行宣布 市民关心水价 会议在北京",
}
FILLER = "the of and to a in that it is was for on are as with his they at be this"


def text(topic: str, number: int) -> str:
    words = TOPICS[topic].split(" ")
    return f"{' '.join(words[number % 3 : number % 3 + 6])} {FILLER}"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("similar") / "archive.db") as archive:
        archive.save_posts(
            [
                Post(
                    blog_id=str(number % 2), post_id=f"{topic}{number}", title=f"About {number}",
                    text=text(topic, number), url=f"https://x.example/{topic}{number}.html",
                    aliases=(f"http://old.example/{topic}{number}.html",),
                )
                for topic in TOPICS for number in range(6)
            ]
        )  # fmt: skip
        yield archive


def like(archive: Archive, name: str, **how: object) -> list[str]:
    post = require_post(archive._connection, name)
    return [hit.post_id for hit in find_similar(archive._connection, post, **how).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize("topic", TOPICS)
def test_the_likest_are_of_the_same_topic(archive: Archive, topic: str) -> None:
    found = like(archive, f"{topic}0", limit=5)
    assert len(found) == 5
    assert all(name.startswith(topic) and name != f"{topic}0" for name in found)


def test_filters_hold(archive: Archive) -> None:
    assert set(like(archive, "sail0", chosen=Filter(blogs=("1",)))) <= {
        f"{topic}{number}" for topic in TOPICS for number in (1, 3, 5)
    }


def test_words_of_two_letters_make_no_posts_alike(tmp_path: Path) -> None:
    texts = ("ferry is it to be", "bread is it to be", "votes", "毛猫")
    with Archive(tmp_path / "a.db") as archive:
        archive.save_posts([Post(blog_id="1", post_id=text, text=text) for text in texts])
        assert like(archive, texts[0]) == []
