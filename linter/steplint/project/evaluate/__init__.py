"""What values may be, in a frame, across modules: the evaluator."""

from steplint.project.evaluate.calls import result_values
from steplint.project.evaluate.evaluator import Evaluator

__all__ = ["Evaluator", "result_values"]
