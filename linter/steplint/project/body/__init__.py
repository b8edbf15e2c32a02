"""What a replayed body does to the world by itself, outside of steps."""

from steplint.project.body.bodies import Bodies
from steplint.project.body.deeds import Deed, Outside

__all__ = ["Bodies", "Deed", "Outside"]
