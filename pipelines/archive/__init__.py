"""The archive, one SQLite file: `Archive` opens it and stores items; the other modules take its connection.

The file:
    schema, schema_comments, migrations, migrating    today's schema on one page, and the way to it
    connection, environment_errors, write_lock        opening it; errors of the environment; one writer
    values, rows, statements, rowids                  cells, rows and row ids
    backup, blog_removal                              copies of it; a blog out of it

What is stored:
    posts, stored_posts, outdated_posts    posts; those that older rules have made
    pending_edits, history                 their versions, and edits that are kept aside
    other_sources                          further copies
    drafts, drafts_copy                    what was never published, and as an archive to read
    comments, blogs                        comments; blogs and their crawls
    watchlist, robots_cache                what is remembered for the next crawl
    deletion_marks                         posts that are gone from their blog
    alerts, link_checks                    saved searches; links that were asked
    import_journal, index_answers          how far imports have come

Questions:
    post_lookup, held_ids, missing_posts, country_hosts, table_counts
    run_status, blog_states, completeness  how crawls ended; each blog's own count beside what is held
    public_names                           names without the host of an e-mail address

Packages: changes (what an arriving post does to the stored one), checks (`verify`), merging (identities,
`merge`, `split`), media (the media file), compression (`optimise`).
"""

from pipelines.archive.archive import Archive, open_or_copy
from pipelines.archive.changes.decide import Kind
from pipelines.archive.write_lock import sole_writer

__all__ = ["Archive", "Kind", "open_or_copy", "sole_writer"]
