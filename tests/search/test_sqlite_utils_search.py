"""Words typed at sqlite-utils' own command line find the posts that hold them, in every kind of script."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils.cli import cli

from crawler.items import Post
from pipelines.archive import Archive, schema

TEXTS = {
    "Alibaba": "Jack Ma, the founder of Alibaba, opened a school; re-elected mayors spoke.",
    "Indonesia": "Pemerintah mengumumkan harga bahan bakar baru mulai hari Senin di Jakarta.",
    "Hindi": "सरकार ने दुनिया भर की ख़बरों पर नई नीति की घोषणा की। घर में पानी आया।",
    "Arabic": "أعلنت الحكومة اليوم خطة جديدة لتطوير التعليم في القاهرة، وقرأنا الأَخْبَار.",
    "Hebrew": "הממשלה הודיעה אתמול על תוכנית חדשה בירושלים ובתל אביב, שהעיתונים שיבחו.",
    "Japanese": "東京都は昨日、新しい図書館を開いた。スマートフォンアプリで本を予約できる。水が出た。",
    "Chinese": "昨日在北京举行了经济会议，人民银行宣布降息。市民关心水价。",
    "Korean": "서울에서 국회의원들이 새로운 교육 정책을 발표했다. 물이 맑고 돈이 든다.",
    "Thai": "เมื่อวานนี้รัฐบาลประกาศนโยบายเศรษฐกิจใหม่ที่กรุงเทพมหานคร น้ำท่วมหลายจังหวัด ปลาตาย",
    "Lao": "ລັດຖະບານປະກາດແຜນການໃໝ່ຢູ່ນະຄອນຫຼວງວຽງຈັນ",
    "Khmer": "រដ្ឋាភិបាលប្រកាសផែនការថ្មីនៅរាជធានីភ្នំពេញ",
    "Burmese": "မြန်မာနိုင်ငံအစိုးရသည်ရန်ကုန်မြို့တွင်ကြေညာသည်",
    "Vietnamese": "Chính phủ công bố chính sách giáo dục mới tại Đà Nẵng vào thứ Hai.",
    "Russian": "Правительство объявило о новой программе; во дворе стоит ёлка.",
    "Greek": "Η κυβέρνηση ανακοίνωσε χθες νέα μέτρα για την οικονομία της Αθήνας.",
    "Bengali": "সরকার নতুন শিক্ষানীতি ঘোষণা করেছে বাংলাদেশে।",
    "Tamil": "அரசு புதிய கல்வி கொள்கையை அறிவித்தது தமிழ் நாட்டில்.",
    "Glued": "阿里巴巴創辦人Jack Ma表示，疫情COVID-19期間AT&T在美國用Wi-Fi，F-16戰機起飛。",
    "GluedKorean": "오늘도COVID-19로 인해K-pop공연이 취소됐다.",
    "GluedThai": "สถานการณ์COVID-19ในไทยและWi-Fiฟรี",
    "Ruby": "漢(かん)字(じ)を学(まな)ぶ。東京《とうきょう》都へ。",
    "Ligatures": "The ﬁnal oﬃce of ﬂowers; ２０１３年 ＮＡＴＯ; 𝐁𝐨𝐥𝐝; inter\u00adnational; 5 km².",
    "BreakMarks": "ភ្នំ\u200bពេញ",
}
TYPED = [
    ("Alibaba", ["jack ma", "ALIBABA", '"founder of alibaba"', "found*", "mayors NOT ferries"]),
    ("Indonesia", ["pemerintah", "harga", "hari", "di jakarta", "Senin"]),
    ("Hindi", ["दुनिया", "घर", "पानी", "नीति", "ख़बरों"]),
    ("Arabic", ["الحكومة", "القاهرة", "الأخبار", "الاخبار", "حكومة", "تعليم", "قرانا"]),
    ("Hebrew", ["ממשלה", "הממשלה", "ירושלים", "אביב", "עיתונים", "תוכנית"]),
    ("Japanese", ["東京", "東京都", "図書館", "スマートフォン", "アプリ", "本", "水", "予約", "新しい"]),
    ("Chinese", ["北京", "经济", "会议", "人民银行", "水", "降息", "水价", "北京 会议"]),
    ("Korean", ["서울", "국회", "의원", "국회의원", "물", "돈", "교육", "정책", "발표"]),
    ("Thai", ["รัฐบาล", "นโยบาย", "เศรษฐกิจ", "กรุงเทพ", "น้ำ", "ปลา", "น้ำท่วม", "ใหม่", "จังหวัด", "เมื่อวาน"]),
    ("Lao", ["ລັດຖະບານ", "ແຜນການ", "ວຽງຈັນ", "ໃໝ່"]),
    ("Khmer", ["រដ្ឋាភិបាល", "ផែនការ", "ភ្នំពេញ", "ថ្មី"]),
    ("Burmese", ["မြန်မာ", "နိုင်ငံ", "အစိုးရ", "ရန်ကုန်"]),
    ("Vietnamese", ["chính phủ", "chinh phu", "giáo dục", "Đà Nẵng", "da nang", "mới"]),
    ("Russian", ["правительство", "ПРОГРАММЕ", "ёлка", "елка", "о"]),
    ("Greek", ["κυβέρνηση", "κυβερνηση", "οικονομια", "ΑΘΗΝΑΣ", "νέα"]),
    ("Bengali", ["শিক্ষানীতি", "নতুন", "বাংলাদেশে"]),
    ("Glued", ['"COVID-19"', '"Jack Ma"', "jack ma", '"AT&T"', '"Wi-Fi"', "wi fi", '"F-16"', "創辦人"]),
    ("GluedKorean", ['"COVID-19"', '"K-pop"', "공연"]),
    ("GluedThai", ['"COVID-19"', '"Wi-Fi"', "ฟรี"]),
    ("Ruby", ["漢字", "かん", "東京都", "きょう"]),
    ("Ligatures", ["final", "office", "flowers", "NATO", "2013年", "bold", "international", "km2"]),
    ("BreakMarks", ["ភ្នំពេញ", "ពេញ"]),
    ("Tamil", ["தமிழ்", "கல்வி", "புதிய"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "archive.db"
    posts = [Post(blog_id="1", post_id=str(n), title=t, text=x) for n, (t, x) in enumerate(TEXTS.items())]
    with Archive(path) as archive:
        archive.save_posts(posts)
    return path


def titles(path: Path, *typed: str) -> list[str]:
    """Titles that the command prints; run within this process, which saves a second a word."""
    result = CliRunner().invoke(cli, ["search", str(path), "posts", *typed, "-c", "title"])
    assert result.exit_code == 0, result.output
    return [row["title"] for row in json.loads(result.output)]


@pytest.mark.parametrize(("title", "typed"), [(title, words) for title, list_ in TYPED for words in list_])
def test_a_typed_word_finds_its_post(path: Path, title: str, typed: str) -> None:
    assert title in titles(path, typed)


@pytest.mark.parametrize(
    "typed", ["上海", "大阪", "부산", "เชียงใหม่", "Мурманск", "मुंबई", "京都庁舎", "न", "ম"]
)
def test_a_word_that_stands_nowhere_finds_nothing(path: Path, typed: str) -> None:
    assert titles(path, typed) == []


@pytest.mark.parametrize("typed", ["re-elected", "Jack Ma's", "C++", "25%", "10:30", "#tag", "a@b.example"])
def test_signs_in_a_word_need_the_option_quote(path: Path, typed: str) -> None:
    assert titles(path, typed, "--quote") == (["Alibaba"] if typed == "re-elected" else [])


def test_the_command_of_the_readme_as_people_run_it(path: Path) -> None:
    """In a process of its own, as a table, with the words of the project's own example."""
    command = [sys.executable, "-m", "sqlite_utils", "search", str(path), "posts", "jack ma"]
    done = subprocess.run(
        [*command, "-c", "published", "-c", "title", "-t"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1].split() == ["Alibaba"]


def test_the_schema_is_readable(path: Path) -> None:
    shown = CliRunner().invoke(cli, ["schema", str(path)]).output
    assert "-- permalink" in shown
    assert "the old version of every post that its author changed" in shown


def test_rows_begin_with_what_people_read(path: Path) -> None:
    row = json.loads(CliRunner().invoke(cli, ["rows", str(path), "posts", "--limit", "1"]).output)[0]
    assert list(row)[:7] == ["id", "published", "title", "author", "labels", "text", "url"]


def test_migrations_are_found_by_their_name(path: Path) -> None:
    project = Path(__file__).parents[2]
    listed = CliRunner().invoke(cli, ["migrate", str(path), str(project / "pipelines"), "--list"]).output
    assert f"{schema.CURRENT} - 20" in listed
