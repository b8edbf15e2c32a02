"""steplint: static analysis for durable workflows."""

__version__ = "0.1.0"
