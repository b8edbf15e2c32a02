"""A stable, readable text form of a module's facts, for golden tests and for people who wonder what was understood.

Values look close to source; `%3` is the result of call 3, `b4` block 4, `c1` context 1, `l0` loop 0, `f2` function 2,
`k0` class 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steplint.diagnostics import Span
from steplint.model.graph import (
    ENTRY,
    EXIT,
    RAISED,
    Assign,
    AttributeTarget,
    Await,
    Block,
    ClassTarget,
    Context,
    Define,
    DefineClass,
    Delete,
    Edge,
    Enter,
    Handler,
    Import,
    Invoke,
    Leave,
    Loop,
    NameTarget,
    Op,
    Raise,
    Read,
    Return,
    SubscriptTarget,
    Target,
    Yield,
)
from steplint.model.module import Argument, Call, Class, Function, ImportBinding, ModuleModel, Parameter
from steplint.model.values import (
    Attribute,
    Awaited,
    CallResult,
    Caught,
    Choice,
    ClassAttribute,
    Collected,
    Comparison,
    Constant,
    Element,
    Entered,
    Item,
    Lambda,
    Mapping,
    Name,
    Operation,
    Sequence,
    Starred,
    Subscript,
    Text,
    Unknown,
    Value,
)

_BRACKETS = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}"), "dict": ("{", "}"), "generator": ("(", ")")}
_PLACES = {ENTRY: " entry", EXIT: " exit", RAISED: " raised"}


def dump(model: ModuleModel) -> str:
    """The text form of a module, ending in a newline."""
    lines: list[str] = []
    for index, binding in enumerate(model.imports):
        lines.append(f"import {index}: {_import(binding)}")
    for index, cls in enumerate(model.classes):
        lines.extend(["", *_class(index, cls)])
    for index, function in enumerate(model.functions):
        lines.extend(["", *_function(index, function)])
    return "\n".join(lines).strip("\n") + "\n"


def render(value: Value | None) -> str:
    """A value, close to source."""
    match value:
        case None:
            return "-"
        case Constant():
            return repr(value.value)
        case Name():
            return value.id
        case Attribute():
            return f"{render(value.base)}.{value.name}"
        case Subscript():
            return f"{render(value.base)}[{render(value.key)}]"
        case CallResult():
            return f"%{value.call}"
        case Awaited():
            return f"await {render(value.value)}"
        case Text():
            return "f" + repr("".join(_part(part) for part in value.parts))
        case Sequence():
            left, right = _BRACKETS[value.kind]
            return f"{left}{_list(value.items)}{',' if value.kind == 'tuple' and len(value.items) == 1 else ''}{right}"
        case Mapping():
            return "{" + ", ".join(_entry(key, item) for key, item in value.entries) + "}"
        case Starred():
            return f"*{render(value.value)}"
        case Collected():
            left, right = _BRACKETS[value.kind]
            return f"{left}{'' if value.key is None else render(value.key) + ': '}{render(value.element)} …{right}"
        case _:
            return _render_derived(value)


def _render_derived(value: Value) -> str:
    match value:
        case Operation(operator="!r" | "!a" as conversion, operands=(operand,)):
            return f"{render(operand)}{conversion}"
        case Operation(operands=(operand,)):
            return (
                f"({value.operator} {render(operand)})"
                if value.operator == "not"
                else f"{value.operator}{render(operand)}"
            )
        case Operation():
            return "(" + f" {value.operator} ".join(render(operand) for operand in value.operands) + ")"
        case Comparison():
            return f"({render(value.left)} {value.operator} {render(value.right)})"
        case Choice():
            word = " | " if value.kind == "if" else f" {value.kind} "
            return "(" + word.join(render(option) for option in value.options) + ")"
        case Lambda():
            return f"lambda f{value.function}"
        case Element():
            return f"each({render(value.iterable)})"
        case Item():
            return f"item({render(value.base)}, {value.index})"
        case Entered():
            return f"entered({render(value.manager)})"
        case Caught():
            return f"caught({_list(value.types)})"
        case ClassAttribute():
            return f"k{value.cls}.{value.name}"
        case Unknown():
            return f"?`{value.text}`"
        case _:
            return repr(value)


def _list(values: Iterable[Value]) -> str:
    return ", ".join(render(value) for value in values)


def _part(part: Value) -> str:
    if isinstance(part, Constant):
        return str(part.value).replace("{", "{{").replace("}", "}}")
    return "{" + render(part) + "}"


def _entry(key: Value | None, item: Value) -> str:
    return f"**{render(item)}" if key is None else f"{render(key)}: {render(item)}"


def _place(span: Span) -> str:
    return f"{span.line}:{span.column}-{span.end_line}:{span.end_column}"


def _import(binding: ImportBinding) -> str:
    parts = [f"{binding.name} = {'.' * binding.level}{binding.module}"]
    if binding.member is not None:
        parts.append(f"member {binding.member}")
    if binding.loads:
        parts.append(f"loads {binding.loads}")
    if binding.type_checking:
        parts.append("type-checking")
    if binding.function:
        parts.append(f"in f{binding.function}")
    return "  ".join([*parts, _place(binding.span)])


def _class(index: int, cls: Class) -> Iterator[str]:
    place = f"{_place(cls.span)} name {_place(cls.name_span)}"
    keywords = [f"{'**' if name is None else name + '='}{render(value)}" for name, value in cls.keywords]
    arguments = ", ".join([*map(render, cls.bases), *keywords])
    yield f"class k{index} {cls.qualname}({arguments}) in f{cls.parent}  {place}"
    for decorator in cls.decorators:
        yield f"  @{render(decorator)}"
    for field in cls.fields:
        annotation = "" if field.annotation is None else f": {render(field.annotation)}"
        yield f"  field {field.name}{annotation}{'' if field.value is None else f' = {render(field.value)}'}"
    for name, function in cls.methods:
        yield f"  method {name} = f{function}"


def _function(index: int, function: Function) -> Iterator[str]:
    parts = ["async " if function.is_async else "", f"{function.kind} f{index} {function.qualname}"]
    if index:
        parts.append(f"({', '.join(_parameter(parameter) for parameter in function.parameters)})")
    if function.returns is not None:
        parts.append(f" -> {render(function.returns)}")
    if function.parent is not None:
        parts.append(f" in f{function.parent}")
    if function.cls is not None:
        parts.append(f" of k{function.cls}")
    if function.is_generator:
        parts.append(" generator")
    yield "".join([*parts, f"  {_place(function.span)} name {_place(function.name_span)}"])
    for decorator in function.decorators:
        yield f"  @{render(decorator)}"
    for word, names in (("locals", function.locals), ("globals", function.globals), ("nonlocals", function.nonlocals)):
        if names:
            yield f"  {word} {', '.join(names)}"
    for number, call in enumerate(function.calls):
        yield f"  %{number} = {_call(call)}"
    for number, context in enumerate(function.contexts):
        if number:
            yield f"  c{number} = {_context(context)}"
    for number, loop in enumerate(function.loops):
        yield f"  l{number} = {_loop(loop)}"
    for number, block in enumerate(function.blocks):
        yield from _block(number, block)


def _parameter(parameter: Parameter) -> str:
    stars = {"variadic": "*", "keywords": "**"}.get(parameter.kind, "")
    text = f"{stars}{parameter.name}"
    if parameter.annotation is not None:
        text += f": {render(parameter.annotation)}"
    if parameter.default is not None:
        text += f" = {render(parameter.default)}"
    return text + {"positional-only": " /", "keyword-only": " kw"}.get(parameter.kind, "")


def _call(call: Call) -> str:
    awaited = "await " if call.awaited else ""
    arguments = ", ".join(_argument(argument) for argument in call.arguments)
    where = f"  c{call.context}" if call.context else ""
    return f"{awaited}{render(call.callee)}({arguments}){where}  {_place(call.span)}"


def _argument(argument: Argument) -> str:
    return f"{'*' * argument.stars}{'' if argument.keyword is None else argument.keyword + '='}{render(argument.value)}"


def _context(context: Context) -> str:
    parts = [f"{'async ' if context.is_async else ''}{context.kind} in c{context.parent}"]
    if context.owner is not None:
        parts.append(f"of {'l' if context.kind == 'loop' else 'c'}{context.owner}")
    if context.clause is not None:
        parts.append(f"clause {context.clause}")
    if context.manager is not None:
        parts.append(render(context.manager))
    parts.extend(_handler(handler) for handler in context.handlers)
    if context.has_finally:
        parts.append("finally")
    return "  ".join([*parts, _place(context.span)])


def _handler(handler: Handler) -> str:
    name = "" if handler.name is None else f" as {handler.name}"
    return f"[except{'*' if handler.is_group else ''} ({_list(handler.types)}){name} b{handler.block}]"


def _loop(loop: Loop) -> str:
    kind = f"{'async ' if loop.is_async else ''}{loop.kind}"
    what = "" if loop.iterable is None else f"  ({', '.join(loop.targets)}) in {render(loop.iterable)}"
    return f"{kind} b{loop.header} c{loop.context}{what}  {_place(loop.span)}"


def _block(number: int, block: Block) -> Iterator[str]:
    yield f"  b{number}{_PLACES.get(number, '')}{f' c{block.context}' if block.context else ''}:"
    for operation in block.operations:
        yield f"    {_operation(operation)}  {operation.span.line}:{operation.span.column}"
    for edge in block.edges:
        yield f"    -> b{edge.target}{_edge(edge)}"


def _edge(edge: Edge) -> str:
    kind = "" if edge.kind == "next" else f" {edge.kind}"
    test = "" if edge.test is None else f" {render(edge.test)}"
    return f"{kind}{test}{'' if edge.loop is None else f' l{edge.loop}'}"


def _target(target: Target) -> str:
    match target:
        case NameTarget():
            return target.name
        case AttributeTarget():
            return f"{render(target.base)}.{target.name}"
        case SubscriptTarget():
            return f"{render(target.base)}[{render(target.key)}]"
        case ClassTarget():
            return f"k{target.cls}.{target.name}"


def _operation(operation: Op) -> str:
    match operation:
        case Invoke():
            return f"call %{operation.call}"
        case Assign():
            annotation = "" if operation.annotation is None else f": {render(operation.annotation)}"
            sign = "+=" if operation.augmented else "="
            value = "" if operation.value is None else f" {sign} {render(operation.value)}"
            return f"{_target(operation.target)}{annotation}{value}"
        case Read():
            return f"read {render(operation.value)}"
        case Await():
            return f"await {render(operation.value)}"
        case Return():
            return f"return {render(operation.value)}"
        case Raise():
            cause = "" if operation.cause is None else f" from {render(operation.cause)}"
            return f"raise {render(operation.exception)}{cause}"
        case Yield():
            return f"yield {'from ' if operation.delegate else ''}{render(operation.value)}"
        case _:
            return _structure(operation)


def _structure(operation: Op) -> str:
    match operation:
        case Define():
            return f"def {operation.name} = f{operation.function}"
        case DefineClass():
            return f"class {operation.name} = k{operation.cls}"
        case Import():
            return f"import {operation.binding}"
        case Enter():
            return f"{'async ' if operation.is_async else ''}enter c{operation.context} {render(operation.value)}"
        case Leave():
            return f"leave c{operation.context}"
        case Delete():
            return f"del {_target(operation.target)}"
        case _:
            return repr(operation)
