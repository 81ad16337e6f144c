"""Single rules of the page reader, each where it would do harm or good."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post

URL = "https://quay.example.com/2019/07/pump.html"


def read(body: str, around: str = "BODY") -> Post:
    """The post of a theme's page whose body holds `body`; `around` is what stands beside it."""
    post = f"<div class='post-body entry-content'>{body}</div>"
    gadget = f"<div class='widget Blog' data-version='2'>{around.replace('BODY', post)}</div>"
    html = f"<html><body>{gadget}</body></html>"
    (found,) = read_page(html.encode(), url=URL).posts
    return found


PUMP = "<p>The pump at the old quay runs again after a winter of silence.</p>"


@pytest.mark.parametrize(
    "markup",
    [
        "<pre><code class='java comments'>// the pump</code></pre>",
        "<span class='comment'>// the pump</span>",
        "<div class='comment-by-editor'>The pump is old.</div>",
        "<span class='tag'>pump</span>",
        "<div class='category'>Pumps</div>",
        "<p class='author'>The harbour master</p>",
        "<div class='share'>The pump stands on a share of land that nobody wants.</div>",
        f"<div class='shared-memories'>{'The pump was here before us. ' * 20}</div>",
        "<figure id='696b0f0d-869d-4d69-a794-fc5ad8557b9c'>The pump, drawn by Bo</figure>",
        "<h2 class='mw-headline .E3.83.AD'>The pump</h2>",
    ],
)
def test_author_markup_stays(markup: str) -> None:
    """Names that a template uses, where an author or a colouring program uses them."""
    assert markup.split(">", 1)[0] in read(PUMP + markup).body_raw.replace('"', "'")


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='my-related-posts-3'><a href='/a'>Another pump</a></div>",
        "<div id='shareBoxTop'>Share <a href='#'>Facebook</a></div>",
        "<div class='ads-in-post'>Advertisement</div>",
        "<div class='bacajuga'><b>Baca Juga</b><ul><li><a href='/a'>Pompa lama</a></li></ul></div>",
        "<p class='join-telegram'>News of the pump on your telephone <a href='https://t.me/q'>Join</a></p>",
        "<div class='authorBio'>Bo fixes pumps.</div>",
        "<nav class='prev-next-nav'><a href='/b'>Older</a></nav>",
        "<div class='post-tags'><a href='/search/label/Pump' rel='tag'>Pump</a></div>",
    ],
)
def test_template_markup_goes(markup: str) -> None:
    """Furniture of themes nobody knows, by words of its names."""
    assert "pump runs" not in read(PUMP + markup).body_raw.lower().partition("silence")[2]
    assert read(PUMP + markup).body_raw == read(PUMP).body_raw


BOX = "<h1>The old pump</h1><p><span>By Bo Sun</span> <time datetime='2019-07-09T08:07:06Z'>9 July</time></p>"
TAG = "<p><a href='/search/label/Pump' rel='tag'>Pump</a></p>"


@pytest.mark.parametrize("name", ["post-details", "entry", "post-content", "entry-content", "post-body"])
@pytest.mark.parametrize(
    "text", [f"<div class='copy'>{PUMP}</div>", PUMP, "The pump at the old quay runs.<br>"]
)
def test_a_box_around_title_and_text_is_no_body(name: str, text: str) -> None:
    """Themes give the names of bodies to boxes that hold all of a post."""
    widget = f"<div class='widget Blog' data-version='2'><div class='{name}'>{BOX}{text}{TAG}</div></div>"
    html = f"<html><head><title>The old pump - Quay</title></head><body>{widget}</body></html>"
    (post,) = read_page(html.encode(), url=URL).posts
    assert (post.title, post.author, post.labels) == ("The old pump", "Bo Sun", ("Pump",))
    assert post.published_raw == "2019-07-09T08:07:06Z"
    assert "pump at the old quay" in post.body_raw
    assert "Bo Sun" not in post.body_raw
    assert "/search/label/" not in post.body_raw


def test_a_box_without_labels_and_machine_dates_is_no_body_either() -> None:
    line = "<p class='info'><span class='tgl'>9 July 2019</span><span class='oleh'>by Bo Sun</span></p>"
    box = f"<div class='post-detail'><h1>The old pump</h1>{line}<div class='isi'>{PUMP}</div></div>"
    html = f"<html><title>The old pump - Quay</title><body><div class='widget Blog'>{box}</div></body></html>"
    (post,) = read_page(html.encode(), url=URL).posts
    assert (post.author, post.published_raw, "Bo Sun" in post.body_raw) == ("Bo Sun", "9 July 2019", False)


def test_an_authors_list_of_posts_with_small_square_pictures_stays() -> None:
    links = [f"<a href='/2018/0{n}/o.html'><img src='//x.example/s150-c/p.jpg'>Soup {n}</a>" for n in (1, 2)]
    assert "Soup 2" in read(PUMP + f"<div><b>My soups</b><br>{' '.join(links)}</div>").body_raw


def test_a_heading_called_title_in_the_body_is_the_authors_beside_the_posts_own() -> None:
    head, pasted = "<h3 class='post-title'>The pump</h3>BODY", "<h1 class='entry-title'>Of the paper</h1>"
    assert "Of the paper" in read(pasted + PUMP, head).body_raw
    assert "entry-title" not in read(pasted.replace("Of the paper", "The pump") + PUMP, head).body_raw


def test_cards_of_other_posts_say_nothing_of_this_one_above_or_below() -> None:
    facts = "<b class='author'>Bo Oak</b> <a href='/search/label/Old'>Old</a>"
    card = f"<article><h3><a href='/2018/01/o.html'>Other</a></h3>{facts}</article>"
    own = "<h1>The pump</h1><b class='author'>Ann Lee</b> <a href='/search/label/Quay'>Quay</a>BODY"
    cards = f"<div>{card}{card}</div>"
    for page in (f"{cards}<article>{own}</article>", f"<article>{own}{cards}</article>"):
        post = read(PUMP, page)
        assert (post.author, post.labels) == ("Ann Lee", ("Quay",))


@pytest.mark.parametrize("end", ["", "<div style='clear: both;'></div>"])
def test_a_title_that_the_author_repeats_stays(end: str) -> None:
    """Where the title stands above the body as well, or Blogger's mark ends it, the body is the author's."""
    title = "<h1 class='post-title'>The old pump</h1>" if not end else ""
    body = f"<h2>The old pump</h2>{PUMP}<p>More <a href='/search/label/Pump'>pumps</a>.</p>{end}"
    widget = f"<div class='widget Blog'>{title}<div class='post-body'>{body}</div></div>"
    html = f"<html><head><title>Quay: The old pump</title></head><body>{widget}</body></html>"
    (post,) = read_page(html.encode(), url=URL).posts
    assert "pumps</a>" in post.body_raw


@pytest.mark.parametrize(
    ("beside", "name"),
    [
        ("<span class='item-author'><i>by</i>Bo Sun</span>", "Bo Sun"),
        ("<bdi class='nm' data-text='Bo Sun'></bdi>", "Bo Sun"),
        ("<a href='https://www.blogger.com/profile/12345'>Bo Sun</a>", "Bo Sun"),
        ("<div class='meta-author-comments'>by <b>Bo Sun</b> <i>3</i></div>", "Bo Sun"),
        ("<div class='author-info'><img src='b.jpg'/><a href='/p/bo.html'>Bo Sun</a></div>", "Bo Sun"),
        ("<a href='https://plus.google.com/share?url=x'>Google+</a>", None),
        ("<span class='post-author'>\nTold by\nBo Sun\n</span>", "Bo Sun"),
        ("<span class='post-author'>Posted by Bo Sun at <a href='#'>10:15 PM</a></span>", "Bo Sun"),
        ("<p>Objavio/la Bo Sun u 10:15</p>", "Bo Sun"),
        ("<div>\U0001f464 Bo Sun \U0001f4c5 9 July 2019 \U0001f4ac 2</div>", "Bo Sun"),
        (
            "<svg><use href='#i-user'/></svg><b>Bo Sun</b><svg><use href='#i-date'/></svg><b>9.7.19</b>",
            "Bo Sun",
        ),
        ("<p><span>Bo van der Sun</span><span>July 9, 2019</span></p>", "Bo van der Sun"),
        ("<p>9 July 2019 / Bo Sun / <a href='#comments'>2 Comments</a></p>", "Bo Sun"),
        ("<p>Harbour news | 9 July 2019</p>", None),
        ("<p>Bo Sun, Pump House, 9 July 2019</p>", None),
        ("<p>Rope | Bo Sun | 9 July 2019</p>", None),
        ("<p>This was posted on Tuesday, July 9th, 2019 by Bo Sun and is filed under pumps</p>", "Bo Sun"),
        (
            "<p>Geschreven door Bo de Sun op 9 juli 2019 in <a href='/search/label/P'>Pomp</a></p>",
            "Bo de Sun",
        ),
        ("<p>Fecha 9 de julio de 2019</p>", None),
        ("<p>Published on Tuesday, 9 July 2019</p>", None),
        ("<p>Published | 9 July 2019</p>", None),
        ("<p>Skrivet av Bo Sun den 9 juli 2019</p>", "Bo Sun"),
        ("<p>Escrito por <b>Bo Sun</b> el martes, 9 de julio de 2019</p>", "Bo Sun"),
        ("<p>Yazan: Bo Sun</p>", "Bo Sun"),
        ("<p>Scris de <em>Bo Sun</em> pe 9 iulie 2019 în <a href='/search/label/P'>Port</a></p>", "Bo Sun"),
        ("<p>Napsal: Bo Lund, 9. července 2019 v 10:15</p>", "Bo Lund"),
        ("<p>2019. július 9. — írta: Bo Sun</p>", "Bo Sun"),
        ("<p>تحریر: علی رضا | پیر، 9 جولائی 2019</p>", "علی رضا"),
        ("<span class='post-author'>Da Silva</span>", "Da Silva"),
        ("<p><span>Bo Sun</span> · <time datetime='2019-07-09T08:07:06Z'>9 Jul</time></p>", "Bo Sun"),
        (
            "<i itemprop='author'><meta itemprop='name' content='Desk'/></i><b class='author'>Bo Sun</b>",
            "Bo Sun",
        ),
        ("<i itemprop='author'><meta itemprop='name' content='Bo Sun'/></i>", "Bo Sun"),
        ("<p>sammy | 10:15 AM</p>", "sammy"),
        ("<p>às 10:15</p>", None),
        ("<p><span>في</span> <abbr title='2019-07-09T08:07:06Z'>يوليو 9, 2019</abbr></p>", None),
        ("<p>Text: Bo Sun</p>", "Bo Sun"),
        ("<p>投稿者：山田太郎　投稿日：2019年7月9日　カテゴリ：海</p>", "山田太郎"),
        ("<p>作者：李安 發佈於 2019年7月9日 分類：海</p>", "李安"),
        ("<dl><dt>Author</dt><dd>Bo Sun</dd></dl>", "Bo Sun"),
        ("<table><tr><td>Author</td><td>Bo Sun</td></tr></table>", "Bo Sun"),
        ("<p class='postmeta'>by Bo Sun, in <a href='/search/label/P'>Port</a>, 2 comments</p>", "Bo Sun"),
        ("<p>by the river <i>we</i> sat</p>", None),
        ("<p>Text Bo Sun</p>", None),
        ("<p>9 de julio de 2019 · Etiquetas: <a href='/search/label/P'>Puerto</a></p>", None),
    ],
)
def test_authors(beside: str, name: str | None) -> None:
    """Bylines of themes, with the name wherever they keep it."""
    assert read(PUMP, beside + "BODY").author == name


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ("<a href='/search/label/Pump' rel='tag'>#Pump</a>", "Pump"),
        ("<a href='/search/label/Old%20Quay' rel='tag'>Old Quay (7)</a>", "Old Quay"),
        ("<a href='/search/label/C%23' rel='tag'>C#</a>", "C#"),
        ("<a href='/search/label/2019' rel='tag'>2019</a>", "2019"),
        ("<a href='/labels/C#.aspx' rel='tag'>C#</a>", "C#"),
    ],
)
def test_labels_without_decoration(link: str, label: str) -> None:
    """A label is called what its page is called."""
    assert read(PUMP, "BODY" + link).labels == (label,)


@pytest.mark.parametrize(
    ("markup", "labels"),
    [
        ("<span class='label'>Pump</span> <span class='label'>Quay</span>", ("Pump", "Quay")),
        ("<ul class='tags'><li>#Pump</li><li>Quay</li></ul>", ("Pump", "Quay")),
        ("<p><i class='fa fa-tags'></i> Pump, Quay <i class='fa fa-eye'></i> 12</p>", ("Pump", "Quay")),
        ("<b class='chip'>New</b><b class='org'><i class='bi bi-folder'></i> Pump</b>", ("Pump",)),
        ("<span class='label'>Share:</span><span class='tag'>12</span><p class='labels'>Posted by</p>", ()),
    ],
)
def test_labels_without_links(markup: str, labels: tuple[str, ...]) -> None:
    assert read(PUMP, "BODY" + markup).labels == labels


@pytest.mark.parametrize(
    ("icon", "count"),
    [
        ("<span>Коментарів: 3</span>", 3),
        ("Bo Sun — 9 July 2019 — 3 comments", 3),
        ("<i class='fa fa-comments'></i> 0", 0),
        ("<i class='material-icons'>comment</i> 3", 3),
        ("<svg><use xlink:href='#i-chat'/></svg><span>3</span>", 3),
        ("<i class='fa fa-eye'></i> 71", None),
        ("<span class='cmnt-num'>3</span>", 3),
        ("<a href='#comments' title='3 comments'><i class='ico'></i></a>", 3),
    ],
)
def test_numbers_behind_icons_of_comments(icon: str, count: int | None) -> None:
    assert read(PUMP, f"<div class='meta'>{icon}</div>BODY").comment_count == count


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("No comments yet", 0),
        ('Belum ada Komentar untuk "Pompa"', 0),
        ("3 thoughts on “Pump”", 3),
        ("Yorum yok", 0),
        ("There are no comments yet.", 0),
        ("Komentari (3)", 3),
        ("Kommentit: 14", 14),
        ("Un commentaire:", 1),
        ("Один комментарий", 1),
        ("Nog geen reacties", 0),
        ("Post a Comment", None),
        ("Leave a reply", None),
    ],
)
def test_comment_headings_of_themes(heading: str, count: int | None) -> None:
    """Wordings of theme makers; what states no number is unknown, which is not zero."""
    assert read(PUMP, f"BODY<div class='comments-wrap'><h3>{heading}</h3></div>").comment_count == count


@pytest.mark.parametrize(
    ("beside", "raw"),
    [
        (
            "<abbr class='datetime' title='2019-07-09T08:07:06+02:00'>9 July</abbr>",
            "2019-07-09T08:07:06+02:00",
        ),
        ("<script>paint('Tuesday, July 9, 2019');</script>", "Tuesday, July 9, 2019"),
        ("<div class='date-box'><b>9</b><i>Jul</i><u>2019</u></div>", "9 Jul 2019"),
        (
            "<time class='updated' datetime='2020-01-01'/><time datetime='2019-07-09T08:07:06Z'/>",
            "2019-07-09T08:07:06Z",
        ),
        ("<time datetime='July 9, 2019'>3 days ago</time>", "July 9, 2019"),
        ("<b class='ago' title='July 9, 2019 10:15 PM'>3 days ago</b>", "July 9, 2019 10:15 PM"),
        ("<b class='pubdate' data-date='2019-07-09T08:07:06Z'></b>", "2019-07-09T08:07:06Z"),
        ("<b class='date' title='2019-07-09T08:07:06Z'>3 days ago</b>", "2019-07-09T08:07:06Z"),
        (
            "<p>Last update: 1 May 2020 – First published: 9 July 2019 10:15</p>",
            "published: 9 July 2019 10:15",
        ),
        (
            "<p>Updated: May 1, 2020 18:00 IST | Posted: Jul 9, 2019 10:15 IST</p>",
            "Posted: Jul 9, 2019 10:15 IST",
        ),
        ("<p>发布时间：2019-07-09 10:15　阅读：12</p>", "2019-07-09 10:15"),
        (
            "<abbr class='timeago' title='Tuesday, July 9, 2019 at 8:15 AM'>3 days ago</abbr>",
            "Tuesday, July 9, 2019 at 8:15 AM",
        ),
        (
            "<div><p>Posted on Tuesday, July 09, 2019 at 8:15 PM</p><span>Labels: Pump</span></div>",
            "Posted on Tuesday, July 09, 2019 at 8:15 PM",
        ),
    ],
)
def test_dates_of_themes(beside: str, raw: str) -> None:
    """Machine dates under any name, dates in scripts and in frames; never the date of a change."""
    assert read(PUMP, beside + "BODY").published_raw == raw


@pytest.mark.parametrize(
    "heading", ["The pump<br/>runs", "<div>The pump</div><div>runs</div>", "The pump runs"]
)
def test_lines_of_a_title_stay_apart(heading: str) -> None:
    assert read(PUMP, f"<h1 class='post-title'>{heading}</h1>BODY").title == "The pump runs"


@pytest.mark.parametrize(
    ("line", "author", "day"),
    [
        (
            "Publicado por Ana Sol em quarta-feira, 3 de março de 2021",
            "Ana Sol",
            "em quarta-feira, 3 de março de 2021",
        ),
        ("Publicado por Ana Sol el 3 de marzo de 2021", "Ana Sol", "el 3 de marzo de 2021"),
        ("Posted by Ana Sol on 3 May 2021 at 10:15 AM", "Ana Sol", "3 May 2021 at 10:15 AM"),
        ("Eingestellt von Ana Sol am 3. Mai 2021", "Ana Sol", "am 3. Mai 2021"),
        ("3 May 2021 | Harbour news", None, "3 May 2021"),
        ("Ana Sol — 3. Mai 2021 — 1.204 Aufrufe", "Ana Sol", "3. Mai 2021"),
        (
            "<i>著者</i> <b>田中太郎</b> <i>公開</i> <b>2021年5月3日</b> <i>更新</i> <b>2022年1月2日</b>",
            "田中太郎",
            "2021年5月3日",
        ),
        ("Autore: Ana Sol | 3 maggio 2021", "Ana Sol", "3 maggio 2021"),
        ("Συντάκτης: Νίκος Παππάς | 3 Μαΐου 2021", "Νίκος Παππάς", "3 Μαΐου 2021"),
        ("Írta Sol Anna 2021. május 3.", "Sol Anna", "2021. május 3"),
        ("글쓴이 김민수 2021년 5월 3일", "김민수", "2021년 5월 3일"),
        ("Обновено: 9 юни 2022 – Публикуван: 3 май 2021", None, "3 май 2021"),
        ("Published: 3 May 2021. Updated: 9 June 2022. Author: Ana Sol.", "Ana Sol", "Published: 3 May 2021"),
        ("作者：王小明。日期：2021年5月3日", "王小明", "2021年5月3日"),
        ("Autore: J. Sol. Data: 3 maggio 2021", "J. Sol", "3 maggio 2021"),
        ("प्रकाशित: 3 मई 2021। लेखक: रमेश कुमार", "रमेश कुमार", "3 मई 2021"),
        ("<i>Published 3 May 2021</i> <i>by Ana Sol</i> <b>Harbour</b>", "Ana Sol", "Published 3 May 2021"),
    ],
)
def test_lines_with_author_and_date(line: str, author: str | None, day: str) -> None:
    """One line of a theme that names nothing says both."""
    post = read(PUMP, f"<div style='color: grey'>{line}</div>BODY")
    assert (post.author, post.published_raw) == (author, day)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("تم النشر من طرف أحمد سالم بتاريخ 6 سبتمبر 2025", "أحمد سالم"),
        ("نُشر بواسطة أحمد سالم | 6 سبتمبر، 2025", "أحمد سالم"),
        ("نوشته رضا کریمی | ۴ خرداد ۱۳۹۲", "رضا کریمی"),
        ('נכתב ע"י דנה לוי בתאריך 11 באפריל 2009', "דנה לוי"),
        ("रमेश कुमार द्वारा 6 सितंबर 2025 को प्रकाशित", "रमेश कुमार"),
        ("Ayşe Kaya tarafından 6 Eylül 2025", "Ayşe Kaya"),
        ("Pubblicato da Gianni Rossi il giorno 6 settembre 2025", "Gianni Rossi"),
        ("Eingestellt von Karl Meier am Samstag, den 6. September 2025", "Karl Meier"),
        ("This was told by Ann Lee on September 6, 2025", "Ann Lee"),
        ("Опублікував Іван Петренко 6 вересня 2025 р.", "Іван Петренко"),
        ("ავტორი: გიორგი | 6 სექტემბერი, 2025", "გიორგი"),
        ("ጸሐፊ: አበበ | ሴፕቴምበር 6, 2025", "አበበ"),
        ("Autor: Anna Nowak Opublikowano: 6 września 2025", "Anna Nowak"),
        ("Vložil Jan Novák v 10:15, 6. září 2025", "Jan Novák"),
        ("Upplagd av Anna Berg kl. 10:15, lördag 6 september 2025", "Anna Berg"),
        ("Објавено од Ана Петрова на 6 септември 2025", "Ана Петрова"),
        ("Redacción: Ana Sol. 6 de septiembre de 2025", "Ana Sol"),
        ("文：田中太郎\u30002025年9月6日", "田中太郎"),
        ("文/王小明 2025-09-06", "王小明"),
        ("作者：王小明 ｜ 發表於 2025年9月6日", "王小明"),
        ("โดย สมชาย ใจดี เมื่อ 6 กันยายน 2568", "สมชาย ใจดี"),
    ],
)
def test_names_between_the_words_of_many_languages(line: str, author: str) -> None:
    assert read(PUMP, f"<div class='x'>{line}</div>BODY").author == author


@pytest.mark.parametrize(
    "title",
    [
        "Pumps by Decade, 1900 to 2019",
        "By Bo Sun",
        "Labels: a, b",
        "Comments (3)",
        "May 3, 2021",
        "投稿者：田中",
    ],
)
@pytest.mark.parametrize("tag", ["h1", "div"])
def test_a_title_says_nothing_of_its_post(title: str, tag: str) -> None:
    heading = f"<div class='entry-header'><{tag} class='entry-title'>{title}</{tag}></div>"
    post = read(PUMP, f"{heading}BODY<p class='post-footer'>July 9, 2019</p>")
    assert (post.title, post.published_raw) == (title, "July 9, 2019")
    assert (post.author, post.labels, post.comment_count) == (None, (), None)


def test_a_labelled_line_below_says_author_and_date() -> None:
    line = (
        "<p>Labels: <a href='/search/label/P'>Port</a> | author: Ann Lee | date: 9/7/2019 | time: 22:15</p>"
    )
    post = read(PUMP, "BODY" + line)
    assert (post.author, "9/7/2019" in (post.published_raw or "")) == ("Ann Lee", True)


def test_a_byline_below_in_words_of_the_owner() -> None:
    post = read(PUMP, "BODY<p>Napsal Petr Novák, pondělí 3. května 2021</p><p>برچسب‌ها: Pump, Quay</p>")
    assert (post.author, post.published_raw) == ("Petr Novák", "pondělí 3. května 2021")
    assert post.labels == ("Pump", "Quay")


@pytest.mark.parametrize(
    "heading",
    [
        "<h3><a name='1064712'></a>The old pump <i>by: bo sun, at: 7/19/2019 08:07 AM</i></h3>",
        "<h2 class='title'><a name='1064712'></a>The old pump<br/><b>By Bo Sun, July 19, 2019</b></h2>",
        "<a name='1064712'></a><h2><a href='/pump.html'>The old pump</a> <b>by Bo Sun</b> 19 July 2019</h2>",
    ],
)
def test_a_classic_heading_holds_title_author_and_date(heading: str) -> None:
    head = "<head><title>Quay notes: The old pump</title></head><h1>quay</h1>"
    html = f"<html>{head}<div>{heading}<div>{PUMP}</div></div></html>"
    (post,) = read_page(html.encode(), url=URL).posts
    assert (post.title, post.author.casefold() if post.author else "") == ("The old pump", "bo sun")
    assert "19" in (post.published_raw or "")
    assert post.body_raw.strip() == f"<div>{PUMP}</div>"


@pytest.mark.parametrize(
    "signature",
    [
        "<i>Bo Sun, 7/19/2003 08:10:00 AM</i>",
        "<font size='1'>posted 7/19/2003 8:10 PM by Bo Sun</font>",
        "<small>8:10 PM, July 19, 2003 - Bo Sun</small>",
    ],
)
def test_a_classic_signature_without_a_name_ends_its_post(signature: str) -> None:
    posts = "".join(f"<p><a name='8420000{n}'></a>The pump, part {n}.<br>{signature}</p>" for n in (1, 2))
    html = f"<html><body>{posts}</body></html>"
    read = read_page(html.encode(), url="http://old.example.com/2003_07_01_a.html").posts
    assert [(post.author, "19" in (post.published_raw or "")) for post in read] == [("Bo Sun", True)] * 2
    assert [post.body_raw.removesuffix("<br>") for post in read] == ["The pump, part 1.", "The pump, part 2."]


@pytest.mark.parametrize("name", ["blogComments", "comments", "comment-list"])
def test_anchors_of_classic_comments_are_no_posts(name: str) -> None:
    comment = "<a name='108422999912345678'></a> Works.<br><i>posted by Cy : 3:04 PM</i>"
    post = (
        "<div><a name='10842256781234567{}'>&nbsp;</a><br>The pump.<br><i>posted by Bo at 14:47</i>{}</div>"
    )
    posts = post.format(1, f"<div class='{name}'>{comment}</div>") + post.format(2, "")
    html = f"<html><body><h2>2004-05-10</h2>{posts}</body></html>"
    read = read_page(html.encode(), url="http://old.example.com/2004_05_01_archive.html").posts
    assert [post.author for post in read] == ["Bo", "Bo"]


@pytest.mark.parametrize("box", ["id='singlecontent'", "class='post-content'"])
def test_a_box_around_the_post_is_no_body(box: str) -> None:
    post = f"<div class='post'><h2>Pump</h2><p>Stamped: 7/19/2009</p><div class='entry'>{PUMP}</div>"
    html = f"<html><body><div {box}>{post}<h3>Leave a reply</h3></div></div></body></html>"
    (read,) = read_page(html.encode(), url=URL).posts
    assert read.body_raw == PUMP


def test_an_empty_date_header_means_the_same_day() -> None:
    """Classic templates write the date above the first post of a day, and the header's markup above all."""
    post = (
        "<div class='date-header'>{date} - </div><div class='post'><a name='10647{n}'></a>"
        "<div style='clear:both;'></div>The pump, part {n}."
        "<div style='clear:both; padding-bottom:0.25em'></div>posted by Bo at 8:0{n} PM</div>"
    )
    dates = ("Friday, September 26, 2003", "", "Thursday, September 25, 2003")
    html = "".join(post.format(date=date, n=n) for n, date in enumerate(dates, 1))
    posts = read_page(f"<html><body>{html}</body></html>".encode(), url=URL.rsplit("/", 1)[0] + "/").posts
    assert [post.published_raw for post in posts] == [dates[0], dates[0], dates[2]]


def test_dates_of_other_posts_below() -> None:
    """A list of other posts under the body says "published", the post's own date above it does not."""
    below = "<div><a href='/x'>Weir</a><time class='published' datetime='2001-01-01T00:00:00Z'>x</time></div>"
    own = "<time datetime='2019-07-09T08:07:06Z'>y</time>"
    assert read(PUMP, f"{own}BODY{below}").published_raw == "2019-07-09T08:07:06Z"


def test_a_list_of_snippets_holds_their_words() -> None:
    """The lists of the 2017 themes call a post's first words a snippet inside of its body."""
    post = (
        "<div class='post'><h3 class='post-title'><a href='/2019/07/p{n}.html'>Pump {n}</a></h3>"
        "<div class='post-body entry-content'><div class='snippet-container'><div class='snippet-item'>Runs."
        "</div></div></div></div>"
    )
    html = f"<div class='widget Blog'>{post.format(n=1)}{post.format(n=2)}</div>"
    posts = read_page(f"<html><body>{html}</body></html>".encode(), url="https://quay.example.com/").posts
    assert ["Runs" in post.body_raw for post in posts] == [True, True]


def test_a_beginning_that_is_shorter_than_its_title_and_byline_is_kept() -> None:
    """Themes put title, byline and labels into a list's bodies, with the beginning among them."""
    post = (
        "<div class='post'><div class='post-body entry-content'><h3 class='post-title'>"
        "<a href='/2019/07/p{n}.html'>The long title of the pump by the quay, which runs: {n}</a></h3>"
        "<div class='post-summary'>It runs well...</div>"
        "<div class='post-info'>Ann Lee, July 9, 2019, in the town by the river, told by the pump</div>"
        "<a class='read-more' href='/2019/07/p{n}.html'>Read on</a></div></div>"
    )
    html = f"<div class='widget Blog'>{post.format(n=1)}{post.format(n=2)}</div>"
    posts = read_page(f"<html><body>{html}</body></html>".encode(), url="https://quay.example.com/").posts
    assert ["It runs well" in post.body_raw for post in posts] == [True, True]


def test_a_row_of_links_marked_as_labels_is_no_text_in_any_language() -> None:
    row = "<div class='x'>แท็ก : <a rel='tag' href='/search/label/Pump'>Pump</a></div>"
    post = read(f"<p>It runs.</p>{row}<div><a href='/2019/07/weir.html'>Weir</a></div>")
    assert ("แท็ก" in post.body_raw, post.labels) == (False, ("Pump",))


def test_a_link_called_a_label_is_no_name_beside_the_day() -> None:
    line = "<div class='x'><span>2019-07-09</span> <a class='tag' href='../../tags/1.html'>Quay</a></div>"
    assert read(PUMP, f"{line}BODY").author is None


def test_words_in_a_link_of_the_text_are_no_byline() -> None:
    tile = (
        "<p>Tiles:</p><a href='/p/tv.html'><div class='tile'><div class='postInfo'>All of it</div></div></a>"
    )
    assert "All of it" in read(tile).body_raw


def test_a_text_that_breaks_off_is_partial_on_a_list() -> None:
    """Snippets of themes are words without markup, and end in dots; so may a post on its own page."""
    cards = "".join(
        f"<div class='post'><h2 class='post-title'><a href='/2019/07/{n}.html'>{n}</a></h2>"
        f"<div class='post-body'>{text}</div></div>"
        for n, text in (
            ("a", "The pump runs…"),
            ("b", "<p>The pump ran.</p><p>It stopped...</p>"),
            ("c", "<p>The pump.</p><i><a href='/2019/07/c.html'>Read More...</a></i>"),
        )
    )
    html = f"<html><body><div class='widget Blog' data-version='2'>{cards}</div></body></html>"
    posts = read_page(html.encode(), url="https://quay.example.com/").posts
    assert [post.partial for post in posts] == [True, False, True]
    assert not read("The pump runs…").partial


@pytest.mark.parametrize(
    ("link", "blog_id"),
    [
        ("https://www.blogger.com/comment.g?blogID=5783643&amp;postID=115740142082462893", "5783643"),
        ("http://draft.blogger.com/post-edit.g?blogID=5783643", "5783643"),
        ("https://www.blogger.com/feeds/5783643/posts/default", "5783643"),
        ("https://www.blogger.com/comment/fullpage/post/5783643/115740142082462893", "5783643"),
        ("http://www.blogger.com/navbar.g?targetBlogID=5783643&amp;blogName=Quay", "5783643"),
        ("https://web.archive.org/web/2010/http://www.blogger.com/comment.g?blogID=5783643", "5783643"),
        ("../../www.blogger.com/comment.g%3FblogID=5783643&amp;postID=115740142082462893", "5783643"),
        ("../comment.g%3FblogID=5783643&amp;postID=115740142082462893", "5783643"),
        ("comment.g?blogID=5783643&amp;postID=115740142082462893", "5783643"),
        ("https://www.blogger.com/rearrange?blogID=5783643&amp;widgetType=HTML", "5783643"),
        ("http://blog.myspace.com/index.cfm?fuseaction=blog.view&amp;blogID=155930278", ""),
        ("https://quay.example.com/feeds/115740142082462893/comments/default", ""),
        ("https://other.example/feeds/12345/rss", ""),
    ],
)
def test_only_addresses_of_blogger_state_the_number_of_a_blog(link: str, blog_id: str) -> None:
    assert read(f"{PUMP}<a href='{link}'>there</a>").blog_id == blog_id


def test_the_style_of_another_blogs_page_that_a_post_quotes_does_not_tell_the_blog() -> None:
    style = "https://www.blogger.com/dyn-css/authorization.css?targetBlogID=4711"
    assert read(f"<link href='{style}'>{PUMP}").blog_id == "4711"
    assert read(f"{PUMP}<p>Every page has {style} in its head.</p>").blog_id == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://web.archive.org/web/20150101000000/https://quay.example.com/2019/07/pump.html",
        "/web/20150101000000/https://quay.example.com/2019/07/pump.html",
        "//web.archive.org/web/20150101000000im_/https://quay.example.com/2019/07/pump.html",
        "https://archive.ph/2015.01.01-000000/https://quay.example.com/2019/07/pump.html",
    ],
)
def test_addresses_in_copies_are_the_pages_own(address: str) -> None:
    """Web archives put themselves before links, with their host or without."""
    html = f"<html><head><link rel='canonical' href='{address}'></head><body>"
    html += f"<div class='post hentry'><div class='post-body'>{PUMP}</div></div></body></html>"
    assert [post.url for post in read_page(html.encode()).posts] == [URL]


def test_the_script_of_a_comment_service_names_a_classic_post() -> None:
    """Its number stands nowhere else."""
    archive = "http://old.example.com/2004_05_02_notes.php"
    html = f"""<html><body><blockquote><div style="clear:both;"></div>{PUMP}
    <div style="clear:both; padding-bottom:0.25em"></div></blockquote>
    <div class="comments"><a href="javascript:count('108544261413431261')">?</a></div></body></html>"""
    (post,) = read_page(html.encode(), url=archive).posts
    assert post.post_id == "108544261413431261"


@pytest.mark.parametrize(
    "name", ["class='article-desc'", "id='isiArtikel'", "class='blog-details-text mt-3'"]
)
@pytest.mark.parametrize(
    "beside",
    [
        "<figure class='hero'><img src='a.jpg'/><figcaption>The quay</figcaption></figure>BODY",
        "<div class='tools'><a href='#'>Print</a></div>BODY<div><a href='/a'>Previous: Ropes</a></div>",
        "BODY<div class='cta'><h3>Join our newsletter</h3><p>Be the first to know.</p></div>",
        "BODY<div class='writer-bio'><h4>Bo Sun</h4><p>Bo writes about pumps and boats.</p></div>",
    ],
)
def test_among_neighbours_the_one_called_a_text_is_the_body(name: str, beside: str) -> None:
    head = "<h1>The old pump</h1><p><span>Bo Sun</span> | <time datetime='2019-07-09'>9.7.19</time></p>"
    text = beside.replace("BODY", f"<div {name}>{PUMP}</div>")
    widget = f"<div class='widget Blog' id='Blog1'><div>{head}{text}</div></div>"
    (post,) = read_page(f"<html><body>{widget}</body></html>".encode(), url=URL).posts
    assert (post.body_raw, post.author) == (PUMP, "Bo Sun")


@pytest.mark.parametrize("details", ["By Bo Sun | 9 July 2019", ""])
def test_a_line_with_a_weak_name_of_a_body_is_none(details: str) -> None:
    post = f"<h1>The old pump</h1><div class='post-details'>{details}</div><div>{PUMP}</div>"
    html = f"<html><title>The old pump</title><body><div class='widget Blog'>{post}</div></body></html>"
    (read,) = read_page(html.encode(), url=URL).posts
    assert PUMP in read.body_raw
