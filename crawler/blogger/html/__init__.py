"""One tolerant HTML parser for pages and post bodies: damaged markup to an lxml tree with all of its text.

The way of a text, a module a step:

    characters           characters that no text holds are taken out
    unterminated_markup  quotes, comments and elements without an end are closed
    markup_repair        other markup that makes a parser lose text is repaired
    parse                text to tree
    depth_limit          a tree that is nested too deep is built flatter
    elements             text and markup of elements; small changes to a tree

`tag_names` holds the sets of tags and the limits of nesting.
"""
