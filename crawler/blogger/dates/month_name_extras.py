"""Words of dates that CLDR does not carry: older names, names of other calendars, fillers."""

# Languages whose dates one CLDR locale covers.
_ONE_LOCALE = """
    af am as ast be bg bn ca cs cy da el et eu fi fil fo fr fy ga gl gu he hi hr hu hy id is it ja ka kk km
    kn ko ku ky lb lo lt lv mk ml mn mr ms mt my ne nl or pl ps ro ru si sk sl so sq sv sw ta te tg tk tr ug
    uk ur vi zu
"""

# Language -> the CLDR locales whose words count for it; territories only where their words differ.
LANGUAGES: dict[str, tuple[str, ...]] = {language: (language,) for language in _ONE_LOCALE.split()} | {
    "ar": ("ar", "ar_LB", "ar_MA", "ar_DZ", "ar_MR", "ar_SA"),
    "az": ("az", "az_Cyrl"),
    "bs": ("bs", "bs_Cyrl"),
    "de": ("de", "de_AT"),
    "en": ("en", "en_AU"),
    "es": ("es", "es_MX", "es_PE"),
    "fa": ("fa", "fa_AF"),
    "nb": ("no", "nb"),
    "nn": ("no", "nn"),
    "pa": ("pa", "pa_Arab"),
    "pt": ("pt", "pt_PT"),
    "sr": ("sr", "sr_Latn"),
    "th": ("th",),
    "uz": ("uz", "uz_Cyrl"),
    "zh": ("zh", "zh_Hant"),
}

# Endings and prefixes that dates put on a name: (language, kind) -> patterns around it.
AFFIXES: dict[tuple[str, str], tuple[str, ...]] = {
    ("eu", "month"): ("{}ren", "{}k", "{}ak", "{}ko"),
    ("he", "month"): ("ב{}",),
    ("he", "weekday"): ("ב{}",),
    ("mn", "month"): ("{}ын",),
    ("th", "weekday"): ("{}ที่",),
    ("lo", "weekday"): ("{}ທີ",),
    ("my", "weekday"): ("{}နေ့",),
    ("lo", "month"): ("ເດືອນ{}",),
    ("th", "month"): ("เดือน{}",),
    ("km", "month"): ("ខែ{}",),
    ("ku", "month"): ("{}a", "{}ê"),
    ("km", "weekday"): ("ថ្ងៃ{}",),
    ("tr", "weekday"): ("{} günü",),
}


def _numbered(kind: str, names: str, first: int = 1) -> tuple[tuple[str, int, str], ...]:
    return tuple((kind, number, name.strip()) for number, name in enumerate(names.split(","), first))


# Names and marks that older Java and Blogger used, or that people write: (kind, value, words).
EXTRA_WORDS: dict[str, tuple[tuple[str, int, str], ...]] = {
    "ar": (
        ("month", 1, "كانون ثاني|جانفيي"),
        *_numbered("month", "نوار, يونية, يولية", 5),
        *_numbered("month", "تشرين أول, تشرين ثاني, كانون أول", 10),
    ),
    "bn": (
        ("am", 0, "পূর্বাহ্ণ|পূর্বাহ্ন"),
        ("pm", 0, "অপরাহ্ণ|অপরাহ্ন"),
        ("period", 1618, "বিকেল"),
        ("period", 2004, "রাত"),
    ),
    "de": (("month", 3, "mrz"),),
    "en": (("weekday", 1, "tues"), ("weekday", 3, "thur|thurs"), ("am", 0, "a m"), ("pm", 0, "p m")),
    "fa": (
        ("am", 0, "قبل از ظهر|صبح"),
        ("pm", 0, "بعد از ظهر|عصر"),
        *_numbered(
            "jalali", "فروردین|حمل, اردیبهشت|ثور, خرداد|جوزا, تیر|سرطان, مرداد|امرداد|اسد, شهریور|سنبله"
        ),
        *_numbered("jalali", "مهر|میزان, آبان|عقرب, آذر|قوس, دی|جدی, بهمن|دلو, اسفند|حوت", 7),
        *_numbered("weekday", "دو شنبه, سه شنبه, چهار شنبه, پنج شنبه", 0),
        ("weekday", 6, "یک شنبه"),
    ),
    "fi": (("weekday", 6, "sunnuntaina"),),
    "he": (
        ("am", 0, "לפנה״צ|לפני הצהריים"),
        ("pm", 0, "אחה״צ|אחרי הצהריים"),
        ("month", 3, "מרס|במרס"),
    ),
    "hi": (("am", 0, "पूर्वाह्न"), ("pm", 0, "अपराह्न")),
    "ja": (("era", 1988, "平成"), ("era", 2018, "令和")),
    "ko": (("period", 6, "새벽"),),
    "kn": (("am", 0, "ಪೂರ್ವಾಹ್ನ"), ("pm", 0, "ಅಪರಾಹ್ನ")),
    "mk": (("am", 0, "претпладне"), ("pm", 0, "попладне")),
    "ml": (("am", 0, "രാവിലെ"), ("pm", 0, "വൈകുന്നേരം")),
    "mr": (
        ("am", 0, "म.पू.|पूर्वाह्न|सकाळी"),
        ("pm", 0, "म.उ.|अपराह्न|दुपारी|सायंकाळी"),
        ("period", 2004, "रात्री"),
    ),
    "ne": (("weekday", 1, "मंगलबार"), ("period", 2004, "राति")),
    "ta": (("am", 0, "முற்பகல்"), ("pm", 0, "பிற்பகல்")),
    "ur": (("am", 0, "ق.م|صبح"), ("pm", 0, "ب.م|شام"), ("period", 2005, "رات")),
    "sr": (
        *_numbered("month", "јануара, фебруара, марта, априла, маја, јуна, јула, августа"),
        *_numbered("month", "септембра, октобра, новембра, децембра", 9),
    ),
    "th": (
        ("be", 0, "พ.ศ.|พุทธศักราช"),
        ("filler", 0, "ค.ศ.|คริสต์ศักราช"),
        *_numbered("weekday", "จันทร์, อังคาร, พุธ, พฤหัสบดี, ศุกร์, เสาร์, อาทิตย์", 0),
    ),
    "vi": (
        ("weekday", 6, "chúa nhật|chúa nhựt"),
        *_numbered("month", "tháng một|tháng giêng, tháng hai, tháng ba, tháng tư, tháng năm, tháng sáu"),
        *_numbered(
            "month", "tháng bảy, tháng tám, tháng chín, tháng mười, tháng mười một, tháng mười hai", 7
        ),
    ),
    "zh": (
        ("era", 1911, "民國|民国|中華民國|中华民国"),
        ("period", 6, "凌晨|半夜|深夜"),
        ("period", 512, "清晨|早上|早晨"),
        ("period", 1114, "中午|正午"),
        ("period", 1721, "傍晚"),
        ("period", 1824, "晚上|晚间|晚間|夜晚"),
        *_numbered("weekday", ",".join(f"礼拜{day}|禮拜{day}" for day in "一二三四五六日"), 0),
    ),
}

# Words between the parts of a date that say nothing about it: articles, prepositions, "year", ordinal
# endings, the names of time zones (`zones` has what they mean).
_FILLERS = """
    the of on at in and st nd rd th posted published updated time date
    est edt cst cdt mst mdt pst pdt ist mez mesz cet cest eet eest bst wib wita wit jst kst msk мск
    hkt sgt awst sast pkt npt pht myt ict aest brt hst
    a o e er re de del della d di do da dia le les el la il lo los las du à às al alle ore
    hora horas hrs hr ora pe any
    den der dem am um im op om kl klo klokken klockan ved uhr uri часот часа uur dne dňa dnia dniu w hod
    ob u v ve o godz r sati án kor tarihinde noong tarehe
    г года год гг ч в во у на о р рік року оны гараг ж жыл жылы година године սկ
    gada gads m metų diena i kello aasta ko eko ren k ra saat saati tarihi il ili kuni sana
    को पर के बजे दिनांक तारीख वर्ष साल ई ईस्वी সাল তারিখ রোজ খ্রিস্টাব্দ খ্রিঃ ء அன்று ஆம் தேதி న నాడు ದಿನ ന് ന් දින දා
    ngày năm lúc vào hari tanggal tgl pukul pkl jam tahun bulan ที่ วันที่ วัน เดือน ปี เวลา
    น
    ថ្ងៃ ទី ថ្ងៃទី ខែ ឆ្នាំ ម៉ោង ວັນ ທີ ວັນທີ ເດືອນ ປີ ເວລາ ရက် ရက်နေ့ ခုနှစ် နှစ် နေ့
    في يوم عام سنة الساعة ه هش شمسی خورشیدی میلادی بتاریخ تاریخ سال روز ساعت مورخ در
    ב בשעה ביום יום שנת בתאריך στις στη στην την τη του το ώρα წელი წლის թ ժամը
    の 於 于 在 時刻 时间 時間 시간 에
    ta an ê ci cı cu cü го ви ри η af jén én ° წ هـ ھ 西元 公元 西暦 西历 西曆 서기
    დრო kwa zaman en em pada nang adresse l kell ordua dátum idő val plkst saa 日時 날짜 بوقت
    এ এই সময়ে પર ರಲ್ಲಿ ಸಮಯದಲ್ಲಿ ല് ല്‍ ൽ സമയം येथे वाजता நேரம் వద్ద
"""
FILLERS: tuple[str, ...] = tuple(_FILLERS.split())
