"""Many modules as one: names followed across files, workflows found, and the questions that rules ask."""

from steplint.project.apps import Client, Serve
from steplint.project.apps.expressions import WrongExpression, wrong_expressions
from steplint.project.apps.limits import Excess, excesses_of_objects, excesses_of_options, excesses_of_steps
from steplint.project.apps.options import option_place, trigger_arguments
from steplint.project.awaitables import Awaitable
from steplint.project.body import Deed, Outside
from steplint.project.callables import Uncallable
from steplint.project.concurrency import Concurrent
from steplint.project.contracts import (
    FAILURE_KEYS,
    Emission,
    Emissions,
    Listeners,
    Loop,
    ReadKind,
    data_reads,
    event_loops,
    event_reads,
    failure_frames,
    id_comparisons,
    is_cron_only,
    is_dead,
    is_mentioned_elsewhere,
    is_observing,
    trigger_place,
    unserialisable_values,
)
from steplint.project.coverage import measure
from steplint.project.drift import Drifting, Naming, Source, Use, UseKind
from steplint.project.durations import GivenDuration, Sign
from steplint.project.entities import (
    Duration,
    Entities,
    Entity,
    External,
    FunctionRef,
    Items,
    Literal,
    Moment,
    PartialCall,
    Point,
    Record,
    Table,
    Template,
    WorkflowRef,
)
from steplint.project.frames import Frame, Module
from steplint.project.invocations import Invocation, Manner, SendKind, Site, Step, written_name
from steplint.project.late_binding import LateRead
from steplint.project.lost_state import Lost
from steplint.project.mail import Conflict, Mail, Pending, Wait
from steplint.project.nesting import Nested
from steplint.project.project import Need, Project, build_project
from steplint.project.protection import Operation
from steplint.project.reach import Hop, Reached, Region
from steplint.project.reads import SessionUse
from steplint.project.recovery import Catch, Cleanup, Ending, Role, Sort, Swallowed, Swallower, Taking, Thrown
from steplint.project.sends import Action, Event, Misorder, Requirement, Send, is_test
from steplint.project.unawaited import Unawaited
from steplint.project.workflow import Workflow
from steplint.project.workflows import Definition
from steplint.source.sdk_version import SdkVersions

__all__ = [
    "FAILURE_KEYS",
    "Action",
    "Awaitable",
    "Catch",
    "Cleanup",
    "Client",
    "Concurrent",
    "Conflict",
    "Deed",
    "Definition",
    "Drifting",
    "Duration",
    "Emission",
    "Emissions",
    "Ending",
    "Entities",
    "Entity",
    "Event",
    "Excess",
    "External",
    "Frame",
    "FunctionRef",
    "GivenDuration",
    "Hop",
    "Invocation",
    "Items",
    "LateRead",
    "Listeners",
    "Literal",
    "Loop",
    "Lost",
    "Mail",
    "Manner",
    "Misorder",
    "Module",
    "Moment",
    "Naming",
    "Need",
    "Nested",
    "Operation",
    "Outside",
    "PartialCall",
    "Pending",
    "Point",
    "Project",
    "Reached",
    "ReadKind",
    "Record",
    "Region",
    "Requirement",
    "Role",
    "SdkVersions",
    "Send",
    "SendKind",
    "Serve",
    "SessionUse",
    "Sign",
    "Site",
    "Sort",
    "Source",
    "Step",
    "Swallowed",
    "Swallower",
    "Table",
    "Taking",
    "Template",
    "Thrown",
    "Unawaited",
    "Uncallable",
    "Use",
    "UseKind",
    "Wait",
    "Workflow",
    "WorkflowRef",
    "WrongExpression",
    "build_project",
    "data_reads",
    "event_loops",
    "event_reads",
    "excesses_of_objects",
    "excesses_of_options",
    "excesses_of_steps",
    "failure_frames",
    "id_comparisons",
    "is_cron_only",
    "is_dead",
    "is_mentioned_elsewhere",
    "is_observing",
    "is_test",
    "measure",
    "option_place",
    "trigger_arguments",
    "trigger_place",
    "unserialisable_values",
    "written_name",
    "wrong_expressions",
]
