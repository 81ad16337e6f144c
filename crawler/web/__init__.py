"""The archive in a browser: Datasette, with pages for people in front of it.

    site.py      Datasette set up for one archive: read-only, limits, its own pages and data formats
    hooks.py     what Datasette takes from us: routes, SQL functions, cells cut short
    guard.py     headers and refusals that hold for every answer
    routes.py    addresses and their views
    lists.py, posts.py    views: a request → a template and what it shows
    desk.py      where views ask the archive, within a time limit; counts that are kept
    asking.py    the address of a list or search ↔ what it asks for
    body.py, words.py, thread.py, chart.py, feed.py    parts of pages; pure
    templates/, static/

All SQL is in pipelines.archive.
"""
