"""Which effects belong together: those of one `with` block, or of one session."""

from __future__ import annotations

from steplint.model import values as v
from steplint.model.graph import ContextKind, contexts_around
from steplint.project.entities import External, FunctionRef, Instance
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Site
from steplint.sdk.effects import Catalogue


class Groups:
    """Tells what the effects of a call are one with."""

    def __init__(self, evaluator: Evaluator, catalogue: Catalogue) -> None:
        self._evaluator = evaluator
        self._catalogue = catalogue

    def of(self, site: Site) -> object:
        """What the effects of a call are one with: the `with` block of a resource around it, the session it uses, or
        nothing but themselves.
        """
        frame = site.frame
        block = self._resource_block(site)
        if block is not None:
            return ("with", block)
        if site.call is not None:
            for value in (site.call.callee, *(argument.value for argument in site.call.arguments)):
                session = self._session(frame, value, site)
                if session is not None:
                    return ("session", session)
        return ("call", site.span.line, site.span.column)

    def _resource_block(self, site: Site) -> int | None:
        """The outermost `with` block around a site that opens something the catalogue knows, or that the project
        manages; the call that opens it belongs to it.
        """
        function = site.frame.function
        blocks: list[int] = []
        for context in contexts_around(function.contexts, function.blocks[site.point.block].context):
            if (
                context.kind is ContextKind.WITH
                and context.manager is not None
                and self._is_resource(site.frame, context.manager)
            ):
                blocks.append(function.contexts.index(context))
        if blocks:
            return blocks[-1]
        if site.call is None:
            span = site.span
            managed = [i for i, c in enumerate(function.contexts) if c.manager is not None and c.manager.span == span]
            return managed[0] if managed else None
        for number, context in enumerate(function.contexts):
            manager = context.manager
            if isinstance(manager, v.CallResult) and function.calls[manager.call] is site.call:
                return number
        return None

    def _is_resource(self, frame: Frame, manager: v.Value) -> bool:
        for entity in self._evaluator.evaluate(frame, manager):
            match entity:
                case External(path=path):
                    if self._catalogue.is_resource(path):
                        return True
                case Instance():
                    return True
                case _:
                    pass
        if isinstance(manager, v.CallResult):
            callees = self._evaluator.evaluate(frame, frame.call(manager.call).callee)
            return any(isinstance(entity, FunctionRef) for entity in callees)
        return False

    def _session(self, frame: Frame, value: v.Value, site: Site) -> object | None:
        """The session that a chain starts from, by the variable that holds it; None where it is none."""
        root = value
        while isinstance(root, v.Attribute | v.CallResult | v.Awaited | v.Subscript):
            match root:
                case v.Attribute(base=base) | v.Subscript(base=base):
                    if self._is_session(frame, root, site):
                        return _path_of(root)
                    root = base
                case v.Awaited(value=inner):
                    root = inner
                case v.CallResult(call=index):
                    root = frame.call(index).callee
        if isinstance(root, v.Name) and self._is_session(frame, root, site):
            return root.id
        return None

    def _is_session(self, frame: Frame, value: v.Value, site: Site) -> bool:
        return any(
            isinstance(entity, External) and self._catalogue.is_session(entity.path)
            for entity in self._evaluator.evaluate(frame, value, site.point)
        )


def _path_of(value: v.Value) -> object:
    match value:
        case v.Attribute(base=base, name=name):
            return (_path_of(base), name)
        case v.Name(id=name):
            return name
        case _:
            return value.span
