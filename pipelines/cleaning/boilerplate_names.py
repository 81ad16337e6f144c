"""Names, addresses and headings of what templates, share services, adverts and feeds add to a body."""

import re

FOOTER_NAME = "blogger-post-footer"
"""Class of the owner's footer, which Blogger puts below each body in feeds."""
TOOL_NAMES = frozenset({"zemanta-article-ul", "zemanta-related", "zemanta-related-title"})
"""Classes of lists of other people's articles, which a plug-in of the editor wrote."""

_BLOGGER = (
    "post-footer post-footer-line post-labels blogger-labels post-icons post-share-buttons "
    "share-buttons post-author post-timestamp post-comment-link post-backlinks reaction-buttons reactions "
    "reactions-label-cell star-ratings jump-link comment-link blog-pager post-feeds feed-links item-control "
    "item-action quickedit backlinks-container dummy-container goog-te-banner-frame"
)
"""The post's frame, which some themes put inside the body."""
_SHARING = (
    "addtoany sociable sharedaddy sd-sharing sharebar share-bar "
    "share-this share-post share-box share-icons social-share social-sharing social-buttons social-icons "
    "social-bookmarks fb-like fb-share-button fb-send fb-comments twitter-share-button "
    "twitter-follow-button tweetmeme_button g-plusone g-plus plusone pin-it-button linkedin-share-button "
    "stumbleupon-badge reddit-share whatsapp-share wabtn feedflare fb_iframe_widget "
    "jp-post-flair disqus_thread dsq-brlink"
)
_RELATED = (
    "related-post relatedpost jp-relatedposts zemanta-related zemanta-pixie zemanta-articles "
    "you-may-also-like"
)
_ADVERTS = (
    "adsense ad-slot ad-unit ad-container ad-wrapper inline-ad in-article-ad "
    "advertisement ads-inside ads-post adbox adsbygoogle google-auto-placed OUTBRAIN"
)
BOILERPLATE_NAMES = frozenset(" ".join((_BLOGGER, _SHARING, _RELATED, _ADVERTS)).split())
"""Classes and ids that widgets and templates use, and now and then an author."""
_SHARING_PREFIXES = (
    "addthis addtoany_ a2a_ sharethis stbutton st_sharethis st-custom- shareaholic ssba- sb- "
    "sharing-platform sharing-button twitter-share gp-share fb-root feedburner heateor_sss post-ratings"
)
_RELATED_PREFIXES = "LinkWithin linkwithin relpost related-posts relatedposts related_posts nrelate yarpp"
_ADVERT_PREFIXES = "outbrain taboola zergnet mgid google_ads div-gpt-ad aswift_ amzn_assoc"
BOILERPLATE_PREFIXES = tuple(" ".join((_SHARING_PREFIXES, _RELATED_PREFIXES, _ADVERT_PREFIXES)).split())
"""Beginnings of such classes and ids."""

SHARE_ADDRESS = re.compile(
    r"[^\w-](?:facebook\.com/(?:sharer|share\.php|dialog/(?:share|send))|wa\.me/\?text"
    r"|(?:twitter|x)\.com/(?:intent/|share|home/?\?status)|whatsapp(?:\.com/send|://send)(?!\S*phone=)"
    r"|t(?:elegram)?\.me/share|pinterest\.[a-z.]+/pin/create|linkedin\.com/(?:sharearticle|sharing/)"
    r"|(?:reddit|digg|stumbleupon)\.com/submit|tumblr\.com/(?:share|widgets/share)|vk\.com/share"
    r"|ok\.ru/(?:offer|dk\?)|line\.me/(?:R/msg|lineit|share)|blogger\.com/(?:share|email)-post\.g"
    r"|plus\.google\.com/share|getpocket\.com/(?:save|edit)|viber://forward|fb-messenger://share"
    r"|mail(?:to:\?|\.google\.com/mail/\?view=cm)|add(?:toany\.com/|this\.com/bookmark)|sharethis\.com/"
    r"|(?:del\.icio\.us|delicious\.com)/(?:post|save|tag|popular)|technorati\.com/(?:faves|cosmos|tags?/)"
    r"|(?:icerocket\.com|blogmarks\.net)/tag|furl\.net/storeit|google\.com/bookmarks/mark"
    r"|search\.yahoo\.com/myresults/bookmarklet)",
    re.IGNORECASE,
)
"""In addresses, with a blank before them, of links that share a post, or lead to tags of services that
collected posts. In a sentence they stay; they go where a line or an element has nothing else."""
FEED_HOSTS = ("feeds.feedburner.com", "feedproxy.google.com")
"""Hosts of the icons under "~" that feed services add."""
_TAG_WORDS = (
    "tags tag technorati technorati-tags del.icio.us delicious icerocket flickr livejournal buzznet "
    "wordpress etiquetas labels keywords filed categories bookmark"
)
TAG_WORDS = frozenset(_TAG_WORDS.split())
"""Words of which tools write a few before such links, casefolded."""
SMALL_TAG_WORDS = frozenset(["43", "things", "de", "under", "this", "to"])
"""Words beside those: "bookmark this"."""

_TOOLS = """
    scribefire|performancing|qumana|blogger-droid|bloggerdroid|bloggeroid|blogpress|posterous|ping.fm|flock|zoundry
    |blogjet|marsedit|blogaway|zemanta|shozu|lifecast|iblogger|deepest sender|deepestsender
    |windows live writer|open live writer|w.bloggar|blogdesk|writely|posted via email|posted via e-mail
    |blogger for android|blogger for ios|skitch|blogsy
"""
_DEVICES = "iphone|ipad|ipod|blackberry|android"
TOOLS = frozenset(" ".join(name.split()) for name in f"{_TOOLS}|{_DEVICES}".split("|"))
"""Editors and gateways that sign the posts that they send, in small letters."""
_VERBS = (
    "powered|posted|blogged|published|created|composed|written|sent|uploaded|edited|publicado|enviado|escrito|"
    "postado|posté|publié|envoyé|écrit|gepostet|gebloggt|erstellt|geschrieben|gesendet|pubblicato|inviato|scritto|"
    "geplaatst|geschreven|diposting|dikirim|opublikowano|wysłano|отправлено|опубликовано|написано"
)
_SENT = (
    "posted|blogged|sent|uploaded|publicado|enviado|postado|posté|envoyé|gesendet|inviato|dikirim|отправлено|"
    "verstuurd|verzonden|skickat|sendt|wysłane"
)
_FROM = "from|via|using|with|desde|do|de|von|da|dal|dari|с|vanaf|från|fra|z"
_MARKS = "\"“”„«»'‘’"
_ANY_TOOL = "|".join(map(re.escape, sorted(TOOLS - {*_DEVICES.split("|")})))
TOOL_CREDIT = re.compile(
    rf"\W*(?:(?:this )?(?:post|photo|picture|image) (?:was |is )?)?(?:{_VERBS})\W+"
    rf"(?:(?:\S+ ){{0,5}}(?:via|using|usando) |(?:\S+ ){{0,3}}?)"
    rf"(?:\w+['’]s )?(?:{_ANY_TOOL})\b(?: (?:browser|editor|blog editor|raven|app))?"
    rf"(?:\W+(?:{_FROM}|for|on|v[\d.]+|\d)\b[^,!?]{{0,50}})?[^\w,]*"
    rf"|\W*posted via e?-?mail(?: from .{{1,60}})?|\W*von meinem (?:{_DEVICES}) gesendet\W*"
    rf"|[^\w{_MARKS}]*(?:{_SENT}) (?:{_FROM})(?: \S+){{0,2}}? (?:{_DEVICES})[^\w{_MARKS}]*",
    re.IGNORECASE,
)
"""All that such a tool signs with: "Powered by ScribeFire", "- Posted using BlogPress from my iPhone",
"Sent from my iPad"."""
BEHIND_CREDIT = re.compile(r"(?:location:.{1,120}|(?:#\w+\s*){1,30})$")
"""What may stand behind that, in small letters: an author's hashtags, and the place that BlogPress adds,
"Location:Main St,Austin,United States"."""

SUBSCRIPTION_ADDRESS = re.compile(
    r"feedburner\.google\.com/|follow\.it/|list-manage\.com/|mailchimp\.com/|aweber\.com/|getresponse\.com/"
    r"|mailerlite\.com/|tinyletter\.com/|sendfox\.com/",
    re.IGNORECASE,
)
"""Where forms send the address of a reader who wants mail of new posts."""

_HEADINGS = """
    share|share this|share this post|share on|share it|sharing is caring|spread the love|like this
    |like this post|follow us|follow me|follow us on|follow me on|find us on|loading...|tweet|related
    |related posts|related post|related articles|related stories|you may also like|you might also like
    |more from this blog|recommended|recommended for you|advertisement|advertisements|advertising|ad
    |ads|sponsored|teilen|beitrag teilen|ähnliche beiträge|ähnliche artikel|verwandte artikel
    |das könnte dich auch interessieren|anzeige|werbung|compartir|comparte esto|compártelo
    |relacionado|entradas relacionadas|artículos relacionados|también te puede interesar|publicidad
    |partager|partager cet article|articles similaires|articles liés|à lire aussi|vous aimerez aussi
    |publicité|condividi|articoli correlati|post correlati|potrebbe interessarti|pubblicità
    |compartilhar|compartilhe|posts relacionados|artigos relacionados|você também pode gostar
    |publicidade|delen|gerelateerde berichten|advertentie|bagikan|artikel terkait|baca juga|iklan
    |paylaş|ilgili yazılar|reklam|поделиться|похожие записи|похожие статьи|читайте также|реклама
    |udostępnij|podobne wpisy|powiązane posty|reklama|chia sẻ|bài viết liên quan|quảng cáo|شارك
    |مواضيع ذات صلة|إعلان|شاركها|שתף|פוסטים קשורים|שתפו|शेयर करें|संबंधित लेख|விளம்பரம்|பகிர்|แชร์
    |บทความที่เกี่ยวข้อง|โฆษณา|分享|相关文章|相關文章|广告|廣告|シェアする|シェア|関連記事
    |スポンサーリンク|広告|공유하기|공유|관련 글|관련글|광고
"""
WIDGET_HEADINGS = frozenset(" ".join(heading.split()) for heading in _HEADINGS.split("|"))
"""Headings of widgets beyond the phrases of Blogger's own templates, casefolded, without a colon."""
