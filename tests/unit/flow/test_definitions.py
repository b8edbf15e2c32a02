"""Which assignments reach a use: every test marks its use with a call of `use`."""

from __future__ import annotations

import pytest

from steplint.flow.definitions import Definition, Definitions, bare_annotations
from steplint.model import values as v
from steplint.model.graph import Assign, Define, DefineClass, Import, Invoke
from unit.flow.graphs import function_of


def shown(site: Definition) -> str:
    match site.operation:
        case None:
            return "parameter"
        case Assign(value=v.Constant(value=value)):
            return str(value)
        case Assign(value=v.Caught()):
            return "caught"
        case Assign(value=v.Element()):
            return "item"
        case Assign(value=v.Entered()):
            return "entered"
        case Assign(value=v.Item()):
            return "part"
        case Assign(augmented=True):
            return "more"
        case Define() | DefineClass() | Import():
            return "defined"
        case _:
            return "value"


def reaching(body: str, name: str = "x", parameters: str = "") -> set[str]:
    """The definitions that reach the argument of `use(x)`."""
    function, model = function_of(body, parameters)
    definitions = Definitions(function, model)
    found: set[str] = set()
    for number, block in enumerate(function.blocks):
        for position, operation in enumerate(block.operations):
            if isinstance(operation, Invoke):
                call = function.calls[operation.call]
                if isinstance(call.callee, v.Name) and call.callee.id == "use":
                    used = call.arguments[0].value
                    used_name = used.id if isinstance(used, v.Name) else name
                    found |= {shown(site) for site in definitions.reaching(used_name, number, position)}
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("x = 1\nuse(x)", {"1"}, id="one"),
        pytest.param("x = 1\nx = 2\nuse(x)", {"2"}, id="the last in a row"),
        pytest.param("x = 1\nuse(x)\nx = 2", {"1"}, id="not a later one"),
        pytest.param("x = 1\nif a:\n    x = 2\nuse(x)", {"1", "2"}, id="one branch"),
        pytest.param("if a:\n    x = 1\nelse:\n    x = 2\nuse(x)", {"1", "2"}, id="two branches"),
        pytest.param("if a:\n    x = 1\n    return\nelse:\n    x = 2\nuse(x)", {"2"}, id="a branch that leaves"),
        pytest.param("x = 1\nfor a in b:\n    use(x)\n    x = 2", {"1", "2"}, id="round a loop"),
        pytest.param("x = 1\nwhile a:\n    x = 2\n    use(x)", {"2"}, id="killed inside a loop"),
        pytest.param("x = 1\nfor a in b:\n    x = 2\n    break\nelse:\n    x = 3\nuse(x)", {"2", "3"}, id="loop else"),
        pytest.param("x = 1\ntry:\n    a()\n    x = 2\nexcept E:\n    pass\nuse(x)", {"1", "2"}, id="try"),
        pytest.param("try:\n    x = 1\n    a()\nexcept E:\n    x = 2\nuse(x)", {"1", "2"}, id="except"),
        pytest.param("x = 1\ntry:\n    a()\n    x = 2\n    b()\nfinally:\n    use(x)", {"1", "2"}, id="finally"),
        pytest.param("try:\n    a()\nexcept E as x:\n    use(x)", {"caught"}, id="the caught exception"),
        pytest.param("x = 1\ndel x\nuse(x)", set(), id="deleted"),
        pytest.param("x = 1\nif a:\n    del x\nuse(x)", {"1"}, id="deleted in a branch"),
        pytest.param("use(x)", set(), id="none"),
        pytest.param("for x in items:\n    use(x)", {"item"}, id="a loop's variable"),
        pytest.param("with open(a) as x:\n    use(x)", {"entered"}, id="with"),
        pytest.param("x, y = pair\nuse(x)", {"part"}, id="unpacking"),
        pytest.param("x = 1\nx += 1\nuse(x)", {"more"}, id="augmented"),
        pytest.param("x: int\nuse(x)", set(), id="a bare annotation binds nothing"),
        pytest.param("x: int = 1\nuse(x)", {"1"}, id="an annotated assignment"),
        pytest.param("import json as x\nuse(x)", {"defined"}, id="import"),
        pytest.param("def x(): ...\nuse(x)", {"defined"}, id="function"),
        pytest.param("class x: ...\nuse(x)", {"defined"}, id="class"),
        pytest.param("if (x := 1):\n    use(x)", {"1"}, id="walrus"),
        pytest.param("match a:\n    case [x]:\n        use(x)", {"value"}, id="a pattern's capture"),
        pytest.param("x = 1\n[x for x in items]\nuse(x)", {"1"}, id="a comprehension keeps its own"),
        pytest.param("x = 1\n[use(x) for x in items]", {"item"}, id="inside a comprehension"),
        pytest.param("x = 1\n[use(x) for y in items]", {"1"}, id="from outside a comprehension"),
    ],
)
def test_reaching(body: str, expected: set[str]) -> None:
    assert reaching(body) == expected


def test_parameters_reach_until_they_are_bound_anew() -> None:
    assert reaching("use(x)", parameters="x") == {"parameter"}
    assert reaching("if a:\n    x = 1\nuse(x)", parameters="x=None") == {"parameter", "1"}
    assert reaching("x = 1\nuse(x)", parameters="*x") == {"1"}


def test_all_definitions_in_order() -> None:
    function, model = function_of("x = 1\nif a:\n    x = 2\ny = 3", "x")
    definitions = Definitions(function, model)
    assert [shown(site) for site in definitions.all("x")] == ["parameter", "1", "2"]
    assert definitions.binds("y")
    assert not definitions.binds("a")
    assert definitions.all("a") == ()


def test_bare_annotations() -> None:
    function, _ = function_of("x: Session\ny: int = 1\nself.z: int")
    assert [operation.target.name for operation in bare_annotations(function)] == ["x"]  # type: ignore[union-attr]
