"""What calls give: results of project functions, new objects, and what libraries are known to hand back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.model.graph import Return
from steplint.model.module import Call, Function
from steplint.project.entities import (
    UNKNOWN,
    ClassRef,
    Definer,
    Duration,
    Entities,
    Entity,
    External,
    FunctionRef,
    Instance,
    Items,
    Literal,
    Moment,
    Opaque,
    PartialCall,
    Point,
    Record,
    Table,
    Template,
    WorkflowRef,
    is_known,
    unite,
)
from steplint.project.evaluate import attributes, folding, hints, schemas
from steplint.project.frames import Arguments, Frame
from steplint.sdk import inngest
from steplint.sdk.callers import CALLERS, SAME_FUNCTION, SAME_VALUE
from steplint.sdk.effects import KEYED_FACTORIES

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_LONGEST_PATH = 160
_LISTS = frozenset({"builtins.list", "builtins.tuple", "builtins.sorted"})
_TIMEDELTA_FIELDS = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
_NOW = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "django.utils.timezone.now",
        "pendulum.now",
        "arrow.utcnow",
        "arrow.now",
    }
)


def result_of(evaluator: Evaluator, frame: Frame, index: int, point: Point | None) -> Entities:
    """What the call at `index` of a frame's function may give."""
    call = frame.call(index)
    at = frame.calls_seen.get(index, point)
    if isinstance(call.callee, v.Attribute):
        texts = [entity for entity in evaluator.evaluate(frame, call.callee.base, at) if folding.is_text(entity)]
        if texts:
            return unite(*((folding.text_method(text, call.callee.name),) for text in texts))
        if call.callee.name == "total_seconds":
            spans = [e for e in evaluator.evaluate(frame, call.callee.base, at) if isinstance(e, Duration)]
            if spans:
                return unite(*((UNKNOWN,) if span.seconds is None else (Literal(span.seconds),) for span in spans))
    callees = evaluator.evaluate(frame, call.callee, at)
    given = arguments(evaluator, frame, call, at)
    found: list[Entities] = []
    if isinstance(call.callee, v.Attribute):
        receivers = evaluator.evaluate(frame, call.callee.base, at)
        made = [schemas.of_method(evaluator, receiver, call.callee.name, given) for receiver in receivers]
        found += [(entity,) for entity in made if entity is not None]
        if found and None not in made:
            return unite(*found)
    for callee in callees:
        if (isinstance(callee, External) and callee.path == inngest.CREATE_FUNCTION) or (
            isinstance(callee, Opaque | External) and looks_like_create_function(call)
        ):
            found.append((Definer(frame.id, index),))
        elif isinstance(callee, External) and callee.path == "builtins.super":
            found.append(_super(evaluator, frame))
        elif isinstance(callee, Opaque) and isinstance(call.callee, v.Attribute):
            found.append(_method_of_values(evaluator, frame, call.callee, given, at))
        else:
            found.append(apply(evaluator, callee, given))
    return unite(*found) if found else (UNKNOWN,)


def may_be_create_function(call: Call) -> bool:
    """Whether a call is worth a look: the method's name with the SDK's keywords, or with some not written here."""
    return looks_like_create_function(call) or (
        isinstance(call.callee, v.Attribute) and call.callee.name == "create_function" and call.has_unknown_keywords
    )


def looks_like_create_function(call: Call) -> bool:
    """Whether a call on something unknown, or from a module that cannot be found, can only be Inngest's: its
    keywords tell.
    """
    if not isinstance(call.callee, v.Attribute) or call.callee.name != "create_function":
        return False
    keywords = {argument.keyword for argument in call.arguments}
    return {"fn_id", "trigger"} <= keywords or ("fn_id" in keywords and call.has_unknown_keywords)


def arguments(evaluator: Evaluator, frame: Frame, call: Call, point: Point | None) -> Arguments:
    """What a call hands over, with stars spread where their contents are known."""
    positional: list[Entities] = []
    keywords: dict[str, Entities] = {}
    is_open = False
    for argument in call.arguments:
        entities = evaluator.evaluate(frame, argument.value, point)
        if argument.stars == 1:
            match entities:
                case (Items(items=items, repeated=False),):
                    positional += items
                case _:
                    is_open = True
        elif argument.stars == 2:
            match entities:
                case (Table(entries=entries, open=inner_open),):
                    keywords |= {key: value for key, value in entries if isinstance(key, str)}
                    is_open = is_open or inner_open
                case _:
                    is_open = True
        elif argument.keyword is not None:
            keywords[argument.keyword] = entities
        elif not is_open:
            positional.append(entities)
    return Arguments(tuple(positional), keywords, is_open)


def apply(evaluator: Evaluator, callee: Entity, given: Arguments) -> Entities:
    """What calling an entity with these arguments may give."""
    match callee:
        case FunctionRef():
            return evaluator.returned(evaluator.enter(callee, given))
        case ClassRef():
            typed = schemas.of_typed_dict(evaluator, callee, given)
            return (instantiate(evaluator, callee, given) if typed is None else typed,)
        case PartialCall():
            return apply(evaluator, callee.target, completed(callee, given))
        case Definer():
            handlers = given.get(0, "func") or ()
            return unite(*((WorkflowRef(callee, handler),) for handler in handlers))
        case Instance():
            called = evaluator.attribute(callee, "__call__")
            return unite(
                *(apply(evaluator, entity, given) for entity in called if isinstance(entity, FunctionRef))
            ) or (UNKNOWN,)
        case External(path=path):
            return _of_library(evaluator, path, given)
        case _:
            return (UNKNOWN,)


def completed(partial: PartialCall, given: Arguments) -> Arguments:
    """The arguments of a partial's target when the partial is called."""
    return Arguments(partial.positional + given.positional, {**dict(partial.keywords), **given.keywords}, given.open)


def initializer(evaluator: Evaluator, ref: ClassRef) -> FunctionRef | None:
    """The project's `__init__` that makes objects of a class, bound to a new object; None for inherited library
    ones.
    """
    for found in attributes.lookup(evaluator, Instance(ref), "__init__"):
        if isinstance(found, FunctionRef):
            return found
    return None


def instantiate(evaluator: Evaluator, ref: ClassRef, given: Arguments) -> Entity:
    """The object that calling a class makes: it remembers its `__init__` frame, or the fields of a dataclass-like
    class.
    """
    if attributes.is_enum(evaluator, ref):
        values = given.get(0, "value") or ()
        return values[0] if len(values) == 1 else UNKNOWN
    init = initializer(evaluator, ref)
    if init is not None:
        return Instance(ref, created=evaluator.enter(init, given).id)
    fields: list[str] = []
    for base in reversed([b for b in attributes.bases(evaluator, ref) if isinstance(b, ClassRef)]):
        cls = attributes.class_of(evaluator, base)
        fields += (
            [field.name for field in cls.fields if field.annotation is not None and field.name not in fields]
            if cls
            else []
        )
    known: dict[str, Entities] = dict(zip(fields, given.positional, strict=False))
    known.update(given.keywords)
    kept = tuple((name, known[name] if is_known(known[name]) else (UNKNOWN,)) for name in fields if name in known)
    return Instance(ref, given=kept)


def results(evaluator: Evaluator, frame: Frame) -> Entities:
    """What a function returns in a frame, by its return statements, else by its annotation; a generator gives its
    items.
    """
    function = frame.function
    if function.is_generator:
        handed = [
            evaluator.evaluate(frame, y.value, point) if y.value is not None else (Literal(None),)
            for y, point in attributes.yields(function)
        ]
        items = unite(*handed)
        if function.returns is not None and not is_known(items):
            items = hints.entities(evaluator, evaluator.around(frame), function.returns)
        return (Items((items,), repeated=True),)
    found: list[Entities] = []
    for number, block in enumerate(function.blocks):
        for position, operation in enumerate(block.operations):
            if isinstance(operation, Return):
                if operation.value is None:
                    found.append((Literal(None),))
                else:
                    found.append(evaluator.evaluate(frame, operation.value, Point(number, position)))
    united = unite(*found) if found else (Literal(None),)
    if function.returns is not None and hints.is_vague(united):
        declared = hints.entities(evaluator, evaluator.around(frame), function.returns)
        if is_known(declared):
            return unite(declared, tuple(entity for entity in united if isinstance(entity, External)))
    return united


def result_values(function: Function) -> Iterator[v.Value]:
    """The expressions that a function's return statements give."""
    for block in function.blocks:
        for operation in block.operations:
            if isinstance(operation, Return) and operation.value is not None:
                yield operation.value


def decorated(
    evaluator: Evaluator, frame: Frame, decorator: v.Value, entities: Entities, point: Point | None
) -> Entities:
    """What a decorator makes of a function: a workflow, a project's wrapper, or for our purposes the function
    itself.
    """
    found: list[Entities] = []
    for wrapper in evaluator.evaluate(frame, decorator, point) or (UNKNOWN,):
        for entity in entities:
            match wrapper:
                case Definer():
                    found.append((WorkflowRef(wrapper, entity),))
                case FunctionRef() | PartialCall() | Instance():
                    made = apply(evaluator, wrapper, Arguments(((entity,),)))
                    callables = tuple(e for e in made if isinstance(e, FunctionRef | PartialCall | WorkflowRef))
                    found.append(callables or (entity,))
                case _:
                    found.append((entity,))
    return unite(*found)


def called_through(path: str, given: Arguments) -> list[tuple[Entity, Arguments]]:
    """The callables that a library function of this path calls, with the arguments it hands on."""
    caller = CALLERS.get(path)
    if caller is None:
        return []
    targets = given.get(caller.position, "target", "func", "function") or ()
    rest = Arguments(open=True)
    if caller.rest is not None:
        rest = Arguments(given.positional[caller.rest :], given.keywords if caller.keywords else {}, given.open)
    return [(target, rest) for target in targets]


def _of_library(evaluator: Evaluator, path: str, given: Arguments) -> Entities:
    by_schema = schemas.of_function(evaluator, path, given)
    if by_schema is not None:
        return by_schema
    special = _SPECIAL.get(path)
    if special is not None:
        return special(evaluator, given)
    if path == f"{inngest.CLIENT}.event":
        return _meant_event(given)
    if path in inngest.RECORDS:
        return (Record(path, tuple(sorted(given.keywords.items(), key=lambda item: item[0])), given.open),)
    if path in SAME_VALUE:
        value = given.get(SAME_VALUE[path])
        if value and path in _LISTS:
            return tuple(_listed(entity) for entity in value)
        return value if value else (UNKNOWN,)
    if path in SAME_FUNCTION:
        functions = given.get(0) or ()
        callables = tuple(e for e in functions if isinstance(e, FunctionRef | PartialCall | Instance | External))
        if callables:
            return callables
    if path in CALLERS:
        found = [apply(evaluator, target, rest) for target, rest in called_through(path, given)]
        return unite(*found) or (UNKNOWN,)
    if path in _NOW:
        return (Moment(0.0),)
    kind = inngest.step_kind(path)
    if kind is not None:
        return _memoised(evaluator, kind, given)
    if path in KEYED_FACTORIES:
        match given.get(0, "service_name", "serviceName"):
            case (Literal(value=str() as key),):
                return (External(f"boto3.client[{key}]()" if path.startswith("boto3") else f"{path}[{key}]()"),)
            case _:
                pass
    return (External(inngest.canonical(path + "()")),) if len(path) < _LONGEST_PATH else (UNKNOWN,)


def _meant_event(given: Arguments) -> Entities:
    """What `client.event(…)` is meant to be, of which SL404 tells that it is not there: an event or a trigger."""
    if given.get(None, "data") is not None or given.get(1, "data") is not None:
        named = {"name": given.get(0, "name"), "data": given.get(1, "data")}
        return (Record("inngest.Event", tuple((k, e) for k, e in sorted(named.items()) if e is not None), given.open),)
    event = given.get(0, "name", "event")
    return (Record("inngest.TriggerEvent", (("event", event),), given.open),) if event else (UNKNOWN,)


def _listed(entity: Entity) -> Entity:
    """What a list made of something is."""
    match entity:
        case Items(items=items, repeated=repeated):
            return Items(items, repeated)
        case External(path="builtins.set()" | "builtins.frozenset()"):
            return Items(((UNKNOWN,),), repeated=True)
        case _:
            return entity


def _memoised(evaluator: Evaluator, kind: inngest.StepKind, given: Arguments) -> Entities:
    """A step's result: what its handler returned, which after a replay is data and no longer the object."""
    if kind is not inngest.StepKind.RUN:
        return (UNKNOWN,)
    found = [apply(evaluator, handler, given.without(2)) for handler in given.get(1, "handler") or ()]
    data = (Literal, Template, Items, Table)
    return tuple(entity for entity in unite(*found) if isinstance(entity, data)) or (UNKNOWN,)


def _super(evaluator: Evaluator, frame: Frame) -> Entities:
    inner: Frame | None = frame
    while inner is not None and inner.function.cls is None:
        inner = evaluator.frames[inner.closure] if inner.closure is not None else None
    if inner is None or inner.function.cls is None or inner.closure is None:
        return (UNKNOWN,)
    ref = ClassRef(inner.module.path, inner.function.cls, inner.closure)
    created = inner.receiver.created if isinstance(inner.receiver, Instance) else None
    found: list[Entity] = []
    for base in list(attributes.bases(evaluator, ref))[1:]:
        found.append(
            Instance(base, created) if isinstance(base, ClassRef) else External(inngest.canonical(base.path + "()"))
        )
        break
    return tuple(found) or (UNKNOWN,)


def _method_of_values(
    evaluator: Evaluator, frame: Frame, callee: v.Attribute, given: Arguments, point: Point | None
) -> Entities:
    """The methods of tables and lists that hand out what was put in."""
    found: list[Entities] = []
    for base in evaluator.evaluate(frame, callee.base, point):
        match base, callee.name:
            case Table(entries=entries, open=is_open), "get" | "pop":
                otherwise = (UNKNOWN,) if is_open else given.get(1, "default") or (UNKNOWN,)
                match given.get(0):
                    case (Literal(value=key),) if key in dict(entries):
                        found.append(dict(entries)[key])
                    case _:
                        found.append(unite(*(item for _, item in entries), otherwise))
            case Table(entries=entries), "values":
                found.append((Items(tuple(item for _, item in entries), repeated=True),))
            case Table(entries=entries), "items":
                pairs: tuple[Entities, ...] = tuple((Items(((Literal(key),), item)),) for key, item in entries)
                found.append((Items(pairs, repeated=True),))
            case Table(entries=entries), "keys":
                found.append((Items(tuple((Literal(key),) for key, _ in entries), repeated=True),))
            case Table(), "copy":
                found.append((base,))
            case Items(items=items), "pop" | "popleft":
                found.append(unite(*items))
            case Items(), "copy":
                found.append((base,))
            case _:
                found.append((UNKNOWN,))
    return unite(*found) or (UNKNOWN,)


def _partial(_: Evaluator, given: Arguments) -> Entities:
    targets = given.get(0) or ()
    keywords = tuple(sorted(given.keywords.items(), key=lambda item: item[0]))
    return tuple(PartialCall(target, given.positional[1:], keywords) for target in targets) or (UNKNOWN,)


def _timedelta(_: Evaluator, given: Arguments) -> Entities:
    named: dict[str, Entities] = dict(zip(_TIMEDELTA_FIELDS, given.positional, strict=False))
    named.update(given.keywords)
    return (folding.timedelta(named),) if not given.open else (folding.timedelta({"days": ()}),)


def _text(_: Evaluator, given: Arguments) -> Entities:
    match given.get(0):
        case (Literal(value=value),) if value is not None:
            return (Literal(str(value)),)
        case (Template() as template,):
            return (template,)
        case _:
            return (Template((None,)),)


def _number(convert: Callable[[float], float]) -> Callable[[Evaluator, Arguments], Entities]:
    def result(_: Evaluator, given: Arguments) -> Entities:
        match given.get(0):
            case (Literal(value=(int() | float()) as number),):
                return (Literal(convert(number)),)
            case _:
                return (UNKNOWN,)

    return result


def _depends(evaluator: Evaluator, given: Arguments) -> Entities:
    """What a framework hands to a parameter that depends on a callable: its result, or what it yields."""
    found: list[Entities] = []
    for provider in given.get(0, "dependency") or ():
        for entity in apply(evaluator, provider, Arguments()):
            found.append(unite(*entity.items) if isinstance(entity, Items) and entity.repeated else (entity,))
    return unite(*found) or (UNKNOWN,)


def _enumerated(_: Evaluator, given: Arguments) -> Entities:
    found = [
        (Items(((UNKNOWN,), unite(*entity.items))),)
        if isinstance(entity, Items)
        else (Items(((UNKNOWN,), (UNKNOWN,))),)
        for entity in given.get(0, "iterable") or (UNKNOWN,)
    ]
    return (Items((unite(*found),), repeated=True),)


def _zipped(_: Evaluator, given: Arguments) -> Entities:
    columns = [
        unite(*(unite(*entity.items) if isinstance(entity, Items) else (UNKNOWN,) for entity in column))
        for column in given.positional
    ]
    return (Items(((Items(tuple(columns)),),), repeated=True),)


def _made_sync(_: Evaluator, given: Arguments) -> Entities:
    """A function that waits for what it calls: of the client's `send` there is one already."""
    sends = External(f"{inngest.CLIENT}.send")
    return tuple(
        External(f"{sends.path}_sync") if entity == sends else entity for entity in given.get(0, "awaitable") or ()
    ) or (UNKNOWN,)


def _next(_: Evaluator, given: Arguments) -> Entities:
    found = [unite(*entity.items) if isinstance(entity, Items) else (UNKNOWN,) for entity in given.get(0) or (UNKNOWN,)]
    return unite(*found, given.get(1) or ())


def _getattr(evaluator: Evaluator, given: Arguments) -> Entities:
    match given.get(1):
        case (Literal(value=str() as name),):
            return unite(*(evaluator.attribute(entity, name) for entity in given.get(0) or ())) or (UNKNOWN,)
        case _:
            return (UNKNOWN,)


def _dict(_: Evaluator, given: Arguments) -> Entities:
    match given.positional:
        case ():
            return (Table(tuple(given.keywords.items()), given.open),)
        case ((External() as mapping,),) if not given.keywords and not given.open:
            return (mapping,)
        case ((Table() as table,),):
            return (table.merged(Table(tuple(given.keywords.items()), given.open)),)
        case _:
            return (Table(tuple(given.keywords.items()), open=True),)


def _gathered(_: Evaluator, given: Arguments) -> Entities:
    return (Items(given.positional, repeated=given.open),)


def _nothing(_: Evaluator, __: Arguments) -> Entities:
    return (UNKNOWN,)


_SPECIAL: Mapping[str, Callable[[Evaluator, Arguments], Entities]] = {
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "datetime.timedelta": _timedelta,
    "builtins.str": _text,
    "builtins.repr": _text,
    "builtins.int": _number(int),
    "builtins.float": _number(float),
    "builtins.round": _number(lambda number: float(round(number))),
    "builtins.enumerate": _enumerated,
    "builtins.zip": _zipped,
    "asgiref.sync.async_to_sync": _made_sync,
    "asgiref.sync.async_to_sync()": _made_sync,
    "builtins.getattr": _getattr,
    "builtins.next": _next,
    "builtins.anext": _next,
    "fastapi.Depends": _depends,
    "fastapi.Security": _depends,
    "fastapi.params.Depends": _depends,
    "builtins.dict": _dict,
    "asyncio.gather": _gathered,
    **dict.fromkeys(
        ("builtins.len", "builtins.range", "builtins.print", "builtins.isinstance", "builtins.type", "builtins.bool"),
        _nothing,
    ),
}
"""Library functions whose result depends on their arguments."""
