"""steplint: static analysis for durable workflows."""

__version__ = "0.1.0"

ENTRY_POINTS = "steplint.rules"
"""The entry point group of rule packs; a value names a package."""
