"""Only what differs from Scrapy's defaults, each with its reason; the project's own settings come last."""
