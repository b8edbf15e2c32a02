"""The run: discover, prefilter, extract, link, check, filter."""

from steplint.pipeline.run import Configuration, check_paths, check_sources

__all__ = ["Configuration", "check_paths", "check_sources"]
