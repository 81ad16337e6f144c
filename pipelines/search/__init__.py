"""Searches, lists and counts of an archive. The way of a query:

    query              text to groups of words
    query_expansion    words of the index for beginnings and wrong words (spelling)
    filters            options to one Filter; known_names: names as typed to names as stored
    conditions         both to SQL
    matching           the newest posts that match; days as row ids
    ranking            the best of them first
    snippets           titles and places in the text, marked (listed_posts: the results)
    search             all of it, in one archive or several (combined_bm25)

index_rows gives posts to an index beside the archives (`pipelines.term_index`).

Lists and pages: browse, listed_posts, facets, post_view,
site_posts, site_words, datasette_queries. Others: export_rows, trends, similar, near_duplicates
(missing_fingerprints), alert_matches. tokenizer gives the words of SQLite's own tokenizer.
"""
