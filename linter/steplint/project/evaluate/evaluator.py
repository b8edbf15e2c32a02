"""The evaluator: asks what a value may be, follows names to their bindings, and never runs anything."""

from __future__ import annotations

import builtins
import dataclasses
from collections.abc import Callable, Hashable, Mapping, Sequence

from steplint.flow.definitions import Definition, Definitions
from steplint.model import values as v
from steplint.model.graph import Assign, Define, DefineClass, Import
from steplint.model.module import MODULE_BODY, Call, FunctionKind, ImportBinding, ModuleModel, Parameter, ParameterKind
from steplint.project.entities import (
    UNKNOWN,
    ClassRef,
    Entities,
    Entity,
    External,
    FunctionRef,
    Instance,
    Items,
    Literal,
    ModuleRef,
    Opaque,
    Point,
    Record,
    Table,
    Template,
    is_known,
    unite,
)
from steplint.project.evaluate import attributes, calls, folding, growth, handed, hints, mutations, schemas
from steplint.project.evaluate.changes import Changes
from steplint.project.evaluate.memory import Memory
from steplint.project.files import ModuleFiles
from steplint.project.frames import Arguments, Frame, FrameTable, Module, bind, is_worth_keeping
from steplint.sdk import inngest

_MOST_ALIASES = 4
_BUILTINS = frozenset(dir(builtins))


class Evaluator:
    """Answers what a value may be. One lives as long as the run; modules are loaded when a name leads to them."""

    def __init__(self, files: ModuleFiles, load: Callable[[str], ModuleModel | None]) -> None:
        self.files = files
        self.frames = FrameTable()
        self._load = load
        self._modules: dict[str, Module | None] = {}
        self._definitions: dict[tuple[str, int], Definitions] = {}
        self._assigned: dict[tuple[str, int], dict[str, list[tuple[Assign, Point]]]] = {}
        self._memory = Memory()
        self.changes = Changes()
        self.growth = growth.Growth()

    # Modules

    def module(self, path: str) -> Module | None:
        """The module at a module path, loaded on first use; None for a folder or a file that could not be analysed."""
        if path not in self._modules:
            model = self._load(path) if self.files.is_file(path) else None
            self._modules[path] = None if model is None else Module(path, self.files.dotted_name(path), model)
        return self._modules[path]

    @property
    def modules(self) -> Sequence[Module]:
        """The modules loaded so far, by path."""
        return [module for _, module in sorted(self._modules.items()) if module is not None]

    def body(self, module: Module) -> Frame:
        """The frame of a module's own code."""
        return self.frames.enter(module, MODULE_BODY, closure=None)

    def definitions(self, module: Module, index: int) -> Definitions:
        """The definitions of a function of a module."""
        key = (module.path, index)
        if key not in self._definitions:
            self._definitions[key] = Definitions(module.model.functions[index], module.model)
        return self._definitions[key]

    def assigned_to_receiver(self, module: Module, index: int) -> Mapping[str, Sequence[tuple[Assign, Point]]]:
        """What a method assigns to attributes of its first parameter, by attribute."""
        key = (module.path, index)
        if key not in self._assigned:
            function = module.model.functions[index]
            self._assigned[key] = attributes.assigned_to(function, function.parameters[0].name)
        return self._assigned[key]

    def generic_frame(self, module: Module, index: int) -> Frame:
        """The frame of a function of whose use nothing is known: parameters are what they are annotated or default
        to.
        """
        function = module.model.functions[index]
        if function.parent is None:
            return self.body(module)
        parent = self.generic_frame(module, function.parent)
        receiver = None
        if function.cls is not None and "staticmethod" not in attributes.decorator_names(function):
            receiver = attributes.own_receiver(ClassRef(module.path, function.cls, parent.id), function)
        bindings = {} if receiver is None or not function.parameters else {function.parameters[0].name: (receiver,)}
        return self.frames.enter(module, index, closure=parent.id, bindings=bindings, receiver=receiver)

    def enter(self, ref: FunctionRef, given: Arguments) -> Frame:
        """The frame of a project function for a call with these arguments."""
        module = self.module(ref.module)
        assert module is not None  # a reference is only made from a loaded module
        function = module.model.functions[ref.index]
        bindings, left_out = bind(function, given, ref.receiver)
        for parameter in function.parameters:
            if parameter.name in left_out and parameter.default is not None:
                default = self.evaluate(self.frames[ref.frame], parameter.default, ref.point)
                if default and all(is_worth_keeping(entity) for entity in default):
                    bindings[parameter.name] = default
        return self.frames.enter(
            module, ref.index, closure=ref.frame, point=ref.point, bindings=bindings, receiver=ref.receiver
        )

    # Values

    def evaluate(self, frame: Frame, value: v.Value, point: Point | None = None) -> Entities:
        """What `value` may be in a frame, at a point of its graph; without a point, whatever it may be at any."""
        if type(value) is v.Constant:  # a third of all questions, and nothing to remember
            return (Literal(value.value),)
        return self._memory.recall((frame.id, id(value), point), lambda: self._evaluate(frame, value, point))

    @property
    def cuts(self) -> int | None:
        """Grows when an answer may be less than it could be, by recursion or a bound; None while such answers are
        still being used.
        """
        return self._memory.cuts

    def _evaluate(self, frame: Frame, value: v.Value, point: Point | None) -> Entities:
        match value:
            case v.Constant():
                return (Literal(value.value),)
            case v.Name():
                return self.name(frame, value.id, point)
            case v.Attribute():
                found = unite(*(self.attribute(base, value.name) for base in self.evaluate(frame, value.base, point)))
                return self._changed_through(frame, value, found)
            case v.CallResult():
                return calls.result_of(self, frame, value.call, point)
            case v.Awaited():
                return self.evaluate(frame, value.value, point)
            case v.Subscript():
                return self._item(self.evaluate(frame, value.base, point), self.evaluate(frame, value.key, point))
            case v.Text():
                pieces = [self.evaluate(frame, part, point) for part in value.parts]
                return (folding.join([piece[0] if len(piece) == 1 else UNKNOWN for piece in pieces]),)
            case v.Sequence():
                return (self._sequence(frame, value, point),)
            case v.Mapping():
                return (self._mapping(frame, value, point),)
            case v.Collected():
                if value.key is not None:
                    return (Table((), open=True),)
                element = self.evaluate(frame, value.element, point)
                return (Items((element,), repeated=True, is_set=value.kind == "set"),)
            case v.Operation():
                return folding.fold(
                    value.operator, [self.evaluate(frame, operand, point) for operand in value.operands]
                )
            case v.Choice():
                return self._choice(frame, value, point)
            case v.Lambda():
                return (FunctionRef(frame.module.path, value.function, frame.id, point),)
            case v.Element():
                return unite(*(_elements(entity) for entity in self.evaluate(frame, value.iterable, point)))
            case v.Item():
                return unite(*(_part(entity, value.index) for entity in self.evaluate(frame, value.base, point)))
            case v.Entered():
                return unite(
                    *(attributes.entered(self, entity) for entity in self.evaluate(frame, value.manager, point))
                )
            case v.ClassAttribute():
                return self._class_body_name(frame, value)
            case v.Unknown() if value.is_bytes:
                return (External("builtins.bytes()"),)
            case _:
                return (UNKNOWN,)

    def _changed_through(self, frame: Frame, value: v.Attribute, found: Entities) -> Entities:
        """What an attribute is, when the frame's function may change it where it is, or have it changed."""
        if (
            isinstance(value.base, v.Name)
            and any(isinstance(entity, Table) for entity in found)
            and handed.is_changed_through(self, frame, value.base.id, value.name)
        ):
            return tuple(map(mutations.opened, found))
        return found

    def _sequence(self, frame: Frame, value: v.Sequence, point: Point | None) -> Items:
        found: list[Entities] = []
        repeated = False
        for item in value.items:
            if isinstance(item, v.Starred):
                for entity in self.evaluate(frame, item.value, point):
                    if isinstance(entity, Items):
                        found += entity.items
                        repeated = repeated or entity.repeated
                    else:
                        found.append((UNKNOWN,))
                        repeated = True
            else:
                found.append(self.evaluate(frame, item, point))
        return Items(tuple(found), repeated, is_set=value.kind == "set")

    def _mapping(self, frame: Frame, value: v.Mapping, point: Point | None) -> Table:
        table = Table(())
        for key, item in value.entries:
            contents = self.evaluate(frame, item, point)
            if key is None:
                match contents:
                    case (Table() as spread,):
                        table = table.merged(spread)
                    case _:
                        table = table.merged(Table((), open=True))
                continue
            match self.evaluate(frame, key, point):
                case (Literal(value=constant),):
                    table = table.merged(Table(((constant, contents),)))
                case _:
                    table = table.merged(Table((), open=True))
        return table

    def _choice(self, frame: Frame, value: v.Choice, point: Point | None) -> Entities:
        options = [self.evaluate(frame, option, point) for option in value.options]
        if value.kind == "or":
            options[:-1] = [
                tuple(e for e in option if not (isinstance(e, Literal) and not e.value)) for option in options[:-1]
            ]
        return unite(*options)

    def _item(self, bases: Entities, keys: Entities) -> Entities:
        found: list[Entities] = []
        for base in bases:
            match base, keys:
                case Table(entries=entries), (Literal(value=key),):
                    found.append(dict(entries).get(key, (UNKNOWN,)))
                case Table(entries=entries), _:
                    found.append(unite(*(item for _, item in entries), (UNKNOWN,)))
                case Items(items=items, repeated=False), (Literal(value=int() as index),) if (
                    -len(items) <= index < len(items)
                ):
                    found.append(items[index])
                case Items(items=items), _:
                    found.append(unite(*items))
                case External(path=path), _:
                    found.append((External(inngest.canonical(path + ".[]")),))
                case ClassRef(), (Literal(value=str() as name),):
                    found.append(self.attribute(base, name))
                case _:
                    found.append((UNKNOWN,))
        return unite(*found)

    def _class_body_name(self, frame: Frame, value: v.ClassAttribute) -> Entities:
        cls = frame.module.model.classes[value.cls]
        assigned = [field.value for field in cls.fields if field.name == value.name and field.value is not None]
        if assigned:
            return self.evaluate(frame, assigned[-1], None)
        return self.attribute(ClassRef(frame.module.path, value.cls, frame.id), value.name)

    # Names

    def name(self, frame: Frame, name: str, point: Point | None = None) -> Entities:
        """What a variable may be at a point of a frame, by Python's scopes."""
        function = frame.function
        if function.kind is FunctionKind.MODULE:
            return self._global(frame.module, name, point)
        if name in function.globals:
            return self._global(frame.module, name, None)
        definitions = self.definitions(frame.module, frame.index)
        if definitions.binds(name) and name not in function.nonlocals:
            return self._from_definitions(frame, definitions, name, point)
        if function.parent is None or frame.closure is None:
            return self._global(frame.module, name, None)
        return self.name(self.frames[frame.closure], name, frame.point)

    def _from_definitions(self, frame: Frame, definitions: Definitions, name: str, point: Point | None) -> Entities:
        sites = definitions.reaching(name, point.block, point.operation) if point is not None else ()
        found = unite(*(self._definition(frame, name, site) for site in sites or definitions.all(name)))
        if any(isinstance(entity, Table | Record) for entity in found):
            found = mutations.applied(self, frame, name, point, found)
        if any(isinstance(entity, Items) for entity in found):
            found = growth.grown(self, frame, name, found)
        return found

    def _definition(self, frame: Frame, name: str, site: Definition) -> Entities:
        point = Point(site.block, site.position)
        match site.operation:
            case None:
                return self._parameter(frame, name)
            case Assign(value=value, annotation=annotation) if value is not None:
                found = self.evaluate(frame, value, point)
                if annotation is not None and not is_known(tuple(e for e in found if e != Literal(None))):
                    return unite(hints.entities(self, frame, annotation), found)
                return found
            case Define(function=index):
                return self.defined(frame, index, point)
            case DefineClass(cls=index):
                return (ClassRef(frame.module.path, index, frame.id),)
            case Import(binding=number):
                return self.imported(frame.module, frame.module.model.imports[number])
            case _:
                return (UNKNOWN,)

    def _parameter(self, frame: Frame, name: str) -> Entities:
        bound = frame.bindings.get(name)
        function = frame.function
        parameter = next(p for p in function.parameters if p.name == name)
        declared: Entities = ()
        if parameter.annotation is not None and parameter.kind not in {ParameterKind.VARIADIC, ParameterKind.KEYWORDS}:
            declared = hints.entities(self, self.around(frame), parameter.annotation)
        match bound:
            case (Instance(created=None) as made,) if function.name == "__init__" and made == frame.receiver:
                return (dataclasses.replace(made, created=frame.id),)  # it is being made here
            case _:
                pass
        if bound is not None:
            if bound == (Literal(None),) and parameter.annotation is not None and _is_optional_sdk(parameter, declared):
                return bound  # a helper that works with and without a context is called without one
            return unite(bound, declared) if hints.is_vague(bound) and is_known(declared) else bound
        if is_known(declared):
            return declared
        if parameter.default is not None:
            default = self.evaluate(self.around(frame), parameter.default, None)
            return unite(default, (Opaque(name, member=True),))
        return (Opaque(name, member=True),)

    def around(self, frame: Frame) -> Frame:
        """The frame that a function's annotations, defaults and decorators are values of."""
        return self.frames[frame.closure] if frame.closure is not None else self.body(frame.module)

    def defined(self, frame: Frame, index: int, point: Point | None) -> Entities:
        """The function at `index`, defined in a frame, with its decorators applied from the inside out."""
        entities: Entities = (FunctionRef(frame.module.path, index, frame.id),)
        for decorator in reversed(frame.module.model.functions[index].decorators):
            entities = calls.decorated(self, frame, decorator, entities, point)
        return entities

    def _global(self, module: Module, name: str, point: Point | None) -> Entities:
        body = self.body(module)
        definitions = self.definitions(module, MODULE_BODY)
        if definitions.binds(name):
            return unite(self._from_definitions(body, definitions, name, point), self._global_writes(module, name))
        written = self._global_writes(module, name)
        if written:
            return written
        starred = self._from_stars(module, name)
        if starred is not None:
            return starred
        if name in _BUILTINS:
            return (External(f"builtins.{name}"),)
        return (Opaque(name),)

    def _global_writes(self, module: Module, name: str) -> Entities:
        """What functions assign to a name that they declare global (a client made on first use)."""
        found: list[Entities] = []
        for index, function in enumerate(module.model.functions):
            if name in function.globals:
                frame = self.generic_frame(module, index)
                found += [
                    self._definition(frame, name, site) or (UNKNOWN,)  # made of itself, it may be anything
                    for site in self.definitions(module, index).all(name)
                    if isinstance(site.operation, Assign)
                ]
        return unite(*found) if found else ()

    def _from_stars(self, module: Module, name: str) -> Entities | None:
        for binding in reversed(module.model.imports):
            if binding.member != "*":
                continue
            path = self.files.find(binding, module.path)
            if path is None:
                if binding.module.partition(".")[0] != "__future__" and name not in _BUILTINS:
                    return (External(inngest.canonical(f"{binding.module}.{name}")),)
            elif not name.startswith("_"):
                found = self.member(path, name)
                if found is not None:
                    return found
        return None

    # Modules' members and imports

    def imported(self, module: Module, binding: ImportBinding) -> Entities:
        """What an import binds its name to."""
        dotted = binding.module
        if not binding.level and dotted.partition(".")[0] == inngest.PACKAGE and self._is_sdk(module, binding):
            return self._external(dotted, binding.member)
        path = self.files.find(binding, module.path)
        if path is None:
            return self._external(dotted, binding.member)
        if binding.member is None:
            return (ModuleRef(path),)
        if path == module.path:  # a package takes a module of its own: the name that it binds by this very import
            submodule = self.files.submodule(path, binding.member)
            if submodule is not None:
                return (ModuleRef(submodule),)
        found = self.member(path, binding.member)
        return found if found is not None else self._external(dotted, binding.member)

    def written(self, frame: Frame, value: v.Value) -> tuple[Frame, v.Value] | None:
        """The expression that a name of a module stands for (a type alias), with the frame it is one of; None where
        it has not exactly one.
        """
        if not isinstance(value, v.Name):
            return None
        module, name = frame.module, value.id
        for _ in range(_MOST_ALIASES):
            sites = self.definitions(module, MODULE_BODY).all(name)
            match [site.operation for site in sites]:
                case [Assign(value=found)] if found is not None:
                    return self.body(module), found
                case [Import(binding=number)]:
                    origin = self.origin(module, number)
                    if origin is None:
                        return None
                    module, name = origin
                case _:
                    return None
        return None

    def origin(self, module: Module, number: int) -> tuple[Module, str] | None:
        """The module of the project that an import takes a name from, and its name there; None for any other import."""
        binding = module.model.imports[number]
        path = self.files.find(binding, module.path)
        if path is None or binding.member is None:
            return None
        source = self.module(path)
        return None if source is None else (source, binding.member)

    def _is_sdk(self, module: Module, binding: ImportBinding) -> bool:
        """Whether `inngest` in an import is the SDK and not a package of the project that is called like it."""
        _, _, submodule = (binding.loads or binding.module).partition(".")
        if submodule:
            return submodule.partition(".")[0] in inngest.PUBLIC_MODULES
        if binding.member is None or binding.member in inngest.PUBLIC_NAMES | inngest.PUBLIC_MODULES:
            return True
        path = self.files.find(binding, module.path)
        return path is None or self.member(path, binding.member) is None

    @staticmethod
    def _external(dotted: str, member: str | None) -> Entities:
        path = ".".join(part for part in (dotted, member) if part)
        return (External(inngest.canonical(path)),)

    def member(self, module_path: str, name: str) -> Entities | None:
        """What a module of the project has under a name; None when it has no such name."""
        module = self.module(module_path)
        if module is not None:
            if self.definitions(module, MODULE_BODY).binds(name):
                key = ("member", module_path, name)
                return self._memory.recall(key, lambda: self._global(module, name, None))
            starred = (
                self._memory.recall(("star", module_path, name), lambda: self._from_stars(module, name) or ()) or None
            )
            if starred is not None and not all(isinstance(entity, External) for entity in starred):
                return starred
        submodule = self.files.submodule(module_path, name)
        if submodule is not None:
            return (ModuleRef(submodule),)
        if module is not None:
            return starred or self._global_writes(module, name) or None
        return (Opaque(name),) if self.files.is_file(module_path) else None

    # What lies behind entities: in their own modules

    def attribute(self, entity: Entity, name: str) -> Entities:
        """What `entity.name` may be."""
        if name == "__dict__" and isinstance(entity, Instance):
            table = schemas.attributes_of(self, entity)
            return (UNKNOWN,) if table is None else (table,)
        found = attributes.lookup(self, entity, name)
        if (
            isinstance(entity, Instance)
            and any(isinstance(each, Table) for each in found)
            and handed.is_changed_by_methods(self, entity.cls, name)
        ):
            return tuple(map(mutations.opened, found))
        return found

    def whether(self, question: tuple[Hashable, ...], answer: Callable[[], bool]) -> bool:
        """The answer to a question of yes or no, worked out when it is new; yes when it leads too far."""
        return bool(self._memory.recall(question, lambda: (Literal(True),) if answer() else ()))

    def arguments(self, frame: Frame, call: Call, point: Point | None) -> Arguments:
        """What a call of a frame hands over."""
        return calls.arguments(self, frame, call, point)

    def returned(self, frame: Frame) -> Entities:
        """What a function may return in a frame; for generators, the items it hands out."""
        return self._memory.recall(("returned", frame.id), lambda: calls.results(self, frame))


def _is_optional_sdk(parameter: Parameter, declared: Entities) -> bool:
    """Whether a parameter is said to hold an object of the SDK's, or None."""
    annotation = parameter.annotation
    is_optional = isinstance(annotation, v.Operation | v.Subscript) and any(
        isinstance(inner, v.Constant) and inner.value is None for inner in v.children(annotation)
    )
    is_optional = is_optional or (isinstance(annotation, v.Subscript) and _last_name(annotation.base) == "Optional")
    known = [entity for entity in declared if entity != Literal(None)]
    return (
        is_optional
        and bool(known)
        and all(
            isinstance(entity, External) and entity.path in {inngest.CONTEXT, inngest.STEP, inngest.GROUP}
            for entity in known
        )
    )


def _last_name(value: v.Value) -> str | None:
    match value:
        case v.Name(id=name) | v.Attribute(name=name):
            return name
        case _:
            return None


def _elements(entity: Entity) -> Entities:
    match entity:
        case Items(items=items):
            return unite(*items)
        case Table(entries=entries):
            return tuple(Literal(key) for key, _ in entries) or (UNKNOWN,)
        case Literal(value=str()) | Template():
            return (Template((None,)),)
        case External(path=path):
            return (External(inngest.canonical(path + ".[]")),) if path.endswith("()") is False else (UNKNOWN,)
        case ClassRef():
            return (UNKNOWN,)
        case _:
            return (UNKNOWN,)


def _part(entity: Entity, index: int) -> Entities:
    match entity:
        case Items(items=items, repeated=False) if 0 <= index < len(items):
            return items[index]
        case Items(items=items, repeated=True) if items:
            return unite(*items)
        case _:
            return (UNKNOWN,)
