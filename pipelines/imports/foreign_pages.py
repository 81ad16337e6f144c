"""Tell pages of Blogger from those of other programs, and of dealers in domains, at a blog's old address."""

import re

_BLOGGERS_OWN = re.compile(
    rb"<meta\b(?=[^<>]*\bname\s*=\s*[\"']?generator)[^<>]*\bcontent\s*=\s*[\"']?\s*blogger"
    rb"|<(?:link|script)\b[^<>]*\bblogger\.com/(?:feeds/|static/|css/|dyn-css/|rearrange|navbar)"
    rb"|<generator\b[^<>]*>\s*blogger",
    re.IGNORECASE,
)
"""Parts that Blogger itself adds to a page or feed; they outweigh the rest, which owners may paste."""

_OTHER_GENERATORS = (
    "Astro", "Astra", "b2evolution", "Bitrix", "Blosxom", "Canalblog", "Concrete", "Contao", "Craft",
    "DataLife", "Discourse", "Docusaurus", "DotClear", "DotNetNuke", "Drupal", "Eleventy", "Elementor",
    "ExpressionEngine", "Framer", "Gatsby", "Ghost", "Go Daddy", "GoDaddy", "Grav", "Greymatter", "Habari",
    "Hexo", "HubSpot", "Hugo", "Jekyll", "Jimdo", "Joomla", "LiveJournal", "Medium", "MediaWiki",
    "Micro.blog", "Movable Type", "Next.js", "Nikola", "Nucleus", "Octopress", "Over-?blog", "Pelican",
    "phpBB", "Pivot", "Plone", "PrestaShop", "Publii", "Radio UserLand", "Serendipity", "Shopify", "SPIP",
    "Squarespace", "Starfield", "Substack", "Textpattern", "Tumblr", "TYPO3", "TypePad", "uCoz", "vBulletin",
    "Webflow", "Weebly", "Wix", "WooCommerce", "WordPress", "WriteFreely", "XOOPS",
)  # fmt: skip
"""Beginnings of what else `generator` may state. Programs that save or edit pages are not here: theirs may be
Blogger's."""

_OTHER_FILES = (
    r"/wp-content/", r"/wp-includes/", r"/wp-json/", r"/sites/(?:all|default)/(?:files|modules|themes)/",
    r"/media/(?:jui|system)/", r"\.parastorage\.com/", r"\.wixstatic\.com/", r"\.squarespace\.com/",
    r"cdn\.shopify\.com/", r"assets\.tumblr\.com/", r"static\.typepad\.com/", r"substackcdn\.com/",
    r"cdn-client\.medium\.com/", r"\.editmysite\.com/", r"website-files\.com/", r"/ghost/api/",
)  # fmt: skip
"""Style sheets and scripts of others; pictures and links to such places are in any post."""

_PARKING = (
    r"sedoparking\.com", r"parkingcrew\.net", r"bodis\.com", r"parklogic\.com", r"hugedomains\.com",
    r"afternic\.com", r"img\d?\.wsimg\.com/parking", r"parking-lander", r"\bdan\.com/", r"\babove\.com/",
    r"namebrightstatic\.com", r"d38psrni17bvxu\.cloudfront\.net",
)  # fmt: skip
_FOR_SALE = (
    r"\.[a-z]{2,} (?:is|may be) for sale", r"buy this domain", r"domain (?:name )?(?:has )?expired",
    r"domain parking", r"parked (?:domain|free|page)", r"domain (?:name )?for sale",
)  # fmt: skip
"""Titles of parked domains."""


def _any(words: tuple[str, ...]) -> bytes:
    return f"(?:{'|'.join(words)})".encode()


_OTHERS = re.compile(
    rb"<meta\b(?=[^<>]*\bname\s*=\s*[\"']?generator)[^<>]*\bcontent\s*=\s*[\"']?\s*%(made)b"
    rb"|<generator\b[^<>]*>\s*(?:https?://(?:www\.)?)?%(made)b"
    rb"|<(?:link|script)\b[^<>]*%(files)b"
    rb"|<(?:link|script|i?frame)\b[^<>]*%(parking)b|<html\b[^<>]*\bdata-adblockkey"
    rb"|<title\b[^<>]*>[^<>]*%(sale)b"
    % {
        b"made": _any(_OTHER_GENERATORS),
        b"files": _any(_OTHER_FILES),
        b"parking": _any(_PARKING),
        b"sale": _any(_FOR_SALE),
    },
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    rb"blogger\.com|blogspot\.|blogblog\.com|class=[\"'][^\"'>]*\bpost-(?:body|title)", re.IGNORECASE
)
"""Marks of templates of any age, also those in which the owner has left Blogger's own parts out."""

_THEME = re.compile(rb"<b:skin\b|<title\b[^<>]*>\s*<(?:\$Blog|data:|b:)", re.IGNORECASE)
"""Marks that Blogger replaces in every page that it makes of a theme."""


def is_theme(body: bytes) -> bool:
    """True for the source of a theme, as backups of themes and Takeout have it."""
    return _THEME.search(body) is not None


def is_of_another(body: bytes) -> bool:
    """True for a page or feed that states another origin than Blogger."""
    return not _BLOGGERS_OWN.search(body) and _OTHERS.search(body) is not None


def is_of_blogger(body: bytes) -> bool:
    """True for a page with a mark of Blogger, of which nothing says that it is of another."""
    if _BLOGGERS_OWN.search(body):
        return True
    return _TEMPLATE.search(body) is not None and not _OTHERS.search(body)
