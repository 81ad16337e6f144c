"""Words before a date that say whether it is that of publication or of the last change."""

import re

_UPDATED = (
    "updated|update on|update:|last update|latest update|modified|last edit|edited|revised|reviewed|"
    "diperbarui|diperbaharui|diupdate|pembaruan|"
    "actualizad[oa]|actualizaci[oó]n|modificad[oa]|mis à jour|mise à jour|modifié|actualisé|"
    "aktualisiert|aktualisierung|geändert|überarbeitet|atualizad[oa]|atualização|aggiornat[oa]|"
    "aggiornamento|ultima modifica|modificato|bijgewerkt|laatst gewijzigd|zaktualizowan|aktualizacja|"
    "uppdaterad|opdateret|oppdatert|päivitetty|actualizat|ažurirano|aktualizov|frissítve|posodobljeno|"
    "kemas ?kini|dikemas|yenilən|përditësuar|atnaujinta|atjaunin|uuendatud|uppfært|eguneratu|"
    "обновлен|обновлён|изменен|изменён|оновлен|актуализиран|обновен|ажурирано|абноўлен|"
    "განახლ|թարմաց|അപ്ഡേറ്റ്|പുതുക്കിയത്|నవీకరించ|అప్‌డేట్|ನವೀಕರಿಸ|અપડેટ|ਅੱਪਡੇਟ|अद्ययावत|අවසන් වරට|"
    "اپ ڈیٹ|نوێکرا|به‌روزرسانی|به‌روز|បច្ចុប្បន្នភាព|"
    "güncellen|güncelleme|cập nhật|ενημερώθηκε|ενημέρωση|"
    "更新日|更新于|更新於|最終更新|最后更新|最後更新|更新(?:[:：]|$)|업데이트|수정일|수정(?:[:：]|$)|อัปเดต|อัพเดท|แก้ไขล่าสุด|"
    "تم التحديث|آخر تحديث|تحديث[:：]|עודכן|עדכון אחרון|به ?روز ?رسانی|अपडेट|अद्यतन|আপডেট|হালনাগাদ|"
    "புதுப்பிக்கப்பட்டது"
)
_PUBLISHED = (
    "published|posted|first published|written on|dipublikasikan|diterbitkan|diposting|diposkan|"
    "publicad[oa]|publié|veröffentlicht|eingestellt|pubblicat[oa]|postato|geplaatst|gepubliceerd|opublikowan|"
    "publicerad|publisert|udgivet|julkaistu|publicat|zveřejněn|publikov|zverejnen|megjelen|közzétéve|objavljeno|"
    "dərc|botuar|publikuar|paskelbta|publicēt|avaldatud|birt|argitaratu|"
    "објављено|публикуван|апублікаван|გამოქვეყნ|հրապարակ|പ്രസിദ്ധീകരിച്ച|ప్రచురించ|ಪ್ರಕಟ|પ્રકાશિત|ਪ੍ਰਕਾਸ਼ਿਤ|"
    "வெளியிடப்பட்ட|شائع|بڵاو|បានបោះពុម្ព|ចេញផ្សាយ|опубликован|опублікован|yayınlan|yayımlan|đăng|xuất bản|"
    "δημοσιεύθηκε|δημοσιεύτηκε|投稿日|公開日|公開(?:[:：]|$)|掲載日|发布|發佈|發布|게시|작성|เผยแพร่|نشر|פורסם|منتشر|प्रकाशित|প্রকাশিত"
)
_BEFORE_WORD = r"(?:^|[\s(\[|•·,–-])"
_BEHIND_WORD = re.compile(r"^[^\W\d]*(?:日|时间|時間|(?: by [^\d:]{2,40})? (?:on|at)\b)?\s*[:：]?\s*")
_SAYS_UPDATED = re.compile(rf"{_BEFORE_WORD}(?:{_UPDATED})", re.IGNORECASE)
_SAYS_PUBLISHED = re.compile(rf"{_BEFORE_WORD}(?:{_PUBLISHED})", re.IGNORECASE)
_ANNOUNCEMENT = re.compile(rf"{_BEFORE_WORD}(?:(?P<updated>{_UPDATED})|{_PUBLISHED})", re.IGNORECASE)


def says_updated(text: str) -> bool:
    """Tell whether a short text announces the time of a change."""
    return bool(text) and _SAYS_UPDATED.search(text) is not None


def says_published(text: str) -> bool:
    """Tell whether a short text announces the time of publication."""
    return bool(text) and _SAYS_PUBLISHED.search(text) is not None


def announced(line: str) -> list[str]:
    """Return what stands behind each announcement of a line that begins so: "Posted: A · Updated: B"."""
    if not _ANNOUNCEMENT.match(line):
        return []
    found = list(_ANNOUNCEMENT.finditer(line))
    ends = [match.start() for match in found[1:]] + [len(line)]
    parts = (line[match.end() : end] for match, end in zip(found, ends, strict=True))
    return [_BEHIND_WORD.sub("", part).rstrip(" |•·,–-") for part in parts]


def without_updates(line: str) -> list[str]:
    """Return the parts of a line that no words announce as the time of a change."""
    if not says_updated(line):
        return [line]
    found = list(_ANNOUNCEMENT.finditer(line))
    ends = [match.start() for match in found[1:]] + [len(line)]
    parts = (
        line[match.start() : end] for match, end in zip(found, ends, strict=True) if not match["updated"]
    )
    return [line[: found[0].start()], *parts]
