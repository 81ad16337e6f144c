"""Class names and ids of the parts of a post, in Blogger's templates and in themes made for it. Data only.

Class names and ids are compared folded: lower case, without "-" and "_", so that `post-title`, `PostTitle`
and `post_title` are one name. Names are those of Blogger's own templates (2003 classic, 2006 Layouts, 2010
Template Designer, 2017 themes) and the ones that theme makers took over widely from them, from hAtom and
from WordPress.
"""

import re
from typing import Final

COMMENT_ID: Final = re.compile(r"^c(\d+)$")
"""The anchor of a comment."""


class Role:
    """Roles of an element, as bits: plain integers, because they are tested on every element."""

    NONE: Final = 0
    BLOG: Final = 1 << 0
    """The widget that holds the posts."""
    OTHER_WIDGET: Final = 1 << 1
    """Another widget or column: popular posts, sidebar, header."""
    POST: Final = 1 << 2
    BODY: Final = 1 << 3
    TITLE: Final = 1 << 4
    DATE_HEADER: Final = 1 << 5
    TIMESTAMP: Final = 1 << 6
    """Holds the time of the post, with or without a machine date."""
    AUTHOR: Final = 1 << 7
    AUTHOR_NAME: Final = 1 << 8
    """The author's name itself."""
    LABELS: Final = 1 << 9
    COMMENT_COUNT: Final = 1 << 10
    """Link or span that states the number of comments."""
    COMMENTS: Final = 1 << 11
    FOOTER: Final = 1 << 12
    LOCATION: Final = 1 << 13
    NAVIGATION: Final = 1 << 14
    """Breadcrumbs, which repeat title and labels, and other links and buttons to go on with."""
    BOILERPLATE: Final = 1 << 15
    """Put beside or into the post by the template: share bars, related posts, pagers, advertising."""
    CHIP: Final = 1 << 22
    """A small frame around a word: a label where the page's labels name it."""
    AUTHOR_BOX: Final = 1 << 21
    """Says who the author is: a byline above the post, below it a box that does not belong to the post."""
    JUMP_LINK: Final = 1 << 16
    """"Read more" link of a list: the body above it is cut."""
    STATUS_MESSAGE: Final = 1 << 17
    """Line above a list that says what it lists."""
    HEADING: Final = 1 << 19
    """Called a title without saying of what: a title only if it is a heading beside a body."""
    LIKELY: Final = 1 << 20
    """Known by a part of its name only: enough beside a body, not enough to throw much away."""


CLASSES: dict[int, str] = {
    Role.POST: "post hentry blogpost postouter postitem itempost singlepost blogitem",
    Role.BODY: "postbody entrycontent postcontent entrybody posttext articlecontent blogbody "
    "blogpostbody postentry entry entrytext storycontent storybody postsinglebody singlecontent topicbody "
    "articlebody articletext newsbody newscontent isiartikel postdetail postdetails bodypost contentpost "
    "postarticle articlepost entrycontents postcontents blogcontent "
    "mozreadercontent",
    Role.TITLE: "posttitle readertitle entrytitle articletitle blogposttitle itemtitle storytitle",
    Role.HEADING: "title headline heading name",
    Role.DATE_HEADER: "dateheader date postdateheader blogdate",
    Role.TIMESTAMP: "published posttimestamp timestamplink timestamp postdate entrydate entrytime "
    "posttime dateposted "
    "publishdate pubdate pubdate postmetadate metadate dtstamp dateline timeago",
    Role.AUTHOR: "postauthor author vcard byauthor byline entryauthor authorname metaauthor "
    "postby postedby bylineauthor blogbyline readercredits",
    Role.AUTHOR_NAME: "fn gprofile authorname nm",
    Role.LABELS: "postlabels labels labelhead postlabel yourlabel posttags entrytags tags "
    "postcategories categories taglinks",
    Role.COMMENT_COUNT: "commentlink numcomments postcommentlink commentcount commentscount leavecomment "
    "commentbubble "
    "commentnum commentnumber postcomments",
    Role.COMMENTS: "comments commentlist commentarea commentsarea commentsblock commentscontent commentform "
    "blogpostcomments "
    "postcommentswrap disqusthread fbcomments",
    Role.FOOTER: "postfooter postfooterline postbottom entryfooter entrymeta entrymetadata "
    "postmetadata postmeta postinfo postheader "
    "entryheader postheaderline1",
    Role.LOCATION: "postlocation",
    Role.NAVIGATION: "breadcrumb breadcrumbs breadcrumbwrapper crumbs",
    Role.BOILERPLATE: "postsharebuttons sharebuttonscontainer sharing postshare sharebox sharepost "
    "sharebar sharebuttons "
    "socialshare sociallinks sharethis addthistoolbox addthisinlinesharetoolbox shareaholiccanvas sharedaddy "
    "reactionbuttons postreactions reactions posticons itemcontrol itemaction "
    "relatedposts relatedpost relatedwrap relatedpostwrap relatedpostwidget relatedready "
    "relatedposthumbs linkwithinhook "
    "linkwithininner linkwithindiv outbrain crp jprelatedposts youmaylike "
    "blogpager postnav postpager postfeeds blogfeeds feedlinks pagenavi shownavi "
    "inlinead adsbygoogle adsense googleads "
    "hreview statusmsgwrap postview "
    "postbacklinks backlinkscontainer subscribebox newsletterbox",
    Role.AUTHOR_BOX | Role.AUTHOR: "aboutauthor authorbox authorinfo authorprofile postauthorbox",
    Role.JUMP_LINK: "jumplink readmore morelink rmlink snippetcontainer snippetitem rsnippetized "
    "mobileindexcontents excerpt entryexcerpt postexcerpt postsnippet postsnip postsummary",
    Role.STATUS_MESSAGE: "statusmsgwrap statusmsgbody",
}
"""Role → class names."""

STEMS: dict[int, str] = {
    Role.BOILERPLATE: "relatedpost postrelated relatedarticle relatedcontent relateditem youmaylike "
    "mayalsolike similarpost recommendedpost sharebutton sharebox sharebar sharelink shareicon sharethis "
    "sharepost postshare socialshare sociallink socialicon socialbutton socialmedia "
    "postnav prevnext nextprev prevpost nextpost pagination pagenav "
    "postpager subscribe newsletter advert adsense adsbygoogle sponsor postrating starrating viewcount "
    "postviews postviewcount readingtime readtime likebutton likebox "
    "alsoread readalso bacajuga lihatjuga simakjuga inlinerelated relatedinline "
    "telegrambox whatsappbox telegramchannel whatsappchannel jointelegram joinwhatsapp telegramjoin "
    "whatsappjoin joingroup followus followbox googlenews",
    Role.AUTHOR_BOX | Role.AUTHOR: "authorbox authorbio authorinfo authorprofile authorcard aboutauthor",
    Role.NAVIGATION: "breadcrumb",
    Role.COMMENTS: "disqus",
    Role.AUTHOR: "tacgia nguoidang",
    Role.TIMESTAMP: "datebox dateblock postdate entrydate ngaydang",
}
"""Role → what class names and ids of that role hold somewhere, where no whole name is known."""

WORDS: dict[int, str] = {
    Role.BOILERPLATE: "share sharing shares social related terkait relacionados relacionadas correlati "
    "ad ads iklan",
    Role.NAVIGATION: "nav navigation",
    Role.COMMENTS: "comment comments cmt cmnt cmnts komentar comentario comentarios commentaires kommentare",
    Role.TIMESTAMP: "date time timestamp datetime published ago calendar fecha tanggal tgl datum tarih ngay",
    Role.FOOTER: "meta metadata posted foot",
    Role.AUTHOR: "author writer penulis byline autor auteur autore verfasser redaktur avtor yazar postby",
    Role.LABELS: "label labels tag tags category categories etiquetas kategori marcadores rubrik",
    Role.HEADING: "title headline heading judul titulo titre titolo titel zagolovok",
    Role.CHIP: "badge badges chip chips pill pills",
}
"""Role → words of class names and ids ("item-date", "metaAuthor"), where no whole name or stem is known."""

BOX_WORDS = frozenset({"bio", "box", "card", "about", "profile"})
"""Words that make what is called "author" a box about him."""

BODY_WORDS = frozenset(
    {
        *(
            "body",
            "content",
            "contents",
            "text",
            "story",
            "prose",
            "article",
            "desc",
            "description",
            "details",
        ),
        *("artikel", "isi", "konten", "texto", "conteudo", "contenido", "corpo", "corps", "inhalt", "matn"),
        *("cuerpo", "icerik", "tresc", "obsah", "noidung", "tekst", "testo", "texte"),
    }
)
"""Words of names of bodies that nothing else makes sure: they choose one among neighbours."""

POST_WORDS = frozenset({"post", "entry", "article", "blog", "story", "news", "single"})
TEXT_WORDS = frozenset({"body", "text"})
"""Names of bodies hold one of each, and no other word but those: "post-body-content", "article-body-text"."""

NOT_OF_POST = frozenset(
    {
        "blog",
        "site",
        "widget",
        "section",
        "sidebar",
        "header",
        "footer",
        "page",
        "menu",
        "comment",
        "comments",
        "author",
        "related",
        "share",
        "featured",
        "popular",
        "index",
        "thumb",
        "thumbnail",
        "image",
        "avatar",
        "icon",
    }
)
"""Words beside "title" or "author" that make it another thing's."""

IDS: dict[int, str] = {
    Role.COMMENTS: "comments disqusthread commentsblock fbcomments commentsection",
    Role.BODY: "postbody singlecontent",
    Role.BOILERPLATE: "relatedposts relatedwrap bpostrelatedpost relatedpost blogpager "
    "backlinkscontainer postpager "
    "sharebuttons linkwithininner addthis",
    Role.NAVIGATION: "breadcrumb breadcrumbs",
    Role.DATE_HEADER: "date dateheader",
    Role.OTHER_WIDGET: "sidebar header footer navbar leftsidebar rightsidebar sidebarwrapper headerwrapper "
    "footerwrapper",
}
"""Role → ids."""

NON_CONTENT_TAGS = frozenset(
    {"aside", "nav", "noscript", "script", "style", "template", "form", "select", "button", "iframe"}
)
"""Tags that hold nothing of a post's own fields."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

BODY_STRENGTH = {"postbody": 3, "entrycontent": 2, "blogpostbody": 2, "entrybody": 2}
"""Class name of a body → how far it is to be trusted; others 1, `itemprop=articleBody` 4,
`id=post-body-<post id>` 5."""

MARKED_TAGS = ("div", "section", "article", "main", "td", "span", "p", "dl", "center", "header", *HEADINGS)
"""Tags that can hold posts, bodies, titles and date headers: the one pass over a page looks at no others."""

INLINE = frozenset({"a", "abbr", "b", "bdi", "em", "i", "small", "span", "strong", "time"})
"""Tags of a line's parts: there "comments" names a number, not a list of comments."""

CODE_TAGS = frozenset({"code", "pre", "kbd", "samp"})
"""Programs and their colouring, which has class names such as `comments`."""

BODY_BOILERPLATE = (
    Role.BOILERPLATE
    | Role.AUTHOR_BOX
    | Role.COMMENTS
    | Role.FOOTER
    | Role.NAVIGATION
    | Role.COMMENT_COUNT
    | Role.LABELS
    | Role.JUMP_LINK
)
"""Roles of elements that a template put inside the body."""
