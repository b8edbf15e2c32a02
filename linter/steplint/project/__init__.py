"""Many modules as one: names followed across files, workflows found, and the questions that rules ask."""

from steplint.project.body import Deed, Outside
from steplint.project.coverage import measure
from steplint.project.drift import Drifting, Source, Use, UseKind
from steplint.project.durations import GivenDuration, Sign
from steplint.project.entities import Duration, Entities, Entity, External, FunctionRef, Literal, Moment, Template
from steplint.project.frames import Frame, Module
from steplint.project.invocations import Invocation, Manner, SendKind, Site, Step, written_name
from steplint.project.mail import Conflict, Mail, Pending, Wait
from steplint.project.project import Need, Project, Workflow, build_project
from steplint.project.protection import Operation
from steplint.project.reach import Hop, Reached, Region
from steplint.project.reads import SessionUse
from steplint.project.sends import Action, Event, Misorder, Requirement, Send

__all__ = [
    "Action",
    "Conflict",
    "Deed",
    "Drifting",
    "Duration",
    "Entities",
    "Entity",
    "Event",
    "External",
    "Frame",
    "FunctionRef",
    "GivenDuration",
    "Hop",
    "Invocation",
    "Literal",
    "Mail",
    "Manner",
    "Misorder",
    "Module",
    "Moment",
    "Need",
    "Operation",
    "Outside",
    "Pending",
    "Project",
    "Reached",
    "Region",
    "Requirement",
    "Send",
    "SendKind",
    "SessionUse",
    "Sign",
    "Site",
    "Source",
    "Step",
    "Template",
    "Use",
    "UseKind",
    "Wait",
    "Workflow",
    "build_project",
    "measure",
    "written_name",
]
