"""The archive as a folder of pages that needs no program: it opens by a double click, from any place.

site_build.py      one build: the posts, their lists, and what stands around them
page_renderer.py   the templates of crawler.web, with addresses that are relative
site_links.py      paths of files, and relative links between them
site_output.py     a folder that is rewritten only where it changed, or one new file
new_file.py        one new file: a zip file, or for Kiwix a ZIM file (zim_output.py)
search_files.py    the search without a server: words and posts in small files
redirects.py       old permalinks to pages, as web servers read them
templates/, static/
"""
