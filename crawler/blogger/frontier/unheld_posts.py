"""Posts that came and are not held as they came: `updated` alone may be equal, or set back."""

from collections.abc import Mapping, Sequence

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.completion import has_all_words_of
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.verification import FEW_REWORDED
from crawler.items import Post


async def find_unheld(reader: ArchiveReader, blog_id: str, posts: Sequence[Post]) -> list[Post]:
    """Return posts that the archive does not hold as they came."""
    post_ids = [post.post_id for post in posts]
    held = await reader.update_times(blog_id, post_ids)
    bodies = await reader.raw_bodies(blog_id, post_ids)

    def is_held(post: Post) -> bool:
        is_of_time = post.post_id in held and held[post.post_id] == parse_update_time(post.updated_raw)
        return is_of_time and (post.partial or bodies.get(post.post_id) == post.body_raw)

    summaries = find_unlike([post for post in posts if is_held(post)], bodies)
    others = [post for post in posts if not is_held(post)]
    return [*others, *(summaries if len(summaries) <= FEW_REWORDED else ())]


def find_unlike(posts: Sequence[Post], bodies: Mapping[str, str]) -> list[Post]:
    """Return summaries whose words are not those of the body that is held."""
    held = ((post, bodies[post.post_id]) for post in posts if post.partial and post.post_id in bodies)
    return [post for post, body in held if not has_all_words_of(body, post.body_raw)]
