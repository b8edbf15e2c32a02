"""Which functions an application hands to the platform: the lists of `serve` and `connect`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import Assign, NameTarget
from steplint.model.module import Call
from steplint.project.apps.clients import Client, Clients
from steplint.project.apps.tracing import Bound, Handed, Seen, Written, origins
from steplint.project.entities import (
    Entities,
    External,
    FunctionRef,
    Items,
    Literal,
    ModuleRef,
    Point,
    WorkflowRef,
)
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame, Module

SERVES: Mapping[str, tuple[str, ...]] = {
    "inngest.fast_api.serve": ("app", "client", "functions"),
    "inngest.flask.serve": ("app", "client", "functions"),
    "inngest.django.serve": ("client", "functions"),
    "inngest.tornado.serve": ("app", "client", "functions"),
    "inngest.digital_ocean.serve": ("client", "functions"),
}
"""What serves functions over HTTP, with its required parameters in order."""
CONNECT = "inngest.connect.connect"
_COPIES = frozenset({"builtins.list", "builtins.tuple", "builtins.sorted", "builtins.set"})
_ADDING = frozenset({"append", "extend", "insert", "add"})
_DEEPEST = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Serve:
    """A call that serves functions: with which client, None when that cannot be told, and the places of the
    `create_function` calls of those it serves.

    `unknown` is set when it may serve others as well. `missing` are required arguments that are not given; `modules`
    the parameters that are given a module where a thing of it is meant.
    """

    place: Place
    client: Client | None
    functions: frozenset[Place]
    unknown: bool
    missing: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()


class Serving:
    """Finds what is served. `roots` are the modules that name the SDK, `mentions` those that hold a word."""

    def __init__(
        self,
        evaluator: Evaluator,
        clients: Clients,
        roots: Callable[[], Sequence[str]],
        mentions: Callable[[frozenset[str]], Sequence[str]],
    ) -> None:
        self._evaluator = evaluator
        self._clients = clients
        self._roots = roots
        self._mentions = mentions

    def find(self) -> list[Serve]:
        """Every call that serves functions, by place."""
        found: dict[Place, Serve] = {}
        for module in self._modules():
            names = _serving_names(module)
            for index, function in enumerate(module.model.functions):
                numbers = [n for n, call in enumerate(function.calls) if _last_name(call.callee) in names]
                frame = self._evaluator.generic_frame(module, index) if numbers else None
                for number in numbers if frame is not None else ():
                    assert frame is not None
                    for path in self._paths(frame, number):
                        serve = self._serve(frame, frame.call(number), path)
                        found.setdefault(serve.place, serve)
        return [serve for _, serve in sorted(found.items())]

    @property
    def imports_framework(self) -> bool:
        """Whether a module imports one of the SDK's parts that serve, whatever it does with it."""
        parts = {path.rpartition(".")[0] for path in (*SERVES, CONNECT)}
        return any(
            (binding.loads or binding.module) in parts or f"{binding.module}.{binding.member}" in parts
            for module in self._modules()
            for binding in module.model.imports
        )

    def _modules(self) -> Iterator[Module]:
        for path in self._roots():
            module = self._evaluator.module(path)
            if module is not None:
                yield module

    def _paths(self, frame: Frame, number: int) -> Iterator[str]:
        for entity in self._evaluator.evaluate(frame, frame.call(number).callee, frame.calls_seen.get(number)):
            if isinstance(entity, External) and (entity.path in SERVES or entity.path == CONNECT):
                yield entity.path

    def _serve(self, frame: Frame, call: Call, path: str) -> Serve:
        place = Place(frame.module.path, call.span)
        served = _Served(self._evaluator, self._callers)
        if path == CONNECT:
            apps = call.argument(0, "apps")
            client = served.apps(frame, apps, self._clients)
            return Serve(place, client, frozenset(served.places), served.unknown)
        names = SERVES[path]
        given = {name: call.argument(position, name) for position, name in enumerate(names)}
        is_open = any(argument.stars for argument in call.arguments)
        served.collect(frame, given["functions"])
        client_value = given["client"]
        return Serve(
            place,
            None if client_value is None else self._clients.of(frame, client_value),
            frozenset(served.places),
            served.unknown,
            missing=() if is_open else tuple(name for name in names if given[name] is None),
            modules=tuple(name for name, value in given.items() if value is not None and self._is_module(frame, value)),
        )

    def _is_module(self, frame: Frame, value: v.Value) -> bool:
        found = self._evaluator.evaluate(frame, value)
        return bool(found) and all(isinstance(e, ModuleRef) or e == External("inngest") for e in found)

    def _callers(self, frame: Frame) -> Iterator[tuple[Frame, Call]]:
        """The calls of a function, in modules that mention it."""
        name = frame.function.name
        for path in self._mentions(frozenset({name})):
            module = self._evaluator.module(path)
            for index, function in enumerate(module.model.functions if module is not None else ()):
                for number, call in enumerate(function.calls):
                    if module is not None and _last_name(call.callee) == name:
                        caller = self._evaluator.generic_frame(module, index)
                        callees = self._evaluator.evaluate(caller, call.callee, caller.calls_seen.get(number))
                        if any(
                            isinstance(e, FunctionRef) and (e.module, e.index) == (frame.module.path, frame.index)
                            for e in callees
                        ):
                            yield caller, call


class _Served:
    """What a list of functions holds."""

    def __init__(self, evaluator: Evaluator, callers: Callable[[Frame], Iterator[tuple[Frame, Call]]]) -> None:
        self._evaluator = evaluator
        self._callers = callers
        self._seen: Seen = set()
        self.places: set[Place] = set()
        self.unknown = False

    def apps(self, frame: Frame, value: v.Value | None, clients: Clients) -> Client | None:
        """Collect the functions of `connect(apps=[(client, functions), …])`; the client where there is one app."""
        found: list[Client | None] = []
        for inner, item in self._items(frame, value):
            match item:
                case v.Sequence(items=(client, functions)):
                    found.append(clients.of(inner, client))
                    self.collect(inner, functions)
                case _:
                    self.unknown = True
        return found[0] if len(found) == 1 else None

    def _items(self, frame: Frame, value: v.Value | None) -> Iterator[tuple[Frame, v.Value]]:
        """The items of a list that is written out, each with the frame it is written in."""
        for origin in origins(self._evaluator, frame, value, set()) if value is not None else (None,):
            match origin:
                case Written(frame=inner, value=v.Sequence(items=items)):
                    for item in items:
                        for part in origins(self._evaluator, inner, item, set()):
                            match part:
                                case Written(frame=written_in, value=written):
                                    yield written_in, written
                                case Bound():
                                    pass
                                case _:
                                    self.unknown = True
                case Bound(frame=scope, name=name):
                    self.unknown = self.unknown or _is_added_to(scope, name)
                case _:
                    self.unknown = True

    def collect(self, frame: Frame, value: v.Value | None, depth: int = 0) -> None:
        """Take in the functions of a list."""
        if value is None or depth > _DEEPEST:
            self.unknown = True
            return
        for origin in origins(self._evaluator, frame, value, self._seen):
            match origin:
                case Written(frame=inner, value=written, point=point):
                    self._written(inner, written, point, depth)
                case Bound(frame=scope, name=name):
                    self._added(scope, name, depth)
                case Handed(frame=scope, name=name):
                    self._handed(scope, name, depth)
                case _:
                    self.unknown = True

    def _written(self, frame: Frame, value: v.Value, point: Point | None, depth: int) -> None:
        match value:
            case v.Sequence(items=items):
                for item in items:
                    if isinstance(item, v.Starred):
                        self.collect(frame, item.value, depth + 1)
                    else:
                        self._take(self._evaluator.evaluate(frame, item, point))
            case v.Operation(operator="+", operands=operands):
                for operand in operands:
                    self.collect(frame, operand, depth + 1)
            case v.CallResult(call=number):
                call = frame.call(number)
                callees = self._evaluator.evaluate(frame, call.callee, frame.calls_seen.get(number))
                if all(isinstance(e, External) and e.path in _COPIES for e in callees) and len(call.arguments) <= 1:
                    if call.arguments:
                        self.collect(frame, call.arguments[0].value, depth + 1)
                else:
                    self._take_list(self._evaluator.evaluate(frame, value, point))
            case _:
                self._take_list(self._evaluator.evaluate(frame, value, point))

    def _take_list(self, entities: Entities) -> None:
        for entity in entities:
            match entity:
                case Items(items=items, repeated=False):
                    for item in items:
                        self._take(item)
                case _:
                    self.unknown = True

    def _take(self, entities: Entities) -> None:
        if not entities:
            self.unknown = True
        for entity in entities:
            match entity:
                case WorkflowRef(definer=definer):
                    frame = self._evaluator.frames[definer.frame]
                    self.places.add(Place(frame.module.path, frame.call(definer.call).span))
                case Literal(value=None):
                    pass
                case _:
                    self.unknown = True

    def _added(self, scope: Frame, name: str, depth: int) -> None:
        """What is added to a variable's list by the functions that see it, and whether it is changed otherwise."""
        for index, function in enumerate(scope.module.model.functions):
            for number, call in enumerate(function.calls):
                match call.callee:
                    case v.Attribute(base=v.Name(id=base), name=method) if base == name and method in _ADDING:
                        frame = self._evaluator.generic_frame(scope.module, index)
                        for argument in call.arguments[-1:]:
                            if method == "extend":
                                self.collect(frame, argument.value, depth + 1)
                            else:
                                point = frame.calls_seen.get(number)
                                self._take(self._evaluator.evaluate(frame, argument.value, point))
                    case _:
                        pass
            for block in function.blocks:
                for operation in block.operations:
                    match operation:
                        case Assign(target=NameTarget(name=target), augmented=True, value=value) if target == name:
                            self.collect(self._evaluator.generic_frame(scope.module, index), value, depth + 1)
                        case _:
                            pass

    def _handed(self, scope: Frame, name: str, depth: int) -> None:
        parameters = [parameter.name for parameter in scope.function.parameters]
        is_called = False
        for caller, call in self._callers(scope):
            is_called = True
            self.collect(caller, call.argument(parameters.index(name), name), depth + 1)
        if not is_called:
            self.unknown = True


def _is_added_to(scope: Frame, name: str) -> bool:
    """Whether a function that sees a variable adds to its list."""
    functions = scope.module.model.functions
    return any(
        isinstance(call.callee, v.Attribute)
        and call.callee.name in _ADDING
        and isinstance(call.callee.base, v.Name)
        and call.callee.base.id == name
        for function in functions
        for call in function.calls
    ) or any(
        isinstance(operation, Assign)
        and operation.augmented
        and isinstance(operation.target, NameTarget)
        and operation.target.name == name
        for function in functions
        for block in function.blocks
        for operation in block.operations
    )


def _serving_names(module: Module) -> frozenset[str]:
    """The names under which a module may call what serves."""
    aliases = {binding.name for binding in module.model.imports if binding.member in {"serve", "connect"}}
    return frozenset({"serve", "connect"} | aliases)


def _last_name(value: v.Value) -> str | None:
    match value:
        case v.Name(id=name) | v.Attribute(name=name):
            return name
        case _:
            return None
