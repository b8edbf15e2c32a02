"""What functions hand back that is no JSON."""

from steplint.project.results.handed_back import Results
from steplint.project.results.misfits import Misfit

__all__ = ["Misfit", "Results"]
