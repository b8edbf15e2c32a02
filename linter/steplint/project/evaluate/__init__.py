"""What values may be, in a frame, across modules: the evaluator."""

from steplint.project.evaluate.evaluator import Evaluator

__all__ = ["Evaluator"]
