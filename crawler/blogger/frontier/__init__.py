"""The frontier: what to ask a blog next, and what the answers prove. No Scrapy, clock, network or SQL.

`BlogCrawl` (blog_crawl) is one visit. It asks its sources in the order of `sources`, gives
what they find to `Intake`, which leaves out what is held, and where nothing is left to ask it lets
`CrawlStages` begin the next source. The questions of a visit, each asked only where those before it leave it
open:

1. Did anything change? `updated_posts`: the 150 posts that were saved last, by a conditional request. "Not
   modified" proves that the newest saves and the count are as they were. An answer that holds as many posts
   as it counts is the whole blog, and the proof of it: 2 and 4 are left out, and 5 has its list.
2. What else was saved since the last visit? `incremental`: older answers of the same feed, down to the time
   of a save that is held. It proves that nothing above that time is lacking.
3. Can that be built on? `crawl_stages`: at the first visit, after `full_after`, where order or count are not
   as they should be, or more posts are counted than are held and new, all posts are read (`post_feed`).
   Where that feed is off or ends early the pages are (`blog_pages`, `page_crawl`): of a post that is held
   only those that the sitemap says were saved since. Summaries are completed by their pages (`completion`).
4. Did the blog change meanwhile? `verification`: the first question again (`change_check`), and where the
   answer differs the ids and times of all posts (`id_listing`) against what came and what is held; what
   differs is asked for by its place (`refetch`), until the blog holds still.
5. Is something gone, or swapped? `deletion_stage`: the ids of all posts, weekly, where the count is not
   explained, and at news where they cost little; then the pages of posts that no list names
   (`unlisted_pages`). By `deletions` two such visits a day apart mark a post.
6. What was said? `comment_feed`: comments from the newest down to known ones, if their number is as expected,
   else all; by the posts' own feeds or pages where that feed is off (`post_comments`).
7. Did static pages change? `static_pages`: where all posts or ids were asked for, and at a day's first news.

All sources are driven alike (`crawl_source`): `next` decides what to ask, `take` or `fail` what the answer
means, `shortfalls` in what it proves too little; `CrawlSources.outcome` is "complete" if none fell short.
`crawl_result` makes the record, and the state on which the next visit builds.
"""
