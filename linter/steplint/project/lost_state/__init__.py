"""What a step's handler writes and something reads after the step: on the next pass the handler does not run, and the
write is gone.
"""

from steplint.project.lost_state.facts import Lost
from steplint.project.lost_state.shared import LostShared
from steplint.project.lost_state.variables import LostVariables

__all__ = ["Lost", "LostShared", "LostVariables"]
