"""Sets of HTML tags and limits of nesting, shared by parser, repair and cleaning."""

MAX_DEPTH = 200
"""Depth below which nameless elements lose their tags. No page needs more; libxml2 drops what lies deeper
than 2,048 levels without an error, and the tree rules of HTML5 get slow long before."""
MAX_NAMED_DEPTH = 500
"""Depth below which elements of a page with a class or id lose them too: walks towards the root from every
element take time that grows with depth."""
MAX_ATTRIBUTES = 200
"""Attributes kept of one tag: libxml2 compares each with all before it."""

CODE_TAGS = frozenset({"script", "style", "xml"})
"""Elements that hold code; `xml` holds Word's document properties."""
RAW_TEXT_TAGS = frozenset({"iframe", "noembed", "noframes", "plaintext", "textarea", "title", "xmp"})
"""Elements whose content is taken literally up to their end tag."""
UNSEEN_TAGS = ("script", "style", "noscript")
"""Elements whose text no reader of a page sees."""
INVISIBLE_TAGS = CODE_TAGS | {"template", "title", "noscript"}
"""Elements whose content does not belong to a post's text."""
SKIPPING_TAGS = frozenset({"audio", "canvas", "noscript", "svg", "template", "video"})
"""Elements shown as something else than their content."""
VOID_TAGS = frozenset({"br", "hr", "img"})
"""Elements without content that mean something in a text."""
PLAIN_TAGS = frozenset({"a", "br", "img", "p", "h1", "h2", "h3"})
"""Elements of a page that mean something without a class or id."""
LINE_BREAKING_TAGS = frozenset({"blockquote", "div", "li", "p", "pre", "table", "td", "tr"})
"""Elements that become a line break where nesting is flattened."""
PARAGRAPH_CLOSING_TAGS = (
    "address|article|aside|blockquote|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|li|main|menu|nav|ol|p|pre|section|table|t[dhr]|tbody|ul"
)
"""Tags, as a pattern, that end an open paragraph."""
UNKNOWN_VOID_TAGS = "source|track|wbr|embed|bgsound|keygen|command"
"""Tags, as a pattern, of elements without content that libxml2 does not know as such."""
