"""The workflows of a project: every way in which code hands a handler to `create_function`."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence

from steplint.diagnostics import Place
from steplint.model.module import Call, Function, FunctionKind, ParameterKind
from steplint.model.values import Attribute, Name
from steplint.project.entities import (
    Definer,
    Entities,
    Entity,
    External,
    FunctionRef,
    Instance,
    Items,
    Literal,
    Opaque,
    PartialCall,
    Record,
    Template,
    WorkflowRef,
)
from steplint.project.evaluate import Evaluator, calls
from steplint.project.frames import Arguments, Frame, Module
from steplint.project.sends import is_test
from steplint.sdk import inngest

_DEEPEST = 8


@dataclasses.dataclass(frozen=True, slots=True)
class EventTrigger:
    """An event that triggers a function: its name, None when it is not known, and whether an expression picks among
    the events of that name.
    """

    name: str | None
    is_filtered: bool

    def matches(self, event: str) -> bool:
        """Whether events of a name trigger the function; `*` at the end of a trigger's name stands for anything."""
        if self.name is None:
            return False
        return event.startswith(self.name[:-1]) if self.name.endswith("*") else event == self.name


@dataclasses.dataclass(frozen=True)
class Definition:
    """A workflow as it is defined: its options, its handler's frame, that of its failure handler, where its name
    stands.

    `body` is None when the handler could not be resolved. `may_have` tells what unknown options (`**options`) may hold.
    """

    module: Module
    options: Arguments
    call: Call
    body: Frame | None
    function: Function | None
    failure: Frame | None
    qualified_name: str
    place: Place
    defined_at: Place
    """The place of the call of `create_function`."""
    made_in: Frame
    """The frame in which that call stands."""
    handler: Entity
    """What is given to it: another workflow where decorators are stacked."""

    def option(self, name: str) -> Entities | None:
        """What an option of `create_function` may be; None when it is not given."""
        return self.options.keywords.get(name)

    @property
    def has_unknown_options(self) -> bool:
        """Whether options may be given that are not known."""
        return self.options.open

    @functools.cached_property
    def triggers(self) -> tuple[EventTrigger, ...]:
        """The events that trigger the function. Cron triggers have none."""
        found: list[EventTrigger] = []
        pending = list(self.option("trigger") or ())
        while pending:
            match pending.pop(0):
                case Items(items=items):
                    pending[:0] = [entity for item in items for entity in item]
                case Record(path="inngest.TriggerEvent", fields=fields):
                    is_filtered = "expression" in dict(fields)
                    for entity in dict(fields).get("event", ()):
                        name = entity.value if isinstance(entity, Literal) and isinstance(entity.value, str) else None
                        found.append(EventTrigger(name, is_filtered))
                case Record():
                    pass
                case _:
                    found.append(EventTrigger(None, is_filtered=False))
        return tuple(dict.fromkeys(found))

    @property
    def schedules(self) -> tuple[str, ...]:
        """The cron expressions that trigger the function, those that are constants."""
        found: list[str] = []
        pending = list(self.option("trigger") or ())
        while pending:
            match pending.pop(0):
                case Items(items=items):
                    pending[:0] = [entity for item in items for entity in item]
                case Record(path="inngest.TriggerCron", fields=fields):
                    given = dict(fields).get("cron", ())
                    found += [e.value for e in given if isinstance(e, Literal) and isinstance(e.value, str)]
                case _:
                    pass
        return tuple(dict.fromkeys(found))

    @property
    def events(self) -> tuple[str | None, ...]:
        """The names of the events that trigger the function; None for one not known."""
        return tuple(dict.fromkeys(trigger.name for trigger in self.triggers))

    @property
    def handles_failures(self) -> bool:
        """Whether the function runs only when another one has failed: a failure handler by event."""
        return self.events == (inngest.FAILED_EVENT,)

    @property
    def id(self) -> str | None:
        """The function's id, where it is a constant."""
        match self.option("fn_id"):
            case (Literal(value=str() as text),):
                return text
            case _:
                return None


def find_workflows(
    evaluator: Evaluator, roots: Sequence[str], mentions: Callable[[frozenset[str]], Sequence[str]]
) -> list[Definition]:
    """The workflows defined in the root modules and through wrappers of theirs, by place.

    A wrapper is a function of the project that makes workflows, or decorators that do. Where one is used nothing need
    name the SDK: `mentions` gives the files that mention any of some words.
    """
    modules = [module for root in roots if (module := evaluator.module(root)) is not None and _names_sdk(module)]
    wrappers = {ref: name for module in modules for ref, name in _wrappers(evaluator, module)}
    if wrappers:
        known = {module.path for module in modules}
        more = [path for path in mentions(frozenset(wrappers.values())) if path not in known]
        modules += [module for path in more if (module := evaluator.module(path)) is not None]
    found: dict[tuple[Place, str], Definition] = {}
    factories = _Factories(evaluator, mentions)
    for module in modules:
        for ref, defined_at in _references(evaluator, module, frozenset(wrappers), factories):
            for definition in _definitions(evaluator, module, ref, defined_at):
                found.setdefault((definition.defined_at, definition.qualified_name), definition)
    # Inside a wrapper the handler is a parameter: the workflows are where the wrapper is used.
    resolved = {definition.defined_at for definition in found.values() if definition.body is not None}
    return [
        definition
        for _, definition in sorted(found.items(), key=lambda item: item[0])
        if definition.body is not None or definition.defined_at not in resolved
    ]


def _names_sdk(module: Module) -> bool:
    """Whether a module has anything to do with the SDK: another library's `create_function` is not worth a look."""
    return any("inngest" in binding.module or binding.member == "inngest" for binding in module.model.imports) or any(
        calls.may_be_create_function(call) for function in module.model.functions for call in function.calls
    )


def _wrappers(evaluator: Evaluator, module: Module) -> Iterator[tuple[tuple[str, int], str]]:
    """The functions of a module that return workflows or decorators that make them, with their names."""
    functions = module.model.functions
    if not any(calls.may_be_create_function(call) for function in functions for call in function.calls):
        return
    for index, function in enumerate(functions):
        if function.kind is FunctionKind.FUNCTION:
            returned = evaluator.returned(evaluator.generic_frame(module, index))
            if any(_leads_to_workflow(evaluator, entity) for entity in returned):
                yield (module.path, index), function.name


def _leads_to_workflow(evaluator: Evaluator, entity: Entity, depth: int = 0) -> bool:
    """Whether something makes a workflow of a handler, or is a function that gives one (a decorator with arguments)."""
    if isinstance(entity, Definer | WorkflowRef):
        return True
    if not isinstance(entity, FunctionRef) or depth > 1 or (module := evaluator.module(entity.module)) is None:
        return False
    returned = evaluator.returned(evaluator.generic_frame(module, entity.index))
    return any(_leads_to_workflow(evaluator, inner, depth + 1) for inner in returned)


class _Factories:
    """The functions that make workflows out of what they are handed, as the project calls them."""

    def __init__(self, evaluator: Evaluator, mentions: Callable[[frozenset[str]], Sequence[str]]) -> None:
        self._evaluator = evaluator
        self._mentions = mentions

    def frame(self, module: Module, index: int) -> Frame:
        """The frame of a function for the one way in which the project calls it; without one, or with several, a frame
        of which no use is known.
        """
        function = module.model.functions[index]
        generic = self._evaluator.generic_frame(module, index)
        if function.kind is not FunctionKind.FUNCTION or not function.parameters or function.cls is not None:
            return generic
        ref = FunctionRef(module.path, index, generic.closure or 0, None)
        found: dict[int, Frame] = {}
        for path in self._mentions(frozenset({function.name})):
            caller = None if is_test(path) else self._evaluator.module(path)
            for given in () if caller is None else self._calls(caller, module, index, function.name):
                frame = self._evaluator.enter(ref, given)
                found[frame.id] = frame
        return next(iter(found.values())) if len(found) == 1 else generic

    def _calls(self, caller: Module, module: Module, index: int, name: str) -> Iterator[Arguments]:
        for number, function in enumerate(caller.model.functions):
            for position, call in enumerate(function.calls):
                if not isinstance(call.callee, Name | Attribute):
                    continue
                written = call.callee.id if isinstance(call.callee, Name) else call.callee.name
                # A factory may be imported under another name; then its own is the last part, or it is not found.
                if written == name:
                    frame = self._evaluator.generic_frame(caller, number)
                    point = frame.calls_seen.get(position)
                    for callee in self._evaluator.evaluate(frame, call.callee, point):
                        if isinstance(callee, FunctionRef) and (callee.module, callee.index) == (module.path, index):
                            yield calls.arguments(self._evaluator, frame, call, point)


def _references(
    evaluator: Evaluator, module: Module, wrappers: frozenset[tuple[str, int]], factories: _Factories
) -> Iterator[tuple[WorkflowRef, Function | None]]:
    for index, function in enumerate(module.model.functions):
        if function.decorators and function.parent is not None:
            frame = evaluator.generic_frame(module, function.parent)
            if any(isinstance(entity, WorkflowRef) for entity in evaluator.defined(frame, index, None)):
                frame = factories.frame(module, function.parent)
            for entity in evaluator.defined(frame, index, None):
                if isinstance(entity, WorkflowRef):
                    yield entity, function
        frame = evaluator.generic_frame(module, index)
        for number, point in frame.calls_seen.items():
            callees = evaluator.evaluate(frame, frame.call(number).callee, point)
            if any(_makes_workflows(callee, wrappers) for callee in callees):
                for entity in calls.result_of(evaluator, frame, number, None):
                    if isinstance(entity, WorkflowRef):
                        yield entity, None


def _makes_workflows(callee: Entity, wrappers: frozenset[tuple[str, int]]) -> bool:
    return isinstance(callee, Definer) or (
        isinstance(callee, FunctionRef) and (callee.module, callee.index) in wrappers
    )


def _definitions(
    evaluator: Evaluator, module: Module, ref: WorkflowRef, defined: Function | None
) -> Iterator[Definition]:
    handler: Entity = ref
    definers: list[tuple[Definer, Entity]] = []
    while isinstance(handler, WorkflowRef):
        definers.append((handler.definer, handler.handler))
        handler = handler.handler
    body = _body(evaluator, handler, defined)
    function = defined or (body.function if body is not None else None)
    for definer, given in definers:
        frame = evaluator.frames[definer.frame]
        call = frame.call(definer.call)
        options = calls.arguments(evaluator, frame, call, frame.calls_seen.get(definer.call))
        failure = None
        for entity in options.keywords.get("on_failure", ()):
            failure = failure or _body(evaluator, entity, None)
        named_in = body.module if body is not None and defined is None else module
        place = (
            Place(named_in.path, function.name_span) if function is not None else Place(frame.module.path, call.span)
        )
        name = f"{named_in.name}.{function.qualname}" if function is not None else f"{module.name}.{_shown_id(options)}"
        defined_at = Place(frame.module.path, call.span)
        yield Definition(module, options, call, body, function, failure, name, place, defined_at, frame, handler=given)


def _shown_id(options: Arguments) -> str:
    match options.keywords.get("fn_id"):
        case (Literal(value=str() as text),):
            return text
        case (Template(parts=parts),):
            return "".join(part or "…" for part in parts)
        case _:
            return "<workflow>"


def _body(evaluator: Evaluator, handler: Entity, defined: Function | None, depth: int = 0) -> Frame | None:
    """The frame in which the platform calls a handler."""
    if depth > _DEEPEST:
        return None
    match handler:
        case FunctionRef():
            module = evaluator.module(handler.module)
            if module is None:
                return None
            return evaluator.enter(handler, _handed(module.model.functions[handler.index], handler, defined))
        case PartialCall(target=FunctionRef() as target):
            module = evaluator.module(target.module)
            if module is None:
                return None
            function = module.model.functions[target.index]
            context: Entities = (External(inngest.CONTEXT),)
            named = {p.name: (External(inngest.STEP),) for p in function.parameters if p.name in {"step", "_step"}}
            given = Arguments((context,), {**named})
            return evaluator.enter(target, calls.completed(handler, given))
        case Instance():
            for entity in evaluator.attribute(handler, "__call__"):
                return _body(evaluator, entity, defined, depth + 1)
            return None
        case WorkflowRef():
            return _body(evaluator, handler.handler, defined, depth + 1)
        case Opaque() | _:
            return None


def _handed(function: Function, ref: FunctionRef, defined: Function | None) -> Arguments:
    """What the platform hands to a handler: the context, and to the older style the step by keyword."""
    parameters = list(function.parameters)
    if ref.receiver is not None and parameters:
        parameters = parameters[1:]
    if (
        any(p.kind in {ParameterKind.VARIADIC, ParameterKind.KEYWORDS} for p in parameters)
        and defined is not None
        and defined is not function
    ):
        if any(p.name.lstrip("_") == "step" for p in defined.parameters):
            return Arguments((), {"ctx": (External(inngest.CONTEXT),), "step": (External(inngest.STEP),)})
        return Arguments(((External(inngest.CONTEXT),),))
    named: dict[str, Entities] = {}
    positional: list[Entities] = []
    for position, parameter in enumerate(parameters):
        path = inngest.workflow_parameter(parameter.name, position)
        if parameter.kind is ParameterKind.POSITIONAL_ONLY:
            positional.append((External(path or inngest.CONTEXT),))
        elif path is not None and parameter.kind in {ParameterKind.NORMAL, ParameterKind.KEYWORD_ONLY}:
            named[parameter.name] = (External(path),)
        elif parameter.kind is ParameterKind.VARIADIC:
            positional.append((External(inngest.CONTEXT),))
    return Arguments(tuple(positional), named)
