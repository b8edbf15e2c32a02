"""Advice that never fails a run."""
