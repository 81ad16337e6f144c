"""Fields of the index, and a post as a document of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import UsageError
from pipelines.search.index_rows import IndexedPost
from pipelines.search.tokenizer import divided

if TYPE_CHECKING:
    import tantivy

VERSION = 1
"""Of what is here and of the words of the search: raise it when a post gives another document than before."""
COLUMNS = ("title", "labels", "text", "words")
"""Fields with places, in which words can stand side by side. `words`: those beside the post's own."""
GROUPS = "groups"
"""Groups of neighbouring characters: only which posts hold them, a sixth of the room that places take."""
NAMES = ("blog", "label", "author", "language", "flag")  # fields that filters ask for, as stored
_NEVER = "00000000000000"
_WORDS = "words of SQLite's index"


def open_files(folder: Path, *, new: bool = False) -> "tantivy.Index":
    """Open the files of an index, or make them. Raise UsageError where Tantivy is not installed."""
    library = _library()
    index: tantivy.Index = (
        library.Index(_schema(library), str(folder)) if new else library.Index.open(str(folder))
    )
    index.register_tokenizer(_WORDS, library.TextAnalyzerBuilder(library.Tokenizer.whitespace()).build())
    return index


def _library() -> Any:
    try:
        import tantivy  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("an index needs Tantivy: pip install 'blogger-archive[scale]'") from error
    return tantivy


def _schema(library: Any) -> "tantivy.Schema":
    builder = library.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("archive", indexed=True, fast=True)
    builder.add_integer_field("post", fast=True)
    builder.add_unsigned_field("day", indexed=True, fast=True)
    for name in COLUMNS:
        builder.add_text_field(name, tokenizer_name=_WORDS)
    builder.add_text_field(GROUPS, tokenizer_name=_WORDS, index_option="basic")
    for name in NAMES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    schema: tantivy.Schema = builder.build()
    return schema


def key(archive: int, post: int) -> str:
    """Return what a document is deleted by."""
    return f"{archive}:{post}"


def document(archive: int, post: IndexedPost) -> "tantivy.Document":
    """Make the document of a post of the archive with that number."""
    made: tantivy.Document = _library().Document()
    made.add_text("key", key(archive, post.id))
    made.add_unsigned("archive", archive)
    made.add_integer("post", post.id)
    if post.day:
        made.add_unsigned("day", moment(post.day))
    for name, text in _texts(post):
        made.add_text(name, text)
    return made


def _texts(post: IndexedPost) -> Iterator[tuple[str, str]]:
    yield "title", " ".join(divided(post.title))
    yield "labels", " ".join(divided(post.labels_json))
    yield "text", " ".join(divided(post.text))
    if any(post.terms):
        yield "words", " ".join(divided(post.terms.words))
        groups = post.terms._replace(words="").written_out()
        yield GROUPS, " ".join(dict.fromkeys(divided(" ".join(groups))))
    yield "blog", post.blog_id
    yield from (("label", label) for label in post.labels)
    yield from (
        (name, value) for name, value in (("author", post.author), ("language", post.language)) if value
    )
    yield from (("flag", flag) for flag in post.flags)


def moment(day: str) -> int:
    """Return a time, day, month or year as a number that sorts as the text does."""
    digits = "".join(filter(str.isdecimal, day[: len("2013-10-05T12:00:00")]))
    return int((digits + _NEVER)[: len(_NEVER)])
