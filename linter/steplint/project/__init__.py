"""Many modules as one: names followed across files, workflows found, and the questions that rules ask."""

from steplint.project.apps import Client, Serve
from steplint.project.body import Deed, Outside
from steplint.project.contracts import Loop, event_loops
from steplint.project.coverage import measure
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
    Record,
    Table,
    Template,
    WorkflowRef,
)
from steplint.project.frames import Frame, Module
from steplint.project.invocations import Invocation, Manner, Site, Step, written_name
from steplint.project.mail import Conflict, Mail, Pending, Wait
from steplint.project.project import Need, Project, Workflow, build_project
from steplint.project.protection import Operation
from steplint.project.reach import Hop, Reached, Region
from steplint.project.reads import SessionUse
from steplint.project.sends import Action, Event, Misorder, Requirement, Send, is_test
from steplint.project.workflows import Definition
from steplint.source.sdk_version import SdkVersions

__all__ = [
    "Action",
    "Client",
    "Conflict",
    "Deed",
    "Definition",
    "Duration",
    "Entities",
    "Entity",
    "Event",
    "External",
    "Frame",
    "FunctionRef",
    "Hop",
    "Invocation",
    "Items",
    "Literal",
    "Loop",
    "Mail",
    "Manner",
    "Misorder",
    "Module",
    "Moment",
    "Need",
    "Operation",
    "Outside",
    "PartialCall",
    "Pending",
    "Project",
    "Reached",
    "Record",
    "Region",
    "Requirement",
    "SdkVersions",
    "Send",
    "Serve",
    "SessionUse",
    "Site",
    "Step",
    "Table",
    "Template",
    "Wait",
    "Workflow",
    "WorkflowRef",
    "build_project",
    "event_loops",
    "is_test",
    "measure",
    "written_name",
]
