"""Posts that a later one of the same address has replaced, found without reading the whole blog."""

from pipelines.archive import Archive, deletion_marks
from tests.helpers.posts import post


def test_a_new_post_marks_the_former_one_of_its_address(archive: Archive) -> None:
    archive.save_posts([post(1, url="http://harbour.example/a.html"), post(2)])
    archive.save_posts([post(3, url="https://harbour.example/a.html"), post(4)])
    with archive.reading() as connection:
        marked = connection.execute("SELECT post_id FROM posts WHERE deleted_at IS NOT NULL").fetchall()
    assert [row["post_id"] for row in marked] == ["1"]


def test_it_is_found_by_its_address_not_by_reading_all_posts_of_the_blog(archive: Archive) -> None:
    asked = {"now": "", "urls": "[]", "blog_id": "", "ids": "[]"}
    with archive.reading() as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {deletion_marks.MARK_SUPERSEDED}", asked).fetchall()
    assert "USING INDEX posts_by_url" in plan[0]["detail"]
