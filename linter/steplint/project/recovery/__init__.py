"""What functions do about what is raised in them: interrupts, errors of steps, failures of calls."""

from steplint.project.recovery.catches import Catch, Catches, Role
from steplint.project.recovery.endings import Ending
from steplint.project.recovery.errors import Sort, Taking
from steplint.project.recovery.interrupts import Cleanup, Interrupts, Mend, Swallowed, Swallower
from steplint.project.recovery.throws import Thrown
from steplint.project.recovery.unreachable import Unreachable

__all__ = [
    "Catch",
    "Catches",
    "Cleanup",
    "Ending",
    "Interrupts",
    "Mend",
    "Role",
    "Sort",
    "Swallowed",
    "Swallower",
    "Taking",
    "Thrown",
    "Unreachable",
]
