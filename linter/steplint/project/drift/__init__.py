"""Values of a replayed body that differ from pass to pass, and what is made of them."""

from steplint.project.drift.facts import Drifting, Source, Use, UseKind
from steplint.project.drift.unordered import Unordered
from steplint.project.drift.uses import Drift

__all__ = ["Drift", "Drifting", "Source", "Unordered", "Use", "UseKind"]
