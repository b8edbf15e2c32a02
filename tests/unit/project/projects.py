"""Helpers for tests: projects in memory, and short texts for what the evaluator answers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from steplint.frontend.python import extract
from steplint.project import Project, Workflow, build_project
from steplint.project.entities import (
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
    ModuleRef,
    Moment,
    PartialCall,
    Record,
    Table,
    Template,
    WorkflowRef,
)
from steplint.project.evaluate import attributes
from steplint.settings import Settings, default_settings

Files = str | Mapping[str, str]
MAIN = "main.py"

FLOW = """
import inngest
from datetime import timedelta

client = inngest.Inngest(app_id="shop")
TRIGGER = inngest.TriggerEvent(event="shop/order.placed")
"""
"""The head of a module with workflows."""


def make(files: Files, settings: Settings | None = None, *, lines: int | None = None) -> Project:
    """A project of these files by path; a text alone is `main.py`. Every file is a root."""
    texts = {MAIN: files} if isinstance(files, str) else dict(files)
    sources = {path: textwrap.dedent(text) for path, text in texts.items()}
    known = sorted(sources)

    def mentions(words: frozenset[str]) -> list[str]:
        return [path for path in known if any(word in sources[path] for word in words)]

    return build_project(
        settings=settings or default_settings(),
        files=known,
        roots=known,
        load=lambda path: extract(sources[path]),
        mentions=mentions,
    )


def flow(
    body: str, settings: Settings | None = None, *, before: str = "", more: Mapping[str, str] | None = None
) -> Workflow:
    """The one workflow of a project, with this body; `before` stands before it in `main.py`."""
    code = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    text = (
        f"{FLOW}{textwrap.dedent(before)}\n"
        f'@client.create_function(fn_id="under-test", trigger=TRIGGER)\nasync def under_test(ctx):\n{code}\n'
    )
    workflows = make({MAIN: text, **(more or {})}, settings).workflows
    assert len(workflows) == 1
    return workflows[0]


def value(files: Files, name: str = "answer", path: str = MAIN) -> str:
    """What a name of a module may be, shortly; alternatives are parted by `|`."""
    project = make(files)
    found = project.evaluator.member(path, name)
    return "nothing" if found is None else shown(project, found)


def shown(project: Project, entities: Entities) -> str:
    return " | ".join(_shown(project, entity) for entity in entities) or "never"


def _shown(project: Project, entity: Entity) -> str:
    evaluator = project.evaluator
    match entity:
        case Literal(value=constant):
            return repr(constant)
        case Template(parts=parts):
            return repr("".join("{}" if part is None else part for part in parts))
        case Duration(seconds=seconds):
            return "some time" if seconds is None else f"{seconds:g}s"
        case Moment(seconds=seconds):
            return "some moment" if seconds is None else f"now{seconds:+g}s"
        case External(path=path):
            return path
        case ModuleRef(path=path):
            return f"module {path}"
        case FunctionRef(module=path, index=index):
            module = evaluator.module(path)
            assert module is not None
            return f"{module.name}.{module.model.functions[index].qualname}"
        case ClassRef(module=path):
            cls = attributes.class_of(evaluator, entity)
            return f"class {cls.qualname if cls is not None else path}"
        case Instance(cls=ref):
            return _shown(project, ref).removeprefix("class ") + "()"
        case PartialCall(target=target):
            return f"partial {_shown(project, target)}"
        case Items(items=items, repeated=repeated):
            inner = ", ".join(shown(project, item) for item in items)
            return f"[{inner}{'…' if repeated else ''}]"
        case Table(entries=entries, open=is_open):
            inner = ", ".join(f"{key!r}: {shown(project, item)}" for key, item in entries)
            return f"{{{inner}{'…' if is_open else ''}}}"
        case Record(path=path):
            return f"record {path}"
        case Definer():
            return "definer"
        case WorkflowRef(handler=handler):
            return f"workflow of {_shown(project, handler)}"
        case _:
            return "?"
