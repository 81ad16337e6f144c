"""The archive in a browser: Datasette, with pages for people in front of it.

    site.py      Datasette set up for one archive: read-only, limits, its own pages and data formats
    hooks.py     what it takes from us: routes, SQL functions, cells cut short
    guard.py     headers and refusals that hold for every answer
    pages.py     a request → what a page shows
    asking.py    the address of a list or search ↔ what it asks for
    body.py, words.py, thread.py, difference.py, chart.py    parts of pages; pure
    templates/, static/

All SQL is in pipelines.archive.
"""
