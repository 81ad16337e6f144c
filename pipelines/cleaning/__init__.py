"""A post's body as received to what its author wrote: clean HTML, text, images, links, embeds, word count.

A pure library: no Scrapy, no clock, no network. `body_cleaning` is the way of one body, a module a step:

    crawler.blogger.html  markup to a tree, whatever is wrong with it
    formulas              each formula once
    embeds, images        pictures and embeds that only scripts show are taken in
    hidden_elements       elements that nobody can see go
    boilerplate_elements  additions of templates, share buttons, adverts and feed services go
    jump_link             "Read more" links go, where only the feed's footer stood behind them too
    tool_lines            lines of editors, mail gateways and share services go
    preformatted          code in scripts is taken in; white space that counts is written as markup
    embeds, images, body_links    listed, their addresses made absolute (addresses)
    sanitize              sanitised HTML (nh3)
    msword                text that Word left goes
    text_layout           sanitised HTML to text (placeholders, structure, data_tables, ruby)
    word_count            number of words
    chunking              bodies of megabytes are cleaned in pieces
"""
