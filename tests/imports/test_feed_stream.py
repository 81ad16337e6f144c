"""Backups and saved feeds are read an entry at a time, whatever else they hold."""

import io
from collections import Counter

import pytest

from crawler.items import Blog, Comment, Post
from pipelines.imports import feed_stream
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.copies import Nothing
from pipelines.imports.feed_stream import read_feed_stream
from pipelines.imports.folders import Unreadable
from tests.imports.test_feed_copies import item, rss

TAG = "tag:blogger.com,1999:blog-77"
KIND = "http://schemas.google.com/blogger/2008/kind#"


def entry(number: int, kind: str = "post", inside: str = "") -> str:
    return f"""<entry><id>{TAG}.post-{number}</id><published>2014-11-23T08:15:00-02:00</published>
<category scheme='http://schemas.google.com/g/2005#kind' term='{KIND}{kind}'/>
<title type='text'>Ponte {number}</title><content type='html'>&lt;p&gt;A ponte abriu.&lt;/p&gt;</content>
<link rel='alternate' type='text/html' href='http://serra.blogspot.com/2014/11/{number}.html'/>{inside}</entry>"""


def backup(*entries: str) -> bytes:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>{TAG}.archive</id><title type='text'>Gazeta da Serra</title>
<link rel='alternate' type='text/html' href='http://serra.blogspot.com/'/>
{"".join(entries)}</feed>""".encode()


def read(body: bytes, base: str | None = None) -> list[object]:
    return list(read_feed_stream(io.BytesIO(body), source="backup.xml", homes=BlogHomes(base)))


def test_posts_and_comments_of_a_backup_are_told_from_all_else() -> None:
    reply = f"<thr:in-reply-to ref='{TAG}.post-1'/>"
    found = read(backup(
        entry(8, "template"), entry(9, "settings"), entry(1), entry(2, "comment", reply),
        entry(3, inside="<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"),
    ))  # fmt: skip
    assert Counter(map(type, found)) == {Blog: 1, Post: 2, Comment: 1, Nothing: 2}
    post = next(each for each in found if isinstance(each, Post))
    assert (post.blog_id, post.post_id, post.title, post.source) == ("77", "1", "Ponte 1", "export")
    assert post.url == "http://serra.blogspot.com/2014/11/1.html"
    comment = next(each for each in found if isinstance(each, Comment))
    assert (comment.comment_id, comment.post_id) == ("2", "1")
    assert statuses(found) == {"1": "published", "3": "draft"}


@pytest.mark.parametrize(
    ("named", "post"),
    [
        ("ref='{TAG}.post-1'", "1"),
        ("source='http://www.blogger.com/feeds/77/posts/default/1'", "1"),
        ("href='http://serra.blogspot.com/2014/11/1.html?m=1'", "path:/2014/11/1.html"),
        ("href='http://serra.blogspot.com/p/1.html'", "path:/p/1.html"),
    ],
)
def test_the_post_of_a_comment_is_told_by_any_of_its_addresses(named: str, post: str) -> None:
    reply = f"<thr:in-reply-to {named.format(TAG=TAG)}/>"
    found = read(backup(entry(2, "comment", reply), entry(1)))
    assert [each.post_id for each in found if isinstance(each, Comment)] == [post]


def statuses(found: list[object]) -> dict[str, str]:
    return {each.post_id: each.status for each in found if isinstance(each, Post)}


def test_a_comment_that_was_not_published_is_no_draft() -> None:
    reply = f"<thr:in-reply-to ref='{TAG}.post-1'/><app:control><app:draft>yes</app:draft></app:control>"
    found = read(backup(entry(1), entry(2, "comment", reply)))
    assert statuses(found) == {"1": "published"}
    assert not [each for each in found if isinstance(each, Comment)]


@pytest.mark.parametrize("kind", ["page", "post", ""])
def test_static_pages_are_told_from_posts(kind: str) -> None:
    found = read(backup(entry(1), entry(7, kind).replace("/2014/11/7.html", "/p/sobre.html")))
    assert [each.kind for each in found if isinstance(each, Post)] == ["post", "page"]


def test_a_prefix_that_is_not_declared_costs_nothing() -> None:
    undeclared = "<app:control><app:draft>yes</app:draft></app:control>"
    found = read(backup(entry(1), entry(3, inside=undeclared), entry(4)))
    assert statuses(found) == {"1": "published", "3": "draft", "4": "published"}


def test_takeout_states_paths_and_states_of_its_own() -> None:
    def own(number: int, status: str, more: str = "") -> str:
        return f"""<entry><id>{TAG}.post-{number}</id><blogger:type>POST</blogger:type>
<blogger:status>{status}</blogger:status><title>T{number}</title><content type='html'>x</content>
<published>2023-01-02T03:04:05Z</published>
<blogger:filename>/2023/01/t{number}.html</blogger:filename>{more}</entry>"""

    body = f"""<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
<id>{TAG}</id><title>Serra</title>{own(1, "LIVE")}{own(2, "DRAFT")}{own(3, "SCHEDULED")}
{own(5, "SOFT_TRASHED")}
{own(4, "LIVE", "<blogger:trashed>2023-02-01T00:00:00Z</blogger:trashed>")}</feed>""".encode()
    found = read(body, base="https://serra.blogspot.com/")
    urls = [each.url for each in found if isinstance(each, Post)]
    assert urls == [f"https://serra.blogspot.com/2023/01/t{number}.html" for number in (1, 2, 3, 5, 4)]
    assert statuses(found) == {
        "1": "published",
        "2": "draft",
        "3": "scheduled",
        "4": "trashed",
        "5": "trashed",
    }
    assert {each.url for each in read(body) if isinstance(each, Post)} == {None}
    linked = body.replace(b"</entry>", b"<link href='http://elsewhere.example/'/></entry>")
    assert [x.url for x in read(linked, "https://serra.blogspot.com/") if isinstance(x, Post)] == urls


def test_takeout_tells_which_comment_a_reply_answers_and_where_a_post_was_written() -> None:
    def own(number: int, kind: str, inside: str) -> str:
        return f"""<entry><id>{TAG}.post-{number}</id>{inside}<blogger:type>{kind}</blogger:type>
<blogger:status>LIVE</blogger:status><author><name>Rui</name><uri>
https://rui.example/ </uri><blogger:type>BLOGGER</blogger:type></author>
<content type='html'>x</content></entry>"""

    place = "<blogger:location><blogger:name>Braga</blogger:name></blogger:location>"
    parent = f"<blogger:parent>{TAG}.post-1</blogger:parent>"
    found = read(
        f"""<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
<id>{TAG}</id><title>Serra</title>{own(1, "POST", place)}{own(4, "POST", "<blogger:location/>")}
{own(2, "COMMENT", f"<blogger:inReplyTo/>{parent}")}
{own(3, "COMMENT", f"{parent}<blogger:inReplyTo>{TAG}.post-2</blogger:inReplyTo>")}
{own(5, "COMMENT", "<blogger:parent>1</blogger:parent><blogger:inReplyTo>2</blogger:inReplyTo>")}
</feed>""".encode()
    )
    assert [each.location for each in found if isinstance(each, Post)] == ["Braga", None]
    comments = [each for each in found if isinstance(each, Comment)]
    assert [(c.comment_id, c.post_id, c.parent_id) for c in comments] == [
        ("2", "1", None), ("3", "1", "2"), ("5", "1", "2")
    ]  # fmt: skip
    assert {c.author_url for c in comments} == {"https://rui.example/"}


def test_what_a_feed_declares_wrongly_or_leaves_to_its_address() -> None:
    own = entry(5).replace("Ponte", "Água").replace("http://serra.blogspot.com", "")
    head = "<?xml version='1.0' encoding='windows-1252'?><feed xmlns='http://www.w3.org/2005/Atom'>"
    home = "<link rel='alternate' href='http://serra.example/'/>"
    _, post = read(f"{head}<id>{TAG}</id>{home}{own}</feed>".encode())
    assert isinstance(post, Post)
    assert (post.title, post.url) == ("Água 5", "http://serra.example/2014/11/5.html")


@pytest.mark.parametrize("kind", ["post", "comment"])
def test_the_saved_feed_of_one_entry(kind: str) -> None:
    reply = f"<thr:in-reply-to xmlns:thr='urn:thr' ref='{TAG}.post-1'/>" if kind == "comment" else ""
    alone = entry(5, kind, reply).replace("<entry>", "<entry xmlns='http://www.w3.org/2005/Atom'>")
    *_, found = read(f"<?xml version='1.0'?>{alone}".encode())
    assert isinstance(found, Comment if kind == "comment" else Post)
    assert found.blog_id == "77"


@pytest.mark.parametrize("chunk", [1 << 18, 7], ids=["large", "small"])
@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("&#55357;&#56832;", "\U0001f600"),
        ("&#xD83D;&#xDE00;&#xd83d;&#xde01;", "\U0001f600\U0001f601"),
        ("&#55357;", "\ufffd"),
    ],
)
def test_characters_that_were_cut_in_two_cost_no_feed(
    written: str, read_as: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_stream, "_CHUNK", chunk)
    found = read(backup(entry(1).replace("Ponte 1", f"Ponte {written}!"), entry(2)))
    assert [each.title for each in found if isinstance(each, Post)] == [f"Ponte {read_as}!", "Ponte 2"]
    assert not [each for each in found if isinstance(each, Unreadable)]


def test_a_feed_of_comments_does_not_describe_the_blog() -> None:
    reply = f"<thr:in-reply-to ref='{TAG}.post-1'/>"
    body = backup(entry(2, "comment", reply)).replace(b".archive", b".post1..comments", 1)
    assert [type(each) for each in read(body)] == [Comment]
    assert read(backup().replace(b".archive", b".post1..comments")) == []


@pytest.mark.parametrize(
    "body", [backup(), rss((77, 1)).replace(item((77, 1)), "").encode()], ids=["atom", "rss"]
)
def test_a_feed_without_entries_names_its_blog(body: bytes) -> None:
    [blog] = read(body)
    assert isinstance(blog, Blog)
    assert (blog.blog_id, blog.title) == ("77", "Gazeta da Serra" if b"<feed" in body else "Gazeta")


def test_comments_without_a_mark_of_their_post_are_told_by_their_address() -> None:
    address = "http://serra.blogspot.com/2014/11/1.html"
    own = entry(2, "").replace("/2.html", "/1.html?showComment=1#c2")
    for body in (
        backup(own),
        rss((77, 2)).replace("http://b77.blogspot.com/2014/11/2.html", f"{address}#c2").encode(),
    ):
        [comment] = read(body)
        assert isinstance(comment, Comment)
        assert (comment.comment_id, comment.post_id) == ("2", "path:/2014/11/1.html")


@pytest.mark.parametrize("number", ["comment-{}", "post-1.comment-{}"])
def test_numbers_of_comments_as_other_programs_write_them(number: str) -> None:
    reply = f"<thr:in-reply-to ref='{TAG}.post-1'/>"
    made = backup(entry(1), entry(2, "comment", reply), entry(3, "comment", reply)).decode()
    for own in ("2", "3"):
        made = made.replace(f"<id>{TAG}.post-{own}<", f"<id>{TAG}.{number.format(own)}<")
    comments = [each for each in read(made.encode()) if isinstance(each, Comment)]
    assert [(c.comment_id, c.post_id) for c in comments] == [("2", "1"), ("3", "1")]


DAMAGE = ["&nbsp;", "&foo;", "a & b", "a < b", "1<2", "\x0b", "&#11;", "<![CDATA[a &lt; b]]>"]


@pytest.mark.parametrize("chunk", [1 << 18, 7], ids=["large", "small"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_markup_is_kept_behind_what_is_not_well_formed(
    damage: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_stream, "_CHUNK", chunk)
    found = read(backup(entry(1).replace("<title type='text'>", f"<title type='text'>{damage}"), entry(2)))
    bodies = [each.body_raw for each in found if isinstance(each, Post)]
    assert bodies == ["<p>A ponte abriu.</p>"] * 2
    assert not [each for each in found if isinstance(each, Unreadable)]


@pytest.mark.parametrize("chunk", [1 << 18, 7], ids=["large", "small"])
@pytest.mark.parametrize("between", ["", "\n<!-- part 2 -->\n"])
def test_feeds_in_one_file_are_read_one_behind_the_other(
    between: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_stream, "_CHUNK", chunk)
    other = backup(entry(3), entry(4)).replace(b"blog-77", b"blog-88").replace(b"Gazeta", b"Jornal")
    cdata = backup(entry(1), entry(2).replace("&lt;p&gt;", "<![CDATA[</feed>]]>&lt;p&gt;"))
    found = read(cdata + between.encode() + other)
    posts = [each for each in found if isinstance(each, Post)]
    assert [(post.blog_id, post.post_id) for post in posts] == [
        ("77", "1"),
        ("77", "2"),
        ("88", "3"),
        ("88", "4"),
    ]
    assert [each.title for each in found if isinstance(each, Blog)] == ["Gazeta da Serra", "Jornal da Serra"]
    assert len(found) == 6


def test_a_feed_in_rss_behind_the_first_is_read() -> None:
    behind = b"<?xml version='1.0'?>\n<!-- part 2 -->" + rss((88, 5)).encode() + b"\n<rss/>"
    found = read(backup(entry(1)) + b"\n" + backup(entry(2)) + behind)
    assert [type(each) for each in found] == [Blog, Post] * 3
    assert [each.post_id for each in found if isinstance(each, Post)] == ["1", "2", "5"]


def test_entries_of_several_blogs_are_each_of_its_own() -> None:
    origin = f"<source><id>{TAG}</id><title>Gazeta da Serra</title></source>"
    other = entry(1, inside=origin.replace("Gazeta da Serra", "Porto")).replace("blog-77", "blog-88")
    reply = f"<thr:in-reply-to ref='{TAG}.post-1'/>".replace("blog-77", "blog-88")
    comment = entry(2, "comment", reply).replace("blog-77", "blog-88")
    body = backup(
        entry(1, inside=origin), other.replace("serra.", "porto."), comment, "<entry><id>urn:x</id></entry>"
    )
    planet = body.replace(f"<id>{TAG}.archive</id>".encode(), b"<id>http://planet.example/</id>")
    found = read(planet.replace(b"'http://serra.blogspot.com/'/>", b"'http://planet.example/'/>"))
    blogs = {blog.blog_id: (blog.title, blog.url) for blog in found if isinstance(blog, Blog)}
    assert blogs == {
        "77": ("Gazeta da Serra", "http://serra.blogspot.com/"), "88": ("Porto", "http://porto.blogspot.com/")
    }  # fmt: skip
    assert [(post.blog_id, post.post_id) for post in found if isinstance(post, Post)] == [
        ("77", "1"),
        ("88", "1"),
    ]
    assert [(c.blog_id, c.post_id) for c in found if isinstance(c, Comment)] == [("88", "1")]
    assert found[-1] == Nothing("entry without a blog's id", "backup.xml: urn:x")


def test_a_draft_dated_behind_its_last_save_is_scheduled_and_a_published_post_is_not() -> None:
    saved = "<updated>2015-01-01T00:00:00.000-02:00</updated>"
    draft = saved + "<app:control><app:draft>yes</app:draft></app:control>"
    made = backup(entry(1), entry(2, inside=draft), entry(3, inside=saved), entry(4, inside=draft)).decode()
    made = made.replace("<title", "<updated>1970-01-01T00:00:00+00:00</updated><title", 1)
    for number in (3, 4):
        made = made.replace(f"post-{number}</id><published>2014", f"post-{number}</id><published>2036")
    assert statuses(read(made.encode())) == {
        "1": "published",
        "2": "draft",
        "3": "published",
        "4": "scheduled",
    }


@pytest.mark.parametrize(
    "tail", [b"\n<script>track('</x>')</script>", b"\n<!-- served -->\n</div>", bytes(9000), b"\r\n&nbsp;"]
)
def test_what_a_host_puts_behind_a_feed_is_no_damage(tail: bytes) -> None:
    found = read(backup(entry(1)) + tail)
    assert [type(each) for each in found] == [Blog, Post]


@pytest.mark.parametrize("chunk", [1 << 18, 7], ids=["large", "small"])
def test_single_bytes_of_windows_1252_are_read(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_stream, "_CHUNK", chunk)
    mixed = "Ponte café —".encode() + b" \x93a\xe7o<"
    [_, post, other] = read(backup(entry(1), entry(2)).replace(b"Ponte 1<", mixed))
    assert isinstance(post, Post)
    assert post.title == "Ponte café — “aço"
    assert isinstance(other, Post)
    assert other.title == "Ponte 2"


def test_references_and_cdata_give_their_characters() -> None:
    text = "&lt;p&gt;caf&eacute;&nbsp;&amp;nbsp; AT&T &#8364;<![CDATA[ &lt; <b>]]>&lt;/p&gt;"
    body = backup(entry(1).replace("&lt;p&gt;A ponte abriu.&lt;/p&gt;", text))
    [post] = [each for each in read(body) if isinstance(each, Post)]
    assert post.body_raw == "<p>caf\xe9\xa0&nbsp; AT&T \u20ac &lt; <b></p>"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "iso-2022-jp", "no-encoding"])
def test_other_encodings_are_read(encoding: str) -> None:
    body = (
        backup(entry(1)).decode().replace("UTF-8", encoding).encode(encoding.replace("no-encoding", "utf-8"))
    )
    assert [each.body_raw for each in read(body) if isinstance(each, Post)] == ["<p>A ponte abriu.</p>"]


@pytest.mark.parametrize("entity", ["<!ENTITY a 'b'>", "<!ENTITY % a SYSTEM 'b'>"])
def test_a_file_that_declares_entities_is_refused(entity: str) -> None:
    body = backup(entry(1)).replace(b"?>", f"?><!-- <feed> --><!DOCTYPE feed [{entity}]>".encode())
    [found] = read(body)
    assert isinstance(found, Unreadable)
    assert "entities" in found.reason


@pytest.mark.parametrize(
    "inside", ["x" * 3_000_000, "<b>x</b>" * 300_000, "<![CDATA[" + "y" * 3_000_000 + "]]>"]
)
def test_an_entry_that_is_too_large_costs_itself_only(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_stream, "MAX_ENTRY_BYTES", 1_000_000)
    large = entry(2).replace("&lt;p&gt;", inside)
    found = read(backup(entry(1), large, entry(3), large, entry(4)))
    assert [each.post_id for each in found if isinstance(each, Post)] == ["1", "3", "4"]
    assert [each.reason[:8] for each in found if isinstance(each, Unreadable)] == ["an entry"] * 2


@pytest.mark.parametrize("damage", ["</br>", "</b></i>", "<br>", "<a b='it's'/>", "<a b=c/>", '<a b="d"e"/>'])
def test_broken_tags_are_named_and_cost_their_entry_at_most(damage: str) -> None:
    broken = entry(2).replace("<title", f"{damage}<title")
    found = read(backup(entry(1), broken, entry(3), broken, entry(4)))
    titles = [each.title for each in found if isinstance(each, Post)]
    assert [each for each in titles if each not in {None, "Ponte 2"}] == ["Ponte 1", "Ponte 3", "Ponte 4"]
    assert [each.reason[:11] for each in found if isinstance(each, Unreadable)] == ["broken tags"] * 2


@pytest.mark.parametrize("lost", ["</entry>", "</thr:total>"])
def test_an_entry_that_lacks_an_end_tag_keeps_its_words_and_those_of_others(lost: str) -> None:
    broken = entry(2, inside="<thr:total>0</thr:total>").replace(lost, "")
    found = read(backup(entry(1), broken, entry(3), entry(4)))
    posts = {each.post_id: each.body_raw for each in found if isinstance(each, Post)}
    assert posts == dict.fromkeys("1234", "<p>A ponte abriu.</p>")
    assert [each.reason[:11] for each in found if isinstance(each, Unreadable)] == ["broken tags"]


@pytest.mark.parametrize("before", ["<entry>", "<title", "</entry>"])
def test_a_feed_that_seems_to_end_too_early_goes_on_and_says_so(before: str) -> None:
    early = entry(2).replace(before, f"</feed>{before}", 1)
    found = read(backup(entry(1), early, entry(3), entry(4)))
    assert {"1", "3", "4"} <= {each.post_id for each in found if isinstance(each, Post)}
    assert [each.reason[:11] for each in found if isinstance(each, Unreadable)] == ["broken tags"]
    assert len([each for each in found if isinstance(each, Blog)]) == 1


def test_a_feed_that_was_cut_before_its_first_tag_ended_says_so() -> None:
    [found] = read(backup(entry(1))[:70])
    assert isinstance(found, Unreadable)
    assert "nothing of it was read" in found.reason


HIDDEN = (
    "<!-- <feed> <rss> -->",
    f"<!-- {entry(9)} -->",
    "<!-- <entry> -->",
    "<!-- </entry></feed> -->",
    "<!-- <![CDATA[ -->",
)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_tags_in_comments_and_in_the_words_of_a_title_are_none(hidden: str) -> None:
    title = f"<subtitle><![CDATA[{hidden}<entry>]]></subtitle>"
    before, _, behind = backup(title, hidden, entry(1), hidden, entry(2), hidden).partition(b"<feed ")
    found = read(before + hidden.encode() + b"<feed x='a > b' " + behind)
    blog, *posts = found
    assert isinstance(blog, Blog)
    assert blog.title == "Gazeta da Serra"
    assert statuses(posts) == {"1": "published", "2": "published"}
    assert len(posts) == 2


def test_a_comment_that_does_not_end_costs_no_feed_behind_it() -> None:
    found = read(backup(entry(1), "<!--", entry(2)) + backup(entry(3)))
    assert statuses(found) == dict.fromkeys("123", "published")
    assert any(isinstance(each, Unreadable) for each in found)


@pytest.mark.parametrize(
    "lost", [entry(1)[:-9], "<rdf:RDF><channel/><item><title>x</title></item></rdf:RDF>"]
)
def test_what_is_no_whole_entry_and_no_feed_says_so(lost: str) -> None:
    (told,) = read(lost.encode())
    assert isinstance(told, Unreadable)
