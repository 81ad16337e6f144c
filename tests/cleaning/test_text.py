"""The text of a body: what stays, what goes, and where lines end."""

import pytest

from pipelines.cleaning.body_cleaning import clean_body

NAME = "http://news.example/2015/04/harbour.html"


def text(body: str) -> str:
    return clean_body(body, base_url=NAME).text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One.<br /><br />Two.", "One.\n\nTwo."),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("One.</br></br>Two.", "One.\n\nTwo."),
        ("One.<br> &nbsp; <br>\n<br>Two.", "One.\n\nTwo."),
        ("<p>One.</p><p>&nbsp;</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.<p>Two.", "One.\n\nTwo."),
        ("One.</p>Two.", "One.\n\nTwo."),
        ("<div>One.</div><div>Two.</div>", "One.\n\nTwo."),
        ("<div><div><div>One.</div></div><div>Two.</div></div>", "One.\n\nTwo."),
        ("<div>One</div><div>two</div><div><br /></div><div>Three</div>", "One\ntwo\n\nThree"),
        ("<center>One.</center>Two.<hr>Three.", "One.\n\nTwo.\n\nThree."),
        ("<h2>Head</h2>Line<blockquote>Said</blockquote>End", "Head\n\nLine\n\nSaid\n\nEnd"),
        ("Sh<b>i</b>p<span>yard</span> <i>old</i>", "Shipyard old"),
        ("  many \n\t spaces&nbsp;here ", "many spaces here"),
        ("<ul><li>one</li><li> two </li></ul>", "- one\n- two"),
        ("<ol><li><p>one</p></li>\n<li><p>two</p></li></ol>After", "- one\n- two\n\nAfter"),
        ("List:<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "List:\n\n- a\n  - b\n- c"),
        ("<ul><li></li><li><img src=x.png></li><li>a</li></ul>", "- a"),
        ("<ul><br><li>one</li><br><li>two<ul><br><li>a</li><br></ul></li><br></ul>", "- one\n- two\n  - a"),
        ("<ul>one<br>two<li>three</li></ul>", "one\ntwo\n- three"),
        ("<dl><dt>Tide</dt><dd>high</dd></dl>", "Tide\nhigh"),
        ("<pre>def f():\n    a\n\n\n    b</pre>", "def f():\n    a\n\n\n    b"),
        ("<pre>a<br>  b\n</pre>end", "a\n  b\n\nend"),
        ("<pre>a<br>&nbsp;&nbsp;b\xa0c</pre>", "a\n  b c"),
        ("<textarea>x\n  y</textarea>", "x\n  y"),
        ("<div>One</div><div>&nbsp;</div><div>two</div><div>three</div>", "One\n\ntwo\nthree"),
        ("<div>One</div><div><b><br /></b></div><div>two</div><div>three</div>", "One\n\ntwo\nthree"),
        (
            "<div>One</div><div><i><b>&nbsp;</b></i>\n</div><div>two</div><div>three</div>",
            "One\n\ntwo\nthree",
        ),
        ("<div>One</div><div><b>&nbsp;</b>x</div><div>two</div>", "One\n\nx\n\ntwo"),
        ("<pre><div>a</div>\n<div>  b<br></div><div><br></div><div>c</div></pre>", "a\n  b\n\nc"),
        ("<pre><ol><li>a</li><li>  <b>b</b></li></ol></pre>", "a\n  b"),
        ("<select><option>May<option>June</select>", "May\n\nJune"),
    ],
)
def test_lines_and_paragraphs(body: str, expected: str) -> None:
    assert text(body) == expected


EDITOR = "color: #333; font-family: Menlo, Monaco, monospace; white-space: pre;"
CDATA = "<![CDATA[\nif (a < b) {\n  c();\n}\n]]>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"<div style='{EDITOR}'><div><b>if</b> a:</div><div>    <i>b</i>()</div><br><div>c</div></div>",
            "if a:\n    b()\n\nc",
        ),
        (f"<div style='{EDITOR}'>\n<div>a</div>\n<div>\tb</div>\n</div>End.", "a\n    b\n\nEnd."),
        (
            "<div style='font-family: serif; white-space: pre-wrap'><div>One.</div><div>Two.</div></div>",
            "One.\n\nTwo.",
        ),
        (f"<script type='syntaxhighlighter' class='brush: js'>{CDATA}</script>", "if (a < b) {\n  c();\n}"),
        (
            f"<p>So:</p><script type='text/plain' class='language-c'>{CDATA}</script>",
            "So:\n\nif (a < b) {\n  c();\n}",
        ),
        ("<script type='text/plain' class='lang-html'><b>x</b>\n  y</script>", "<b>x</b>\n  y"),
        ("One.<script type='text/plain'>x</script><script class='brush: js'>y()</script>", "One."),
    ],
)
def test_code_of_editors_and_highlighters_keeps_its_lines(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize("label", ["Labels:", "Etiquetas:", "Libellés :"])
def test_labels_that_blogger_wrote_below_a_body_published_by_ftp_are_no_text(label: str) -> None:
    links = ", ".join(f"<a rel='tag' href='http://q.example/labels/{name}.html'>{name}</a>" for name in "ab")
    assert text(f"One.<div></div><p class='blogger-labels'>{label} {links}</p>") == "One."
    assert text(f"One.<p class='blogger-labels'>{label} the ones on jars.</p>").endswith("jars.")


def test_the_advice_of_a_player_that_is_not_shown_is_no_text() -> None:
    assert text("<object><param name=movie value=a.swf><noembed>Get it</noembed></object>One.") == "One."


@pytest.mark.parametrize("tags", [("ul", "li"), ("div", "div")])
def test_lists_that_a_plugin_wrote_are_no_words_of_the_author(tags: tuple[str, str]) -> None:
    links = "<{1} class='zemanta-article-ul-li'><a href='http://x.example/'>Other</a> (x.example)</{1}>"
    listed = f"<{{0}} class='zemanta-article-ul'>{links}</{{0}}>".format(*tags)
    assert text(f"<p>One.</p><h6 class='zemanta-related-title'>Related by Zemanta</h6>{listed}") == "One."
    assert text(listed) == text(listed.replace("zemanta-article-ul'", "mine'"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<table><tr><th>Port<th>Ships<tr><td>Alder<td>4<tr><td>Vardal<td></table>",
            "Port | Ships\nAlder | 4\nVardal",
        ),
        ("<table><tr><td><p>Alder</p></td><td><p>4<br>5</p></td></tr></table>", "Alder | 4 5"),
        (
            "<table><tr><td>One long story.</td></tr><tr><td>Next.</td></tr></table>",
            "One long story.\n\nNext.",
        ),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "a\n\nb\n\nc"),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", "a | b\n\nc"),
        ("<tr><td>a</td><td>b</td></tr>", "a\n\nb"),
    ],
    ids=["data", "paragraph in cell", "one column", "paragraphs in cell", "nested", "lost its table"],
)
def test_tables_hold_data_or_arrange_blocks(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class='blogger-post-footer'>Copyright of the blog</div>",
        "<div class='feedflare'><a href='http://feeds.feedburner.com/~ff/x'>Add</a></div>",
        "<div class='post-share-buttons goog-inline-block'><a>Email This</a><a>BlogThis!</a></div>",
        "<span class='reaction-buttons'>Reactions: <iframe class='reactions-iframe' src='x'></iframe></span>",
        '<div class="addthis_toolbox addthis_default_style"><a>Tweet it</a></div>',
        "<div id='related-posts-widget'><h3>You may also like</h3><ul><li>Old post</li></ul></div>",
        "<div class='jump-link'><a href='/2015/04/harbour.html#more'>Weiterlesen</a></div>",
        "<a href='/2015/04/harbour.html#more'>Read more »</a>",
        "<span id='sharethis_0'><a href='#'><span class='stbuttontext'>ShareThis</span></a></span>",
        "<p>Flickr Tags: <a rel='tag' href='http://flickr.example/photos/tags/sea'>sea</a></p>",
        "<button>Send</button>",
        "<ins class='adsbygoogle'>Ad</ins><script>(adsbygoogle = []).push({})</script>",
        "<style>.fullpost {display:none}</style>",
        "<noscript>Switch JavaScript on</noscript>",
        '<script type=\'application/ld+json\'>{"articleBody": "no"}</script>',
        "<a name='more'></a><!-- AddThis -->",
        "<a href='http://www.addthis.com/bookmark.php'><img src='http://s7.addthis.com/b.gif'></a>",
        "<span style='display: none'>(1975-05-18)</span>",
        "<title>Other</title><meta content='x' name='y'>",
        "<xml><w:View>Normal</w:View></xml><!--[if gte mso 9]><xml>Normal</xml><![endif]-->",
    ],
)
def test_furniture_goes_and_the_text_around_it_stays_apart(furniture: str) -> None:
    clean = clean_body(f"<p>Before.</p>{furniture}<p>After.</p>", base_url=NAME)
    assert clean.text == "Before.\n\nAfter."
    assert not clean.images


UNCLOSED = "All of the post is in a tag that was never closed. " * 60


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Tell <a href='http://twitter.com/share'>or share</a> and wait.", "Tell or share and wait."),
        ("Sent from my iPhone, which sank.", "Sent from my iPhone, which sank."),
        ("<p>Rope: <a rel='tag' href='/hemp'>hemp</a></p>", "Rope: hemp"),
        ("<p>To this: <a rel='tag' href='/hemp'>hemp</a></p>", "To this: hemp"),
        ("<h3>Sent from an iPad</h3>A tale of an iPad.", "Sent from an iPad\n\nA tale of an iPad."),
        ("He wrote:<br>“Sent from my iPhone.”", "He wrote:\n“Sent from my iPhone.”"),
        ("A love<br>written on an iPad<br>sleeps.", "A love\nwritten on an iPad\nsleeps."),
        ("The sign said No comments: and nothing else.", "The sign said No comments: and nothing else."),
        (
            "<p>Posted by the door was a sign.</p>Home is far.",
            "Posted by the door was a sign.\n\nHome is far.",
        ),
        ("<blockquote class='twitter-tweet'>From elsewhere.</blockquote>", "From elsewhere."),
        ("<b onclick='x()'>Ending</b> <div style='display:none'>She won.</div>", "Ending\n\nShe won."),
        (f"<div class='sociable'>{UNCLOSED}", UNCLOSED.strip()),
    ],
    ids=[
        "words of a share link",
        "telephone",
        "topic",
        "small words",
        "heading",
        "quoted signature",
        "verse",
        "quoted phrase",
        "first words",
        "tweet",
        "spoiler",
        "unclosed widget",
    ],
)
def test_the_authors_words_stay(body: str, expected: str) -> None:
    assert text(body) == expected


def test_words_of_the_owners_own_at_a_jump_break_go_above_the_feeds_footer() -> None:
    footer = "<div class='blogger-post-footer'>All of it at news.example</div>"
    assert text(f"One.<br><a href='{NAME}#more'>Weiter auf dem Deck</a>{footer}") == "One."


def test_templates_lines_go_at_the_edges_only() -> None:
    body = "Ships came.<br>No comments:<br>Ships left.<br><br>Newer Post Older Post Home<br>No comments:"
    clean = clean_body(body, base_url=NAME, from_page=True)
    assert (clean.text, clean.word_count) == ("Ships came.\nNo comments:\nShips left.", 6)
    assert text(body).endswith("\nNo comments:")


def test_a_body_of_nothing_but_templates_words_is_left_alone() -> None:
    assert clean_body("<p>No comments:</p>Newer Post", from_page=True).text == "No comments:\n\nNewer Post"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p class='MsoNormal'><span lang='EN-US'>Tide<o:p></o:p></span></p>", "Tide"),
        ("<![if !supportLists]>· <![endif]>Tide", "· Tide"),
        ("1. Port&lt;!--[if !supportLists]--&gt;2. Sea", "1. Port 2. Sea"),
        ("a &lt;!--[if gte mso 9]&gt;&lt;xml&gt;8&lt;/xml&gt;&lt;![endif]--&gt; b", "a b"),
        ("<p>Normal 0 21 false false false ES X-NONE X-NONE</p>Tide", "Tide"),
        ("<p>/* Style Definitions */ table.MsoNormalTable {mso-style-name:x;}</p>Tide", "Tide"),
        ("<st1:place w:st='on'>Port</st1:place> Alder", "Port Alder"),
        ("Use &lt;!--[if IE]&gt; x &lt;![endif]--&gt;", "Use <!--[if IE]> x <![endif]-->"),
    ],
)
def test_word_markup(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\x00b\x07c", "abc"),
        ("It\x92s &#146;so&#146;", "It’s ’so’"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("\ud83d\ude00", "😀"),
        ("e\u0301", "é"),
        ("a\ufdd0b&#xfdd0;c&#1;d\uffff", "ab c d"),
        ("soft\u00adhyphen \ufeffmark", "softhyphen mark"),
        ("<p>\u200b</p><p>\u200c \u200d</p>x", "x"),
        ("می\u200cخواهم क्\u200dष", "می\u200cخواهم क्\u200dष"),
        ("ខ្ញុំ\u200bទៅ la\u200bter", "ខ្ញុំ\u200bទៅ later"),
        ("東京\u3000大阪", "東京 大阪"),
        (
            "\u3000船。<br>\u3000\u3000夜。<p>\u3000<b>終</b></p><p>\u3000</p>",
            "\u3000船。\n\u3000\u3000夜。\n\n\u3000終",
        ),
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "'),
    ],
    ids=ascii,
)
def test_characters(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "FIRST<div>" * 300 + "LAST",
        "FIRST" + "<font>" * 2500 + "INNER" + "</font>" * 2500 + "LAST",
        "FIRST" + "<div>" * 10_000 + "INNER" + "</div>" * 10_000 + "LAST",
        "FIRST <!-- unclosed <p>LAST</p>",
        "FIRST<script>var a = 1; <p>LAST</p>",
        "FIRST<script>LAST",
        "FIRST<style>p {color: red} <p>LAST</p>",
        "FIRST<title>INNER <p>LAST</p>",
        "FIRST<iframe src='http://e.example/x' />LAST",
        "FIRST<noscript>INNER<p>LAST</p>",
        '<a href="http://e.example/>FIRST</a> LAST',
        '<a href="x>FIRST</a> <a href="y">LAST</a>',
        "<a href='x>FIRST</a> <b class='y'>LAST</b>",
        "<html><body>FIRST</body></html><p>LAST</p>",
        "FIRST<plaintext>LAST",
        "FIRST<![CDATA[<p>INNER</p>]]>LAST",
        "FIRST</3 LAST",
        "FIRST a < b <LAST",
        "FIRST " + "x" * 11_000_000 + " LAST",
        "FIRST<a title='" + "x" * 11_000_000 + "'>LAST</a>",
        "FIRST<table>INNER<tr>LAST</table>",
    ],
    ids=lambda body: body[:30] + str(len(body)),
)
def test_broken_markup_loses_no_text(body: str) -> None:
    words = text(body)
    assert all(mark in words for mark in ("FIRST", "INNER", "LAST") if mark in body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("if (a[b[0]]>1) c();", "if (a[b[0]]>1) c();"),
        ("<p>ends with ]]&gt;</p>", "ends with ]]>"),
        ("<![CDATA[a]]> and x[y[1]]>z", "a and x[y[1]]>z"),
    ],
)
def test_only_the_end_of_a_cdata_section_is_left_out(body: str, words: str) -> None:
    assert text(body) == words


@pytest.mark.parametrize(
    "value",
    ["a > b", "x -> y <br> z", "<b>bold</b>", "it's", "5'10"],
    ids=["gt", "tag", "bold", "quote", "foot"],
)
def test_marks_inside_a_quoted_attribute_are_no_text(value: str) -> None:
    assert text(f'<img alt="{value}" src="x.png"> Tide <a href="/y" title="{value}">out</a>') == "Tide out"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Energy is <script type='math/tex'>E = mc^2</script> here.", "Energy is E = mc^2 here."),
        (
            (
                "A <span class='MathJax_Preview'>x</span><span class='MathJax'>x2</span>"
                "<script type='math/tex'>x^2</script> B"
            ),
            "A x^2 B",
        ),
        ("So<script type='math/tex; mode=display'>x^2</script>holds", "So\n\nx^2\n\nholds"),
        (
            (
                "Let <span class='katex'><span class='katex-mathml'><math><semantics><mrow><mi>μ</mi>"
                "<mo>=</mo><mn>3</mn></mrow><annotation encoding='application/x-tex'>\\mu = 3</annotation>"
                "</semantics></math></span><span class='katex-html'><b>μ</b><b>=3</b></span></span> be."
            ),
            "Let μ=3 be.",
        ),
        ("So <math><mfrac><mn>1</mn><mrow><mi>a</mi> <mi>b</mi></mrow></mfrac></math>.", "So 1/(a b)."),
        (
            "Let <img class='latex' src='//s0.wp.com/latex.php?latex=x%5E2+%2B+1&amp;bg=fff'> be.",
            "Let x^2 + 1 be.",
        ),
        ("<img alt='' src='http://latex.codecogs.com/gif.latex?\\pi&amp;space;r' title='\\pi r'>", "\\pi r"),
        ("Or <math alttext='{\\displaystyle a/b}'><mfrac><mi>a</mi><mi>b</mi></mfrac></math>.", "Or a/b."),
        (
            (
                "<span class='mwe-math-element'><span style='display:none'><math><msup><mi>c</mi>"
                "<mn>2</mn></msup><annotation encoding='application/x-tex'>c^{2}</annotation></math></span>"
                "<img src='f.svg' alt='c'></span>"
            ),
            "c^{2}",
        ),
    ],
    ids=[
        "script",
        "script and its drawing",
        "on its own line",
        "KaTeX",
        "MathML",
        "picture",
        "titled picture",
        "fraction",
        "Wikipedia",
    ],
)
def test_a_formula_comes_once(body: str, expected: str) -> None:
    clean = clean_body(body, base_url=NAME)
    assert (clean.text, clean.images) == (expected, ())


@pytest.mark.parametrize("name", ["MathJax", "katex", "mwe-math-element"])
def test_words_in_an_element_named_like_a_drawing_stay(name: str) -> None:
    story = "The tide rose by two metres, and nobody had foretold it. " * 3
    math, script = "<math><mi>x</mi></math>", "<script type='math/tex'>y</script>"
    assert text(f"<div class='{name}'>{story}{math}</div>{script}") == f"{story}x\n\ny"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Great <img class='emoji' alt='😀' src='https://s.w.example/1f600.png'> news", "Great 😀 news"),
        ("<img alt='👍🏽' src='/e.png'>ok", "👍🏽ok"),
        ("<img alt='1️⃣' src='/e.png'> first", "1️⃣ first"),
        ("ha <img class='wp-smiley' alt=':)' src='/s.gif'>", "ha :)"),
        ("<img alt='5' src='/five.png'>x", "x"),
        ("<img alt='Port' class='emoji' src='/p.png'>x", "x"),
    ],
)
def test_a_picture_of_an_emoji_is_the_emoji(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div style='white-space: pre-wrap'>One.\nTwo.\n\nThree.</div>", "One.\nTwo.\n\nThree."),
        ("<p style='WHITE-SPACE:pre-line'>One.\n   Two.</p>", "One.\nTwo."),
        ("<div style='white-space:pre'>Tyger\n    burning</div>", "Tyger\n    burning"),
        ("<div style='white-space:pre-wrap'>\n<p>One.</p>\n<p>Two.</p>\n</div>", "One.\n\nTwo."),
        ("<div style='white-space:pre-wrap'>a <b>b\nc</b> d</div>", "a b\nc d"),
        ("<div style='white-space:nowrap'>One.\nTwo.</div>", "One. Two."),
        ("<code>if x:<br>&nbsp; &nbsp; y<br>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;z</code>", "if x:\n    y\n     z"),
        ("<p>Tyger<br>&nbsp;&nbsp;burning<br>bright</p>", "Tyger\n  burning\nbright"),
        ("<p>&nbsp;&nbsp;&nbsp;Typography.</p>", "Typography."),
        ("a<br>&nbsp; b", "a\nb"),
        ("a<br>" + "&nbsp;" * 60 + "b", "a\nb"),
    ],
)
def test_white_space_that_means_something_stays(body: str, expected: str) -> None:
    clean = clean_body(body, base_url=NAME)
    assert clean.text == expected
    assert clean_body(clean.html, base_url=NAME).text == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>を",
            "漢字(かんじ)を",
        ),
        ("<ruby><rb>東京</rb><rt>とうきょう</rt></ruby>都", "東京(とうきょう)都"),
        ("<ruby>漢<rt>かん<rb>字<rt>じ</ruby>は", "漢字(かんじ)は"),
        ("<ruby>北<rt>běi</rt>京<rt>jīng</rt></ruby>", "北京(běi jīng)"),
        ("<ruby>漢字</ruby>", "漢字"),
        ("<rt>x</rt>y", "xy"),
    ],
)
def test_ruby_parts_no_word(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><th><th>Mon<th>Tue<tr><td>Open<td><td>9", "| Mon | Tue\nOpen |  | 9"),
        ("<tr><td>a<td>b<td>c<tr><td><td><td>z", "a | b | c\n|  | z"),
        ("<tr><td><td><tr><td>a<td>b", "a | b"),
        ("<tr><td rowspan=2>Mon<td>1<tr><td>2<tr><td>Tue<td>3", "Mon | 1\n| 2\nTue | 3"),
        ("<tr><td>a<td rowspan='3'>b<td>c<tr><td>d<td>e", "a | b | c\nd |  | e"),
        ("<tr><td>a<td>&nbsp;<td>b<tr><td>c<td>d", "a |  | b\nc | d"),
        ("<tr><td>&nbsp;<td>" + "One long cell. " * 15, ("One long cell. " * 15).strip()),
    ],
)
def test_an_empty_cell_keeps_its_column(rows: str, expected: str) -> None:
    assert text(f"<table>{rows}</table>") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a<ul><li>b</li></ul>tail</p>more", "a\n\n- b\n\ntail\n\nmore"),
        ("<p>a<div>b</div><i>tail</i></p><b>more</b>", "a\n\nb\n\ntail\n\nmore"),
        ("super<wbr>cali<wbr/>fragi</wbr>listic soft&shy;hyphen", "supercalifragilistic softhyphen"),
        ("<source src='/a.mp3'><p>One.</p><embed src='/b.swf'>Two.", "One.\n\nTwo."),
    ],
)
def test_words_are_neither_glued_nor_split(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("The harbour, re-opened in 2024 — don't ask.", 6),
        ("1 2 3 – *** :-)", 0),
        ("東京は今日", 5),
        ("กรุงเทพ", 6),
        ("서울 부산", 2),
        ("दुनिया में", 2),
        ("Tokyo は 東京", 4),
        ("", 0),
    ],
)
def test_word_count(body: str, count: int) -> None:
    assert clean_body(body).word_count == count


def test_plain_text_keeps_its_lines() -> None:
    clean = clean_body("One <b>\r\ntwo & three\r\n\r\n\r\nFour", body_type="text")
    assert clean.text == "One <b>\ntwo & three\n\nFour"
    assert clean.html == "<p>One &lt;b&gt;<br>two &amp; three</p><p>Four</p>"


def test_words_for_those_without_scripts_are_read_where_nothing_else_is() -> None:
    words = "The ferry came late, and the whole island stood on the pier to see who was on board of it. " * 2
    assert text(f"<div id='app'></div><noscript><p>{words}</p></noscript>") == words.strip()
    assert text(f"<p>A.</p><noscript><p>{words}</p></noscript>") == "A."
