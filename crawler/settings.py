"""Only what differs from Scrapy's defaults, each with its reason; the project's own settings come last."""

from pathlib import Path

from crawler import __version__

_CLONE = Path(__file__).resolve().parent.parent

BOT_NAME = "blogger-archive"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"
VERSION = __version__

# --- Politeness: one request at a time per host, at the pace the server responds.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0.25  # seconds between two requests to a host, at least
AUTOTHROTTLE_ENABLED = True  # slower than that where the server is; Blogger's pace is BLOGGER_RATE alone
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the spider reports it in words
CONCURRENT_ITEMS = 4  # Scrapy starts so many tasks for each response, even for an empty one
RETRY_TIMES = 4  # with the pauses of RetryAfterMiddleware these span half a minute, not half a second

# --- Requests. Only gzip: its damage can be told, and its bombs are bounded by DOWNLOAD_MAXSIZE.
DEFAULT_REQUEST_HEADERS = {"Accept": "*/*", "Accept-Encoding": "gzip"}
DOWNLOAD_VERIFY_CERTIFICATES = True
REFERRER_POLICY = "no-referrer"

# --- Limits. Where one is hit, the run says which, keeps what it has, and ends as incomplete; 0 is no limit.
DOWNLOAD_MAXSIZE = 6 << 20  # bytes of one response, decompressed; a feed is asked for in smaller pieces then
DOWNLOAD_WARNSIZE = 0  # no warning below the limit
DOWNLOAD_TIMEOUT = 60  # seconds for one whole response, however slowly it drips
REDIRECT_MAX_TIMES = 5  # redirects that one request follows
CLOSESPIDER_PAGECOUNT = 500_000  # responses in one run, all blogs together
CLOSESPIDER_TIMEOUT = 20 * 3600  # seconds of one run: it ends before cron starts the next day's

DOWNLOAD_HANDLERS = {
    "http": "crawler.downloadermiddlewares.header_limit.HeaderLimitHandler",  # endless headers end
    "https": "crawler.downloadermiddlewares.header_limit.HeaderLimitHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}

# --- Item pipelines, one verb each; see pipelines/.
ITEM_PIPELINES = {
    "pipelines.boilerplate.BoilerplatePipeline": 100,  # body as received → clean HTML, text, language
    "pipelines.dates.DatesPipeline": 200,  # raw date strings → aware times
    "pipelines.store.StorePipeline": 900,  # batches → archive.db
}

# --- Parts of Scrapy that are used. What is off in its own, longer lists is loaded too, a web server and a
# list of all top-level domains among it, and every item passes through each spider middleware.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": 900,
}
SPIDER_MIDDLEWARES_BASE = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": 700,  # redirects ask it for REFERRER_POLICY
}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}

# --- Downloader middlewares.
DOWNLOADER_MIDDLEWARES = {
    "crawler.downloadermiddlewares.limits.LimitsMiddleware": 90,
    "crawler.downloadermiddlewares.robotstxt.RobotsMiddleware": 100,  # Scrapy's allows all where it fails
    "crawler.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.downloadermiddlewares.retry.RetryAfterMiddleware": 550,  # Scrapy's ignores Retry-After
    "crawler.downloadermiddlewares.private_network.PrivateNetworkMiddleware": 840,  # below retry
    "crawler.downloadermiddlewares.platform_names.PlatformNamesMiddleware": 845,  # finds the slot to be in
    "crawler.downloadermiddlewares.transfer_stats.TransferStatsMiddleware": 850,  # below decompression (590)
    "crawler.downloadermiddlewares.warc_recorder.WarcMiddleware": 860,  # see BLOGGER_WARC
}
# A stopped run waits for no hung server.
DOWNLOADER = "crawler.downloadermiddlewares.cancellable_downloader.CancellableDownloader"
EXTENSIONS = {
    "crawler.extensions.crawl_stats.CrawlStats": 50,  # outcomes, from which the exit code is made
    "crawler.extensions.report.ReportExtension": 100,  # progress bar and summary
}

# --- Output: problems as they come, the report at the end.
LOG_LEVEL = "WARNING"  # `-L INFO` shows Scrapy's own story
LOG_FORMAT = "%(levelname)s: %(message)s"
LOG_FORMATTER = "crawler.log_formatter.QuietLogFormatter"  # no log record for each post
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {  # `-O posts.jsonl`: the archive's fields, and times with their zones
    "json": "pipelines.export.scrapy_exporters.PostsAsJson",
    "jsonl": "pipelines.export.scrapy_exporters.PostsAsJsonLines",
    "jsonlines": "pipelines.export.scrapy_exporters.PostsAsJsonLines",
    "jl": "pipelines.export.scrapy_exporters.PostsAsJsonLines",
    "csv": "pipelines.export.scrapy_exporters.PostsAsCsv",
    "xml": "pipelines.export.scrapy_exporters.PostsAsXml",
}

# --- This project's own settings. The comments are docs/settings.md; a limit of 0 is none.
ARCHIVE_PATH = f"{_CLONE}/archive.db" if (_CLONE / "scrapy.cfg").is_file() else "archive.db"  # the file
BLOGGER_CONTACT = ""  # web or mail address in the User-Agent, for owners of blogs to reach you: please set it
BLOGGER_PING_URL = ""  # called at the end of each run; with `/fail` behind it when the exit code is not 0
BLOGGER_REVISIT_MIN = 1.0  # hours before a blog is asked again, at least
BLOGGER_REVISIT_MAX = 168.0  # hours at most, however quiet the blog is or however often it failed
BLOGGER_FULL_DAYS = 30.0  # days after which all posts are asked for, whatever the blog says is new
BLOGGER_SWEEP_DAYS = 7.0  # days between two looks for posts that are gone
BLOGGER_MAX_GONE = 10  # posts that may vanish at once; if more do, and more than …
BLOGGER_MAX_GONE_SHARE = 0.1  # … this share, or if all vanish, none is marked as gone and the run says so
BLOGGER_BLOGS_AT_ONCE = 16  # blogs that are visited side by side, each with one request at a time
BLOGGER_RATE = 4.0  # requests a second to all blogs behind Google's servers together, custom domains too
BLOGGER_MAX_CRAWL_DELAY = 10.0  # seconds; a longer `Crawl-delay` of a robots.txt is cut to this
BLOGGER_MAX_WAIT = 120.0  # seconds; a server that asks for a longer pause is left alone until the next run
BLOGGER_MAX_REQUESTS = 20_000  # responses of one blog in one run: also the depth of its pages
BLOGGER_MAX_SECONDS = 6 * 3600  # seconds of one blog in one run, from its first request
BLOGGER_MEDIA = ""  # blogs whose pictures, sound and films crawls fetch: addresses, or `all` (`--media`)
BLOGGER_MEDIA_MAXSIZE = 50 << 20  # bytes of one picture, sound or film; a larger one is not kept
BLOGGER_MEDIA_MAXTOTAL = 20 << 30  # bytes of all that are kept; the run ends there and says so
BLOGGER_WARC = ""  # folder that gets all responses as WARC files (`crawl --warc`)
BLOGGER_WORKER_TIMEOUT = 60.0  # seconds; a worker of a run that says nothing for so long counts as dead
BLOGGER_API_KEY = ""  # your own key of the Blogger API, for `crawl --via api`; shown and logged nowhere
BLOGGER_API_URL = "https://www.googleapis.com/blogger/v3"  # where `crawl --via api` asks
BLOGGER_WAYBACK_URL = "https://web.archive.org"  # where `import wayback:BLOG` asks; pywb: with a path
BLOGGER_COMMONCRAWL_INDEX = "https://index.commoncrawl.org"  # where `import cc:BLOG` looks captures up
BLOGGER_COMMONCRAWL_DATA = "https://data.commoncrawl.org"  # where it fetches them
BLOGGER_ARCHIVE_READER = "pipelines.store_reader.StoreArchiveReader"  # tells the spider what is held
REPORT_ENABLED = True  # progress and summary
REPORT_QUIET = False  # nothing on success, one line a problem (`--quiet`)
REPORT_NEXT_STEPS = False  # end with commands to try next (`make crawl` sets it)
