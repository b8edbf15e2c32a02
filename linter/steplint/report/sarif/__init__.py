"""SARIF 2.1.0, the exchange format of static analysis, in the shape that GitHub's code scanning takes."""

from steplint.report.sarif.log import sarif, sarif_github, sarif_log

__all__ = ["sarif", "sarif_github", "sarif_log"]
