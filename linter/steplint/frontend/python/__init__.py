"""The Python front end: source text in, `ModuleModel` out. The only door to libcst."""

from steplint.frontend.python.errors import ExtractionFailure, SourceSyntaxError
from steplint.frontend.python.extract import extract

__all__ = ["ExtractionFailure", "SourceSyntaxError", "extract"]
