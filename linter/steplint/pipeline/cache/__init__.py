"""What earlier runs found out, kept in a folder of the project; whatever is wrong with it, it is an empty cache."""

from steplint.pipeline.cache.facts import FactsCache
from steplint.pipeline.cache.folder import DEFAULT_FOLDER, CacheFolder, NotACacheError, may_be_cache, remove_cache
from steplint.pipeline.cache.results import ResultCache

__all__ = [
    "DEFAULT_FOLDER",
    "CacheFolder",
    "FactsCache",
    "NotACacheError",
    "ResultCache",
    "may_be_cache",
    "remove_cache",
]
