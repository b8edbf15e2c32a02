"""What reads the web: searches, scrapers, browsers, feeds and market data."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import methods, rows

_TAVILY = ("tavily.TavilyClient()", "tavily.AsyncTavilyClient()")
_EXA = ("exa_py.Exa()", "exa_py.AsyncExa()", "exa_py.api.Exa()")
_FIRECRAWL = (
    *(
        "firecrawl.FirecrawlApp()",
        "firecrawl.Firecrawl()",
        "firecrawl.AsyncFirecrawlApp()",
        "firecrawl.AsyncFirecrawl()",
    ),
    *("firecrawl.firecrawl.FirecrawlApp()", "firecrawl.V1FirecrawlApp()"),
)
_APIFY = ("apify_client.ApifyClient()", "apify_client.ApifyClientAsync()")
_APIS = ("async_api", "sync_api")
_PAGES = (
    *(f"playwright.{api}.**.new_page()" for api in _APIS),
    *("playwright.async_api.Page()", "playwright.sync_api.Page()"),
)
_LOCATORS = (
    *(
        f"{page}.**.{locator}()"
        for page in _PAGES
        for locator in (
            *("locator", "get_by_role", "get_by_text", "get_by_label", "get_by_placeholder", "get_by_test_id", "nth"),
            *("query_selector", "wait_for_selector", "filter"),
        )
    ),
    *(f"{page}.**.{part}" for page in _PAGES for part in ("first", "last", "keyboard", "mouse")),
)
_DRIVERS = tuple(
    f"{module}.{browser}()"
    for module in ("selenium.webdriver", "seleniumwire.webdriver", "undetected_chromedriver")
    for browser in ("Chrome", "Firefox", "Remote", "Edge", "Safari")
)
_YT_DLP = ("yt_dlp.YoutubeDL()", "youtube_dl.YoutubeDL()")
_LANGCHAIN_TOOLS = (
    *("langchain_tavily.TavilySearch()", "langchain_tavily.TavilyExtract()", "langchain_exa.ExaSearchResults()"),
    *("langchain_community.tools.TavilySearchResults()", "langchain_community.tools.DuckDuckGoSearchRun()"),
    *("langchain_community.tools.tavily_search.TavilySearchResults()", "langchain_community.tools.WikipediaQueryRun()"),
    *("langchain_community.utilities.GoogleSerperAPIWrapper()", "langchain_community.utilities.SerpAPIWrapper()"),
    "langchain_community.tools.tavily_search.tool.TavilySearchResults()",
)

TABLE: tuple[Effect, ...] = (
    # Searches
    *rows(
        EffectKind.HTTP_READ,
        "searches the web",
        *methods(_TAVILY, "search", "extract", "crawl", "map", "research", "get_search_context", "qna_search"),
        *methods(_TAVILY, "get_company_info", "get_research"),
        *methods(_EXA, "search", "search_and_contents", "find_similar", "find_similar_and_contents", "get_contents"),
        *methods(_EXA, "answer", "stream_answer", "research.get", "research.poll_until_finished"),
        *methods(("serpapi.GoogleSearch()", "serpapi.BingSearch()", "serpapi.YoutubeSearch()"), "get_dict", "get_json"),
        *methods(("serpapi.Client()",), "search"),
        "serpapi.search",
        *methods(("duckduckgo_search.DDGS()", "ddgs.DDGS()"), "text", "news", "images", "videos", "chat"),
        *methods(("linkup.LinkupClient()",), "search", "async_search", "fetch"),
        "googlesearch.search",
        *methods(("wikipedia",), "page", "summary", "search"),
        *methods(("wikipediaapi.Wikipedia()",), "page"),
        *methods(("arxiv.Client()",), "results"),
        *methods(("arxiv.Search()",), "results"),
        *methods(_LANGCHAIN_TOOLS, "invoke", "ainvoke", "run", "arun", "results", "aresults"),
        *methods(("parallel.Parallel()",), "task_run.create", "task_run.result", "beta.search"),
    ),
    *rows(EffectKind.HTTP, "starts research", *methods(_EXA, "research.create", "websets.create", "monitors.create")),
    # Scrapers
    *rows(
        EffectKind.HTTP_READ,
        "reads pages through Firecrawl",
        *methods(
            _FIRECRAWL,
            *("scrape", "scrape_url", "search", "map", "map_url", "extract", "check_crawl_status", "get_crawl_status"),
            *("check_batch_scrape_status", "get_batch_scrape_status", "get_extract_status", "deep_research"),
        ),
    ),
    *rows(
        EffectKind.HTTP,
        "starts a crawl",
        *methods(_FIRECRAWL, "crawl", "crawl_url", "start_crawl", "async_crawl_url", "cancel_crawl", "batch_scrape"),
        *methods(_FIRECRAWL, "batch_scrape_urls", "async_batch_scrape_urls", "start_batch_scrape", "start_extract"),
        *methods(_FIRECRAWL, "agent"),
    ),
    *rows(
        EffectKind.HTTP,
        "starts an actor on Apify",
        *methods([f"{client}.{kind}()" for client in _APIFY for kind in ("actor", "task")], "call", "start"),
        *methods([f"{client}.run()" for client in _APIFY], "abort", "resurrect"),
        *methods([f"{client}.dataset()" for client in _APIFY], "push_items", "delete"),
        *methods([f"{client}.key_value_store()" for client in _APIFY], "set_record", "delete_record"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Apify",
        *methods(
            [f"{client}.dataset()" for client in _APIFY], "list_items", "iterate_items", "get_items_as_bytes", "get"
        ),
        *methods([f"{client}.run()" for client in _APIFY], "get", "wait_for_finish"),
        *methods([f"{client}.key_value_store()" for client in _APIFY], "get_record", "list_keys"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "reads pages",
        *methods(("crawl4ai.AsyncWebCrawler()",), "arun", "arun_many"),
        *methods(("newspaper.Article()",), "download"),
        *methods(("scrapegraphai.graphs.SmartScraperGraph()",), "run"),
        *methods(("scrapingbee.ScrapingBeeClient()",), "get"),
        *methods(("requests_html.HTMLSession()", "requests_html.AsyncHTMLSession()"), "get"),
        *methods(("trafilatura",), "fetch_url"),
        "newspaper.article",
        "feedparser.parse",
    ),
    *rows(
        EffectKind.HTTP_READ,
        "reads a video's data",
        *methods(("youtube_transcript_api.YouTubeTranscriptApi",), "get_transcript", "list_transcripts"),
        *methods(("youtube_transcript_api.YouTubeTranscriptApi()",), "fetch", "list"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "downloads a video, or its data",
        *methods(_YT_DLP, "download", "extract_info"),
        "pytube.YouTube().streams.**().download",
    ),
    # Browsers
    *rows(
        EffectKind.HTTP_READ,
        "opens a page in a browser",
        *methods(_PAGES, "goto", "reload", "go_back", "go_forward", "wait_for_load_state", "wait_for_url"),
        *methods(_PAGES, "wait_for_selector", "content", "title", "inner_text", "inner_html", "text_content"),
        *methods(_PAGES, "query_selector", "query_selector_all", "eval_on_selector", "eval_on_selector_all"),
        *methods(_PAGES, "get_attribute", "set_content", "is_visible"),
        *methods(
            _LOCATORS, "text_content", "inner_text", "inner_html", "all_inner_texts", "all_text_contents", "count"
        ),
        *methods(_LOCATORS, "get_attribute", "is_visible", "wait_for", "all"),
        *methods((*_PAGES, *_LOCATORS), "screenshot", "pdf"),
        *methods(_DRIVERS, "get", "refresh", "find_element", "find_elements"),
        *methods(("selenium.webdriver.support.ui.WebDriverWait()",), "until", "until_not"),
    ),
    *rows(
        EffectKind.HTTP,
        "works in a page",
        *methods(
            (*_PAGES, *_LOCATORS), "click", "dblclick", "fill", "type", "press", "check", "uncheck", "hover", "tap"
        ),
        *methods((*_PAGES, *_LOCATORS), "select_option", "set_input_files", "evaluate", "drag_to"),
        *methods(_DRIVERS, "execute_script", "execute_async_script"),
        *methods(
            [f"{driver}.{finder}()" for driver in _DRIVERS for finder in ("find_element", "find_elements")],
            *("click", "send_keys", "submit", "clear"),
        ),
    ),
    *rows(
        EffectKind.FILE,
        "writes a picture of a page",
        *methods(_DRIVERS, "save_screenshot", "get_screenshot_as_file"),
    ),
    *rows(
        EffectKind.PROCESS,
        "starts a browser",
        *methods(
            [f"playwright.{api}.**.{browser}" for api in _APIS for browser in ("chromium", "firefox", "webkit")],
            *("launch", "launch_persistent_context"),
        ),
        *(driver.removesuffix("()") for driver in _DRIVERS),
    ),
    # Market data
    *rows(
        EffectKind.HTTP_READ,
        "asks for market data",
        *methods(("yfinance",), "download", "screen"),
        *methods(("yfinance.Ticker()", "yfinance.Tickers()"), "history", "option_chain", "get_info", "get_news"),
        *methods(("yfinance.Ticker()",), "get_earnings_dates", "get_income_stmt", "get_balance_sheet", "get_cashflow"),
        *methods(("alpha_vantage.timeseries.TimeSeries()",), "get_daily", "get_intraday", "get_quote_endpoint"),
        *methods(("finnhub.Client()",), "quote", "company_news", "company_profile2", "stock_candles"),
        *methods(("polygon.RESTClient()",), "get_aggs", "list_aggs", "get_last_trade", "get_ticker_details"),
        *methods(
            ("ccxt.*()", "ccxt.async_support.*()"), "fetch_ticker", "fetch_tickers", "fetch_ohlcv", "fetch_balance"
        ),
        *methods(("ccxt.*()", "ccxt.async_support.*()"), "fetch_order", "fetch_orders", "load_markets"),
    ),
    *rows(
        EffectKind.PAYMENT,
        "places an order at an exchange",
        *methods(("ccxt.*()", "ccxt.async_support.*()"), "create_order", "cancel_order", "withdraw", "transfer"),
        *methods(("ccxt.*()", "ccxt.async_support.*()"), "create_market_order", "create_limit_order"),
        *methods(("alpaca.trading.client.TradingClient()",), "submit_order", "cancel_order_by_id", "close_position"),
    ),
)
