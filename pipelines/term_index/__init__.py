"""One search index over any number of archives, in the format of Tantivy (the extra `scale`).

It stands in a folder of its own and can be thrown away: the archives stay the truth.
Its words are those of SQLite's index, terms of scripts without blanks included, so that it finds the same.
`index_manifest` says which archives it holds and how far; `index_builder` follows their change logs;
`index_query` turns a query into Tantivy's; `index_search` ranks what is found, over all archives at once.
"""
