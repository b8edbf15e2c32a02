"""Values of a replayed body that differ from pass to pass, and what is made of them."""

from steplint.project.drift.facts import Drifting, Source, Use, UseKind
from steplint.project.drift.sets import Sets
from steplint.project.drift.unordered import Naming, Unordered, UnorderedStep
from steplint.project.drift.uses import Drift

__all__ = ["Drift", "Drifting", "Naming", "Sets", "Source", "Unordered", "UnorderedStep", "Use", "UseKind"]
