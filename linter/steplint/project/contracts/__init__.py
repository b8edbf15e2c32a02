"""Event contracts: what workflows and the code around them agree on through the names and the data of events."""

from steplint.project.contracts.loops import Loop, LoopLink, event_loops

__all__ = ["Loop", "LoopLink", "event_loops"]
