"""Embeds of a body: frames, players, and the marked-up stand-ins of other sites' posts."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from pipelines.cleaning.addresses import absolute

_ADDRESS_ATTRIBUTES = {
    "iframe": ("src", "data-src", "data-lazy-src"),
    "embed": ("src",),
    "object": ("data",),
    "param": ("value",),
    "video": ("src", "data-src"),
    "audio": ("src", "data-src"),
    "source": ("src", "data-src"),
    **dict.fromkeys(("amp-iframe", "amp-video", "amp-audio", "amp-video-iframe"), ("src",)),
}
"""Elements that are replaced by what lies at an address, and the attributes that may hold it."""
_MOVIE_PARAMETERS = frozenset({"movie", "src"})
_BLOGGER_VIDEO = "https://www.blogger.com/video.g?contentid={}"
"""Blogger's old uploads are known by their content id alone; its player wants a token that no feed holds."""
_CONTENT_ID = re.compile(r"contentid(?:=|%3D)([0-9a-f]{8,32})", re.IGNORECASE)
_STAND_INS = {
    "data-instgrm-permalink": ((r"instagram-media", "{}"),),
    "data-href": ((r"fb-(?:post|video|comment-embed)\b|^amp-facebook", "{}"),),
    "cite": ((r"tiktok-embed|fb-xfbml-parse-ignore", "{}"),),
    "data-telegram-post": ((r"", "https://t.me/{}"),),
    "data-text-post-permalink": ((r"text-post-media", "{}"),),
    "data-embed-url": ((r"mastodon-embed", "{}"),),
    "videoid": (
        (r"^lite-youtube", "https://www.youtube.com/embed/{}"),
        (r"^lite-vimeo", "https://player.vimeo.com/video/{}"),
    ),
    "data-videoid": (
        (r"^amp-youtube|youtube", "https://www.youtube.com/embed/{}"),
        (r"^amp-vimeo", "https://player.vimeo.com/video/{}"),
        (r"^amp-dailymotion", "https://www.dailymotion.com/embed/video/{}"),
    ),
    "data-youtube-id": ((r"", "https://www.youtube.com/embed/{}"),),
    "data-tweetid": ((r"^amp-twitter", "https://twitter.com/i/status/{}"),),
    "data-tweet-id": ((r"", "https://twitter.com/i/status/{}"),),
    "data-shortcode": ((r"^amp-instagram", "https://www.instagram.com/p/{}/"),),
    "data-src": ((r"^amp-tiktok", "{}"), (r"flourish-embed", "https://flo.uri.sh/{}/embed")),
    "data-trackid": ((r"^amp-soundcloud", "https://api.soundcloud.com/tracks/{}"),),
    "data-gistid": ((r"^amp-gist", "https://gist.github.com/{}"),),
    "data-slug-hash": ((r"codepen", "https://codepen.io/pen/{}"),),
    "data-id": (
        (r"imgur-embed-pub", "https://imgur.com/{}"),
        (r"youtube-player", "https://www.youtube.com/embed/{}"),
        (r"infogram-embed", "https://infogram.com/{}"),
    ),
    "contentid": ((r"BLOG_video", _BLOGGER_VIDEO),),
    **dict.fromkeys(("data-pin-do", "data-post-link"), ()),
}
"""Attribute of an element that a script replaces -> (sign in its tag and classes, address); none: of a link,
whose own address it is."""
_QUOTES = {
    **dict.fromkeys(
        ("twitter-tweet", "twitter-video"), r"//(?:\w+\.)?(?:twitter|x)\.com/\w+/status(?:es)?/\d"
    ),
    "instagram-media": r"//(?:www\.)?instagram\.com/(?:[\w.]+/)?(?:p|reel|tv)/",
    "tiktok-embed": r"//(?:www\.)?tiktok\.com/@[^/]+/video/",
    **dict.fromkeys(("reddit-card", "reddit-embed-bq"), r"//(?:www\.)?reddit\.com/r/\w+/comments/"),
    "bluesky-embed": r"//bsky\.app/profile/[^/]+/post/",
    "imgur-embed-pub": r"//imgur\.com/",
}
"""Class of a quoted post -> its own address, the last such link in it."""
_SCRIPTS = re.compile(
    r"^(?:https?:)?//(?:gist\.github\.com/|gist-it\.appspot\.com/|pastebin\.com/embed_js|asciinema\.org/a/|"
    r"jsfiddle\.net/.+/embed|(?:static|secure)\.polldaddy\.com/p/|gitlab\.com/.*snippets/|www\.buzzsprout\.com/|"
    r"e\.infogr\.?am/|speakerdeck\.com/assets/embed|emgithub\.com/embed|datawrapper\.dwcdn\.net/)",
    re.IGNORECASE,
)
"""Scripts that write what an author shows in their place."""
_TELEGRAM = "data-telegram-post"

_WIDGET_FRAME = re.compile(
    r"facebook\.com/(?:v[\d.]+/)?plugins/(?:like|share|follow|comments|fan|page|activity|send)|facebook\.com/widgets/|"
    r"platform\.twitter\.com/widgets/(?:tweet_button|follow_button)|(?:apis|plusone)\.google\.com/|tweetmeme\.com/|"
    r"googleads|googlesyndication\.com|doubleclick\.net|amazon-adsystem\.com|rcm\w*\.amazon|assoc-amazon|"
    r"blogger\.com/blog-post-reactions|digg\.com/tools|linkwithin\.com|disqus\.com|googletagmanager\.com/|"
    r"youtube\.com/get_player$",
    re.IGNORECASE,
)
"""Frames of share buttons, reactions and adverts, and a player without a film: no embeds of the author's."""
PLAYER_ADDRESS = re.compile(
    r"youtu\.?be|vimeo\.com|dailymotion|blogger\.com/video|video\.google|soundcloud|spotify|bandcamp|mixcloud|"
    r"tiktok|instagram|facebook\.com/plugins/(?:video|post)|twitch|archive\.org/embed|ted\.com|slideshare|scribd|"
    r"google\.com/maps|docs\.google|\.mp4\b|\.mp3\b",
    re.IGNORECASE,
)
"""Frames that an author puts in, wherever they stand."""
_SECURE_HOST = re.compile(
    r"http://(?=[^/]*\b(?:youtube|youtube-nocookie|youtu|vimeo|dailymotion|blogger|google|googlevideo|facebook|"
    r"soundcloud|spotify|slideshare|scribd|archive|ted|instagram|twitter)\.(?:com|be|org|net)(?:[/:]|$))",
    re.IGNORECASE,
)
"""Hosts that were linked by http in their time and serve the same by https."""


MARK = "blogger-archive: an embed"


def keep_scripts(root: etree._Element) -> None:
    """Turn scripts that stand for an embed into frames, before scripts are removed."""
    for script in root.iter("script"):
        if script.get(_TELEGRAM):
            script.tag = "span"
        elif _SCRIPTS.match((script.get("src") or "").strip()):
            script.tag = "embed"


def collect(
    root: etree._Element, base: str | None, attributed: Iterable[etree._Element], *, mark: bool = False
) -> Iterator[str]:
    """Yield the addresses of the embeds, made absolute; each frame or player leaves a line break.

    `attributed` holds all elements with attributes. With `mark`, an empty link with the title MARK stands
    before each.
    """
    place = root
    tags = (etree.Element,) if any(map(_stands_in, attributed)) else (*_ADDRESS_ATTRIBUTES, "blockquote")
    for element in filter(_may_embed, list(root.iter(*tags))):
        if element.getparent() is not None:  # else of a player that has left its break already
            place = element
        for address in _addresses(element, base):
            if not _WIDGET_FRAME.search(address):
                secure = _SECURE_HOST.sub("https://", address)
                if mark and place is not root:
                    place.addprevious(etree.Element("a", href=secure, title=MARK))
                yield secure
        _leave_break(element)


def _may_embed(element: etree._Element) -> bool:
    tag = element.tag
    if tag in _ADDRESS_ATTRIBUTES:
        return tag != "source" or not _is_in_picture(element)
    return tag == "blockquote" or _stands_in(element)


def _stands_in(element: etree._Element) -> bool:
    return not _STAND_INS.keys().isdisjoint(element.keys())


def _is_in_picture(source: etree._Element) -> bool:
    """Tell whether a `source` element offers another size of an image, not a film or a sound."""
    parent = source.getparent()
    return parent is not None and parent.tag == "picture"


def _leave_break(element: etree._Element) -> None:
    if element.tag == "object":
        element.tag = "span"
    elif element.tag in _ADDRESS_ATTRIBUTES and element.tag != "param":
        element.clear(keep_tail=True)
        element.tag = "br"


def _addresses(element: etree._Element, base: str | None) -> Iterator[str]:
    tag = str(element.tag)
    if tag == "param":
        given = _of_parameter(element)
    else:
        given = list(filter(None, map(element.get, _ADDRESS_ATTRIBUTES.get(tag, ()))))
    given += [*_stood_in_for(element, tag), *_quoted(element)]
    if element.get("data-post-link") is not None or (element.get("data-pin-do") or "").startswith("embed"):
        given.append(element.get("href") or "")
    found = (absolute(address, base) for address in given)
    yield from [address for address in found if address][:1]


def _stood_in_for(element: etree._Element, tag: str) -> Iterator[str]:
    signs = f"{tag} {element.get('class') or ''}"
    for name in element.keys() & _STAND_INS.keys():
        value = (element.get(name) or "").strip()
        for sign, address in _STAND_INS[name] if value else ():
            if re.search(sign, signs):
                yield address.format(value)


def _quoted(element: etree._Element) -> Iterator[str]:
    for name in (element.get("class") or "").split():
        if name in _QUOTES:
            links = [link.get("href") or "" for link in element.iter("a")]
            yield from [href for href in links if re.search(_QUOTES[name], href)][-1:]


def _of_parameter(element: etree._Element) -> list[str]:
    name, value = (element.get("name") or "").lower(), element.get("value") or ""
    if name == "flashvars":
        content_id = _CONTENT_ID.search(value)
        return [_BLOGGER_VIDEO.format(content_id[1])] if content_id else []
    return [value] if name in _MOVIE_PARAMETERS and value else []
