"""The archive in a browser: Datasette, with pages for reading in front of it.

    application.py         Datasette set up for one archive: read-only, limits, its own pages and data formats
    hooks.py               Datasette's plugin hooks: routes, SQL functions, shortened cells
    security_headers.py    headers and refusals of every response
    password_gate.py       one password for all visitors
    routes.py              URLs and their views
    list_pages.py, post_pages.py    views: a request → a template and its variables
    several_sites.py, several_pages.py    several archives: their pages below one first page and one search
    view.py                the result of a view
    plain_answers.py       /healthz, for a monitor; a kept file
    web_server.py          the server: where it listens, and who may ask
    queries.py             queries within a time limit; cached counts
    search_params.py       parameters of a list or search in its URL
    page_links.py          addresses in pages: what the templates need, and those of `serve`
    template_globals.py    functions of the templates
    kept_media.py          kept pictures and files of one post
    body.py, embed_cards.py, comment_thread.py, chart.py, template_filters.py, atom_feed.py    parts of pages
    templates/, static/

All SQL is in pipelines.search.
"""
