"""Event contracts: what workflows and the code around them agree on through the names and the data of events."""

from steplint.project.contracts.emissions import Emission, Emissions, find_emissions, is_dead, is_observing
from steplint.project.contracts.failures import (
    FAILURE_KEYS,
    DataRead,
    IdComparison,
    ReadKind,
    data_reads,
    event_reads,
    failure_frames,
    id_comparisons,
)
from steplint.project.contracts.listeners import Listener, Listeners, find_listeners, is_cron_only, trigger_place
from steplint.project.contracts.loops import Loop, LoopLink, event_loops
from steplint.project.contracts.payloads import UnprovidedKey, unprovided_keys, unserialisable_values
from steplint.project.contracts.references import is_mentioned_elsewhere
from steplint.project.contracts.waits import Waits

__all__ = [
    "FAILURE_KEYS",
    "DataRead",
    "Emission",
    "Emissions",
    "IdComparison",
    "Listener",
    "Listeners",
    "Loop",
    "LoopLink",
    "ReadKind",
    "UnprovidedKey",
    "Waits",
    "data_reads",
    "event_loops",
    "event_reads",
    "failure_frames",
    "find_emissions",
    "find_listeners",
    "id_comparisons",
    "is_cron_only",
    "is_dead",
    "is_mentioned_elsewhere",
    "is_observing",
    "trigger_place",
    "unprovided_keys",
    "unserialisable_values",
]
