"""Words that templates and their owners put before an author's name besides Blogger's own, by language."""

from typing import Final

_WORDS: dict[str, str] = {
    "en": "by|author|reporter|writer|editor|written by|posted by|added by|reported by|story by|words by"
    "|words and pictures by|words and photos by|text and photos by|article by|post by"
    "|guest post by|guest article by"
    "|submitted by|contributed by|edited by|published by|compiled by",
    "es": "por|autor|autora|escribió|publicó|escrito por|redactado por|reportero|periodista"
    "|enviado por|nota de",
    "pt": "por|autor|autora|escreveu|publicou|escrito por|reportagem de|jornalista|enviado por|texto de",
    "gl ca eu": "per|autor|autora|escrit per|publicat per|egilea|idazlea",
    "fr": "par|auteur|auteure|autrice|a écrit|écrit par|rédigé par|article de|texte de|proposé par|signé",
    "it": "di|da|autore|autrice|scritto da|articolo di|testo di|a cura di|inserito da|redatto da",
    "de": "von|autor|autorin|schrieb|verfasst von|geschrieben von|verfasser|verfasserin"
    "|erstellt von|redakteur",
    "nl af": "door|auteur|schrijver|geschreven door|deur|geskryf deur",
    "sv": "av|författare|skribent|skrivet av|skriven av",
    "da no": "af|av|forfatter|skrevet af|skrevet av|journalist",
    "fi et": "kirjoittaja|kirjoittanut|toimittaja|autor|kirjutas",
    "is": "höfundur|skrifað af",
    "lv lt": "autors|autore|raksta|autorius|autorė|parašė",
    "pl": "autor|autorka|przez|napisał|napisała|opracował|opracowała|redaktor",
    "cs sk": "od|autor|autorka|napsal|napsala|redaktor|redaktorka|napísal|napísala"
    "|vložil|vložila|přidal|přidala|vystavil|vystavila",
    "hu": "szerző|írta|szerkesztő",
    "ro": "de|autor|autoare|autorul|scris de|text de|articol de|redactor",
    "sl hr bs": "od|avtor|avtorica|napisal|piše|napisao|napisala|autor|autorica|objavio",
    "sr mk": "аутор|автор|пише|пишува|написао|написала|од|објавено од|објавио|објавила",
    "sq": "nga|autori|shkruan|shkroi",
    "bg": "от|автор|написа|написано от",
    "ru": "опубликовал|опубликовала|отправил|отправила|прислал|прислала|разместил|разместила"
    "|от|автор|автор статьи|автор текста|написал|написала|журналист|корреспондент|редактор|добавил",
    "uk be": "надіслав|надіслала|опублікував|опублікувала|додав|додала"
    "|від|автор|автор статті|авторка|написав|написала|журналіст|кореспондент|аўтар",
    "kk mn uz tg": "авторы|зохиогч|муаллиф|muallif",
    "el": "από|από τον|από την|συντάκτης|συντάκτρια|γράφει|γράφει ο|γράφει η|του/της|συγγραφέας"
    "|αρθρογράφος|επιμέλεια",
    "tr az": "yazar|yazan|yazarı|muhabir|ekleyen|editör|hazırlayan|müəllif",
    "ka hy": "ავტორი|հեղինակ",
    "ar": "بواسطة|كتب|كتبه|كتبت|كتبها|بقلم|الكاتب|الكاتبة|المؤلف|تحرير|المحرر|إعداد|مراسل"
    "|من طرف|نشر من طرف|تم النشر من طرف|نشر بواسطة|نُشر بواسطة|تم النشر بواسطة|من قبل",
    "fa": "توسط|نویسنده|نوشته|نوشته‌ی|نوشته شده توسط|به قلم|نگارنده|خبرنگار|گزارش از",
    "ur ps ckb": "تحریر|مصنف|بقلم|کالم نگار|رپورٹ|لیکوال|نووسەر",
    "he": 'ע"י|ע״י|נכתב ע"י|נכתב ע״י|פורסם ע"י|מאת|כתב|כתבה|נכתב על ידי|מחבר|עורך',
    "hi mr ne": "लेखक|लेखिका|द्वारा|रिपोर्टर|संपादक|रिपोर्ट",
    "bn": "নিজস্ব প্রতিবেদক|লেখক|লেখিকা|লিখেছেন|প্রতিবেদক|রিপোর্টার|লেখা",
    "ta": "எழுதியவர்|ஆசிரியர்|எழுத்தாளர்|பதிவிட்டவர்",
    "te kn ml": "రచయిత|రచన|ಲೇಖಕರು|ಲೇಖಕ|ಬರಹ|എഴുതിയത്|ലേഖകൻ|രചന|രചയിതാവ്",
    "gu pa si": "લેખક|ਲੇਖਕ|කර්තෘ|ලේඛක",
    "th lo km my": "โดย|ผู้เขียน|เขียนโดย|เรื่องโดย|ผู้โพสต์|ໂດຍ|ដោយ|អ្នកនិពន្ធ|ရေးသားသူ",
    "vi": "bởi|tác giả|viết bởi|người viết|người đăng|đăng bởi|biên tập",
    "id ms": "oleh|penulis|redaktur|ditulis oleh|ditulis|penyunting|wartawan|pewarta|laporan",
    "am": "ጸሐፊ|ደራሲ",
    "fil sw": "ni|isinulat ni|may-akda|mwandishi|imeandikwa na",
    "ja": "作者|投稿者|著者|筆者|執筆者|執筆|文責|ライター|記者|書いた人|この記事を書いた人",
    "ko": "작성자|글쓴이|기자|필자|저자|편집자",
    "zh": "作者|撰文|撰稿|记者|記者|编辑|編輯|责任编辑|責任編輯|發文者|发布者|發布者",
}
"""Languages → words after which a name may follow directly."""

_WITH_COLON = (
    "redacción|redação|redazione|rédaction|redaktion|"
    "text|texte|texto|testo|tekst|teksti|szöveg|текст|κείμενο|haber|story|words|文|글|النص|نص"
)

BEFORE_NAME: Final = frozenset(word.casefold() for words in _WORDS.values() for word in words.split("|"))
BEFORE_COLON: Final = frozenset(_WITH_COLON.casefold().split("|"))
"""Words after which a name follows only behind a colon."""
MOST_WORDS: Final = max(word.count(" ") + 1 for word in BEFORE_NAME)
_AFTER = "द्वारा|ने|tarafından|tərəfindən|によって|による|কর্তৃক|ਦੁਆਰਾ|દ્વારા|ద్వారా"
_DAYS = "بتاريخ|در|مورخ|בתאריך|ביום|เมื่อ|เมื่อวันที่|ngày|發表於|发表于|发布于|發布於|發佈於|於|于"
_DAYS += "|at|kl.|kl|klo|kell|më|dana|opublikowano|опубликовано|опубліковано"
_DAYS += "|публикувано|objavljeno|publicado|v|ve|o|w|il|le|el|am|den|dnia|dne"
_LABELS = "in|on|under|em|en|dans|dalam|på|sous"
_VERBS = "wrote|posted|this|schrieb|escribió|publicó|escreveu|écrit|scritto|ha|написал|написала|schreef|yazdı"
_VERBS += "|blogged"
AFTER_NAME: Final = frozenset(f"{_AFTER}|{_DAYS}|{_LABELS}".split("|"))
"""Words behind a name: those of languages that say "by" there, and those that announce the day or labels."""
VERBS_AFTER_NAME: Final = frozenset(_VERBS.split("|"))
"""Verbs there; with a capital they are a name's own ("Murder She Wrote")."""
_BY = "by par von por da di de od от oleh av af door przez bởi"
PREPOSITIONS: Final = frozenset(_BY.split())
"""Words behind a verb and before who did it."""
OFFICES: Final = frozenset(
    {
        *("writer", "reporter", "correspondent", "editor", "contributor", "columnist", "journalist", "staff"),
        *("jornalista", "periodista", "redactor", "redactora", "journaliste", "giornalista", "redakteur"),
        *("wartawan", "redaktur", "корреспондент", "журналист", "muhabir"),
    }
)
"""Words for what a person is on a paper, which stand behind the name and a comma."""
