"""Several archives are searched as one: the order is that of the archive that holds all of them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from crawler.items import Blog, Post
from pipelines.archive import Archive
from pipelines.search.filters import Filter
from pipelines.search.known_names import UnknownNameError
from pipelines.search.listed_posts import SearchResult
from pipelines.search.search import SORT_ORDERS, search, search_archives

BLOGS = ("1", "2", "3")
WORDS = [
    "harbour", "ferry", "tide", "quay", "storm", "lighthouse", "cargo", "pilot", "rope", "anchor", "sail",
]  # fmt: skip
HAN = ["北京", "大学", "港口", "会议", "今天", "新闻"]
QUERIES = (
    "ferry", "harbour", "ferry tide", "harbour storm quay", "lighthouse OR pilot", '"storm quay"', "anch*",
    "ferry -rope", "title:cargo", "label:tide", "港口", "北京大学", "新闻 ferry", "c++", "author:ana",
)  # fmt: skip


def posts_of(blog: str, count: int) -> list[Post]:
    """Posts of unequal length, the words unequally common in each blog."""
    random = Random(blog)
    weights = [random.random() ** 3 + 0.01 for _ in WORDS]
    start = datetime(2020, 1, 1, int(blog), tzinfo=UTC)
    made = []
    for number in range(count):
        words = random.choices(WORDS, weights, k=random.choice((3, 10, 40, 150)))
        if random.random() < 0.4:
            words += ["".join(random.choices(HAN, k=3))] * random.choice((1, 2))
        if random.random() < 0.1:
            words.append("C++")
        made.append(
            Post(
                blog_id=blog, post_id=f"{blog}{number:04}", url=f"http://b{blog}.example/{number}.html",
                title=" ".join(random.choices(WORDS, weights, k=3)), text=" ".join(words), author="Ana",
                labels=tuple(random.sample(WORDS, 1)) if random.random() < 0.3 else (), language="en",
                published=start + timedelta(hours=random.randrange(30_000), minutes=number),
            )
        )  # fmt: skip
    return made


def fill(path: Path, blogs: tuple[str, ...]) -> Path:
    with Archive(path) as archive:
        for blog in blogs:
            archive.save_blog(Blog(blog_id=blog, url=f"http://b{blog}.example/", title=f"Blog {blog}"))
            archive.save_posts(posts_of(blog, 14 * int(blog) ** 2))
    return path


class Archives:
    """The blogs in one archive, and each in one of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        paths = [fill(folder / "all.db", BLOGS), *(fill(folder / f"{blog}.db", (blog,)) for blog in BLOGS)]
        opened = [stack.enter_context(Archive(path, read_only=True)) for path in paths]
        self.whole, *self.parts = (stack.enter_context(archive.reading()) for archive in opened)

    def both(
        self, text: str, chosen: Filter | None = None, **how: object
    ) -> tuple[SearchResult, SearchResult]:
        chosen = chosen or Filter()
        return (
            search(self.whole, text, chosen, limit=50, **how),  # type: ignore[arg-type]
            search_archives(self.parts, text, chosen, slice(0, 50), **how),  # type: ignore[arg-type]
        )


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archives]:
    with ExitStack() as stack:
        yield Archives(tmp_path_factory.mktemp("combined"), stack)


def shown(result: SearchResult) -> list[str]:
    return [hit.post_id for hit in result.hits]


@pytest.mark.parametrize("sort", SORT_ORDERS)
@pytest.mark.parametrize("text", QUERIES)
def test_the_order_is_that_of_one_archive(archives: Archives, text: str, sort: str) -> None:
    one, several = archives.both(text, sort=sort)
    assert one.hits
    assert shown(several) == shown(one)
    assert (several.matches, several.more, several.is_bounded) == (one.matches, one.more, one.is_bounded)
    assert several.hits[0].snippet == one.hits[0].snippet


@pytest.mark.parametrize(
    "chosen",
    [Filter(blogs=("Blog 1", "3")), Filter(labels=("tide",)), Filter(language="en"), Filter(since="2022")],
    ids=["blogs", "label", "language", "since"],
)
def test_filters_name_what_any_of_them_has(archives: Archives, chosen: Filter) -> None:
    one, several = archives.both("ferry", chosen)
    assert one.hits
    assert shown(several) == shown(one)


def test_what_none_has_is_refused_or_suggested(archives: Archives) -> None:
    with pytest.raises(UnknownNameError, match="Blog 9"):
        archives.both("ferry", Filter(blogs=("Blog 1", "Blog 9")))[1]
    with pytest.raises(UnknownNameError, match="Blog 9"):
        search_archives(archives.parts, "ferry", Filter(blogs=("Blog 1", "Blog 9")), slice(0, 5))
    one, several = archives.both("lighthuose")
    assert several.suggestion == one.suggestion == "lighthouse"
    assert replace(several, suggestion=None) == SearchResult()
