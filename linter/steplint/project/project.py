"""What rules ask: the project and its workflows."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, cast

from steplint.diagnostics import Place, SteplintError
from steplint.model import values as v
from steplint.model.module import FunctionKind, ModuleModel
from steplint.project.apps import Client, Clients, Serve, Serving
from steplint.project.awaitables import Awaitables
from steplint.project.body import Bodies
from steplint.project.callables import Callables
from steplint.project.concurrency import Concurrency
from steplint.project.contracts import (
    Emissions,
    Listeners,
    UnprovidedKey,
    Waits,
    find_emissions,
    find_listeners,
    unprovided_keys,
)
from steplint.project.drift import Drift, Sets, Unordered
from steplint.project.durations import Durations, GivenDuration
from steplint.project.evaluate import Evaluator
from steplint.project.files import ModuleFiles
from steplint.project.frames import Frame, Module
from steplint.project.handlers import Handlers
from steplint.project.holding import Holding
from steplint.project.late_binding import LateBinding
from steplint.project.local_files import LocalFiles
from steplint.project.lost_state import LostShared, LostVariables
from steplint.project.mail import MailOrder
from steplint.project.nesting import Nesting
from steplint.project.protection import Protection
from steplint.project.reach import Naming
from steplint.project.reaching import Reaching
from steplint.project.reads import SessionReads
from steplint.project.recovery import Catches, Interrupts, Unreachable
from steplint.project.results import Results
from steplint.project.sends import Action, Ordering, Requirement, Requirements, Send, Senders, find_actions, is_test
from steplint.project.sites import Sites
from steplint.project.unawaited import Forgotten
from steplint.project.workflow import Workflow
from steplint.project.workflows import EventTrigger, find_workflows
from steplint.sdk.effects import Catalogue
from steplint.sdk.kinds import EffectKind
from steplint.settings import Settings
from steplint.source.patterns import path_test
from steplint.source.sdk_version import SdkVersions, of_specifier

T = TypeVar("T")

_WEB_APPLICATIONS = frozenset({"FastAPI(", "Flask(", "get_wsgi_application(", "get_asgi_application("})
"""Words of modules that make a web application."""


class Project:
    """The linked code base. Modules are loaded when a workflow, or a name it uses, leads to them."""

    def __init__(
        self,
        settings: Settings,
        files: ModuleFiles,
        roots: Sequence[str],
        load: Callable[[str], ModuleModel | None],
        mentions: Callable[[frozenset[str]], Sequence[str]],
        *,
        is_whole: Callable[[], bool] = lambda: True,
        sdk_of: Callable[[str], SdkVersions] = lambda path: SdkVersions(),
    ) -> None:
        self.settings = settings
        self.running: frozenset[str] = frozenset()
        """The codes of the rules that are asked: where two could tell of one fault, one may have to leave it."""
        self.catalogue = Catalogue({str(kind): names for kind, names in settings.effects.items()}, settings.clear)
        self.evaluator = Evaluator(files, load)
        self.sites = Sites(self.evaluator, self.catalogue)
        self.reaching = Reaching(self.sites)
        self.mail_order = MailOrder(self.evaluator, self.sites, settings.min_email_delay)
        self.protection = Protection(self.evaluator, self.sites)
        self.bodies = Bodies(self.evaluator, self.sites, self.catalogue)
        self.requirements = Requirements(self.evaluator, self.sites)
        self.ordering = Ordering(self.evaluator, self.sites)
        self.session_reads = SessionReads(self.evaluator, self.catalogue)
        self.results = Results(self.evaluator, self.sites)
        self.lost_variables = LostVariables(self.evaluator, self.sites)
        self.lost_shared = LostShared(self.evaluator, self.sites)
        self.local_files = LocalFiles(self.evaluator, self.sites)
        self.handlers = Handlers(self.sites, self.protection)
        self.catches = Catches(self.evaluator, self.sites)
        self.interrupts = Interrupts(self.sites, self.catches)
        self.unreachable = Unreachable(self.evaluator, self.sites, self.catches)
        self.durations = Durations(self.evaluator)
        self.waits = Waits(self.sites)
        self.holding = Holding(self.sites)
        sets = Sets(self.evaluator, self.sites)
        self.drift = Drift(self.evaluator, self.sites, self.bodies, self.holding, sets)
        self.unordered = Unordered(self.evaluator, self.sites, self.holding, sets)
        self.awaitables = Awaitables(self.evaluator, self.sites, self.holding.frame)
        self.forgotten = Forgotten(self.sites, self.awaitables)
        self.callables = Callables(self.evaluator, self.sites, self.awaitables)
        self.late_binding = LateBinding(self.evaluator)
        self.nesting = Nesting(self.evaluator, self.sites)
        self.concurrency = Concurrency(self.evaluator, self.sites, self.awaitables)
        self._roots = tuple(roots)
        self._mentions = mentions
        self._is_whole = is_whole
        self._sdk_of = sdk_of
        self.clients = Clients(self.evaluator, lambda: self._roots)
        self._remembered: dict[Callable[[Project], object], object] = {}

    def remembered(self, question: Callable[[Project], T]) -> T:
        """The answer to a question that depends on nothing but the project, worked out when it is first asked."""
        if question not in self._remembered:
            self._remembered[question] = question(self)
        return cast("T", self._remembered[question])

    @functools.cached_property
    def is_whole(self) -> bool:
        """Whether no module that names the SDK lies outside of what is looked at."""
        return self._is_whole()

    @functools.cached_property
    def _serving(self) -> Serving:
        return Serving(self.evaluator, self.clients, lambda: self._roots, self._mentions)

    @functools.cached_property
    def serves(self) -> Sequence[Serve]:
        """Every call that serves functions, by place."""
        return self._serving.find()

    @functools.cached_property
    def is_unserved_app(self) -> bool:
        """Whether the project has a web application, and no module that imports what would serve functions with it."""
        return (
            not self.serves
            and not self._serving.imports_framework
            and any(not is_test(path) for path in self._mentions(_WEB_APPLICATIONS))
        )

    def sdk_versions(self, path: str) -> SdkVersions:
        """The versions of the SDK that the code of a file may run with."""
        target = self.settings.target_sdk
        found = of_specifier(target, "target-sdk") if target is not None else None
        return self._sdk_of(path) if found is None else found

    def client_of(self, workflow: Workflow) -> Client | None:
        """The client that a workflow is made with."""
        definition = workflow.definition
        callee = definition.call.callee
        return self.clients.of(definition.made_in, callee.base) if isinstance(callee, v.Attribute) else None

    @functools.cached_property
    def root_frames(self) -> Sequence[Frame]:
        """The functions of all modules that name the SDK, each in a frame of which no use is known; tests left out."""
        modules = [m for path in self._roots if not is_test(path) and (m := self.evaluator.module(path)) is not None]
        return [self.evaluator.generic_frame(m, index) for m in modules for index in range(len(m.model.functions))]

    @functools.cached_property
    def workflows(self) -> Sequence[Workflow]:
        """Every workflow, by place."""
        return [
            Workflow(self, definition) for definition in find_workflows(self.evaluator, self._roots, self._mentions)
        ]

    @functools.cached_property
    def system_notification(self) -> Naming | None:
        """The project's own function for notifications that need no session, the first by place; None where it has
        none.
        """
        names = self.catalogue.names(EffectKind.SYSTEM_NOTIFICATION)
        for path in self._mentions(frozenset(name.rpartition(".")[2] for name in names)):
            module = self.evaluator.module(path)
            for function in module.model.functions if module is not None else ():
                qualified = "" if module is None else f"{module.name}.{function.qualname}"
                if function.kind is FunctionKind.FUNCTION and any(
                    f".{qualified}".endswith(f".{name}") if "." in name else function.name == name for name in names
                ):
                    return Naming(Place(path, function.name_span), function.name)
        return None

    @functools.cached_property
    def senders(self) -> Senders:
        """The functions that send events, in workflows and outside."""
        handlers = {}
        for workflow in self.workflows:
            for frame in (workflow.definition.body, workflow.definition.failure):
                if frame is not None:
                    handlers[frame.module.path, frame.index] = frame
        return Senders(self.evaluator, self.sites, self._roots, self._mentions, handlers)

    @functools.cached_property
    def sends(self) -> Sequence[Send]:
        """Every send of events, by place."""
        return self.senders.sends()

    @functools.cached_property
    def emissions(self) -> Emissions:
        """Everything that the project sends; tests left out."""
        return find_emissions(self)

    @functools.cache  # noqa: B019 - one project lives as long as the run
    def unprovided_keys(self, workflow: Workflow) -> Sequence[UnprovidedKey]:
        """The keys that a workflow needs and that no send of its events has, where all of them are known."""
        return list(unprovided_keys(self, workflow))

    @functools.cached_property
    def listeners(self) -> Listeners:
        """Everything that waits, cancels or invokes; tests left out."""
        return find_listeners(self)

    @functools.cached_property
    def suspicious_durations(self) -> Sequence[tuple[Workflow | None, GivenDuration]]:
        """The numbers that the SDK is given for durations and that were not meant in milliseconds, with the workflow
        where it is a step that is given them.
        """
        return list(self._suspicious_durations())

    def _suspicious_durations(self) -> Iterator[tuple[Workflow | None, GivenDuration]]:
        for workflow in self.workflows:
            for _, site in workflow.calls():
                for given in self.durations.of_step(site):
                    yield workflow, given
        for module in self.modules:
            for given in self.durations.of_module(module):
                yield None, given

    def needs_of(self, event: str, sender: str) -> Iterator[Need]:
        """What has to be in the data of an event that a file sends: by the settings, and by each workflow that it
        triggers.

        SteplintError when the settings name a class that is not there.
        """
        schema = self.settings.events.get(event)
        if schema is not None:
            needed = [Requirement((key,), None, "require") for key in schema.required]
            if schema.model is not None:
                of_model = self.requirements.of_class(schema.model, sender)
                if of_model is None:
                    where = self.settings.where("events", event, "model")
                    raise SteplintError(f"{where}there is no class `{schema.model}` with fields in the project")
                needed += of_model
            yield Need(None, needed)
        for workflow in self.triggered_by(event):
            body = workflow.definition.body
            if body is None:
                continue
            matching = [trigger for trigger in workflow.definition.triggers if trigger.matches(event)]
            is_filtered = all(trigger.is_filtered for trigger in matching)
            yield Need(workflow, self.requirements_of(body), is_filtered)

    def triggered_by(self, event: str) -> Sequence[Workflow]:
        """The workflows that events of a name trigger, by place."""
        return self._triggers.workflows_of(event)

    @functools.cached_property
    def _triggers(self) -> _Triggers:
        return _Triggers(self.workflows)

    @functools.cache  # noqa: B019 - one project lives as long as the run
    def requirements_of(self, body: Frame) -> Sequence[Requirement]:
        """What a handler needs in the data of its event."""
        return self.requirements.of(body)

    @functools.cached_property
    def actions(self) -> Sequence[Action]:
        """The functions outside of workflows that send events."""
        reached = {(r.frame.module.path, r.frame.index) for workflow in self.workflows for r in workflow.reached}
        patterns = self.settings.server_actions
        folder = self.settings.folder("server-actions") or Path.cwd()
        is_meant = path_test(folder, patterns) if patterns else lambda _: True
        return list(
            find_actions(self.senders, self.ordering, self.sites, in_workflows=frozenset(reached), is_meant=is_meant)
        )

    def imported_by(self, paths: Sequence[str]) -> Sequence[str]:
        """The project's files that some modules import, by path: workflows are likely to lead into those."""
        found: set[str] = set()
        for path in paths:
            module = self.evaluator.module(path)
            for binding in module.model.imports if module is not None else ():
                if not binding.type_checking:
                    found.update(self.evaluator.files.meant(binding, path))
        return sorted(found)

    def look_for(self, words: frozenset[str]) -> None:
        """Look at once for words that `mentioning` is going to be asked for."""
        self._mentions(words)

    def mentioning(self, word: str) -> Sequence[Module]:
        """The modules, but for tests, whose files hold a word."""
        paths = [path for path in self._mentions(frozenset({word})) if not is_test(path)]
        return [module for path in paths if (module := self.evaluator.module(path)) is not None]

    @property
    def modules(self) -> Sequence[Module]:
        """The modules loaded so far, by path."""
        return self.evaluator.modules


@dataclasses.dataclass(frozen=True, slots=True)
class Need:
    """What a workflow, or without one the settings, needs in an event's data; `is_filtered` when the workflow runs for
    some of the events only.
    """

    workflow: Workflow | None
    requirements: Sequence[Requirement]
    is_filtered: bool = False


class _Triggers:
    """The workflows by the events that trigger them."""

    def __init__(self, workflows: Sequence[Workflow]) -> None:
        self._workflows = workflows
        self._by_name: dict[str, list[int]] = {}
        self._patterns: list[tuple[EventTrigger, int]] = []
        for number, workflow in enumerate(workflows):
            for trigger in workflow.definition.triggers:
                if trigger.name is not None and trigger.name.endswith("*"):
                    self._patterns.append((trigger, number))
                elif trigger.name is not None:
                    self._by_name.setdefault(trigger.name, []).append(number)

    def workflows_of(self, event: str) -> list[Workflow]:
        """The workflows that events of a name trigger, in order."""
        numbers = {*self._by_name.get(event, ()), *(n for trigger, n in self._patterns if trigger.matches(event))}
        return [self._workflows[number] for number in sorted(numbers)]


def build_project(
    *,
    settings: Settings,
    files: Sequence[str],
    roots: Sequence[str],
    load: Callable[[str], ModuleModel | None],
    mentions: Callable[[frozenset[str]], Sequence[str]] = lambda words: (),
    is_whole: Callable[[], bool] = lambda: True,
    sdk_of: Callable[[str], SdkVersions] = lambda path: SdkVersions(),
) -> Project:
    """Link a project.

    `files` are all known Python files, relative to the working directory; `roots` those in which workflows are looked
    for; `load` gives a file's facts, or None after it has reported why it cannot. `mentions` gives the files that hold
    any of some words: where the project wraps the SDK, workflows are looked for in those as well. `is_whole` tells
    whether no other file names the SDK, `sdk_of` which versions of the SDK hold for a file.
    """
    return Project(settings, ModuleFiles(files), roots, load, mentions, is_whole=is_whole, sdk_of=sdk_of)
