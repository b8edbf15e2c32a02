"""Which classes' objects are no JSON, and what annotations say of that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Confidence, Place
from steplint.model import values as v
from steplint.project.entities import ClassRef, External
from steplint.project.evaluate import Evaluator, attributes
from steplint.project.frames import Frame
from steplint.project.results.misfits import Misfit
from steplint.sdk import not_json

_DEEPEST = 12
_THROUGH = frozenset(
    f"{module}.{name}"
    for module in ("typing", "typing_extensions", "collections.abc")
    for name in ("Optional", "Union", "Annotated", "Awaitable", "Coroutine", "Final")
)
_CONTAINERS = frozenset(
    {
        *(f"builtins.{name}" for name in ("list", "tuple", "dict")),
        *(f"typing.{name}" for name in ("List", "Tuple", "Dict")),
        *(f"{m}.{n}" for m in ("typing", "collections.abc") for n in ("Sequence", "Mapping", "MutableMapping")),
        *("collections.OrderedDict", "collections.defaultdict", "collections.Counter"),
    }
)
"""Generics that are JSON where what they hold is."""


class Classes:
    """Tells what objects of a class, and values of an annotation, are, if they are not JSON."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def of_fields(self, ref: ClassRef) -> Iterator[Misfit]:
        """What the fields of a model are declared to hold: `model_dump()` leaves it as it is."""
        for base in attributes.bases(self._evaluator, ref):
            cls = attributes.class_of(self._evaluator, base) if isinstance(base, ClassRef) else None
            if cls is not None and isinstance(base, ClassRef):
                for field in cls.fields:
                    if field.annotation is not None:
                        for misfit in self.of_hint(self._evaluator.frames[base.frame], field.annotation):
                            if "pydantic" not in misfit.what:  # which is dumped, too
                                yield misfit

    def of_class(self, ref: ClassRef) -> str | None:
        """What an object of a project's class is, if it is not JSON; None also where a base is not known."""
        evaluator = self._evaluator
        cls = attributes.class_of(evaluator, ref)
        if cls is None:
            return None
        bases = list(attributes.bases(evaluator, ref))
        paths = [base.path for base in bases if isinstance(base, External)]
        if any(path in not_json.PASSING for path in paths):
            return None
        for path in paths:
            if path in not_json.BASES:
                return f"{not_json.BASES[path]} (`{cls.name}`)"
        if any(path not in not_json.NEUTRAL for path in paths) or not self._are_all_known(bases):
            return None
        frame = evaluator.frames[ref.frame]
        for decorator in cls.decorators:
            for entity in evaluator.evaluate(frame, self._undecorated(frame, decorator)):
                if isinstance(entity, External) and entity.path in not_json.DATACLASSES:
                    return f"a dataclass (`{cls.name}`)"
        return f"an object (`{cls.name}`)"

    @staticmethod
    def _undecorated(frame: Frame, decorator: v.Value) -> v.Value:
        return frame.call(decorator.call).callee if isinstance(decorator, v.CallResult) else decorator

    def _are_all_known(self, bases: Sequence[ClassRef | External]) -> bool:
        for base in bases:
            cls = attributes.class_of(self._evaluator, base) if isinstance(base, ClassRef) else None
            if cls is not None and isinstance(base, ClassRef):
                frame = self._evaluator.frames[base.frame]
                for value in cls.bases:
                    written = value.base if isinstance(value, v.Subscript) else value
                    found = self._evaluator.evaluate(frame, written)
                    if not any(isinstance(entity, ClassRef | External) for entity in found):
                        return False
        return True

    def of_hint(self, frame: Frame, annotation: v.Value, depth: int = 0) -> Iterator[Misfit]:
        """What values of an annotation are that is no JSON; the frame is where the annotation stands."""
        if depth > _DEEPEST:
            return
        place = Place(frame.module.path, annotation.span)
        match annotation:
            case v.Operation(operator="|", operands=options):
                yield from self._of_options(frame, options, depth)
            case v.Subscript(base=base, key=key):
                paths = {e.path for e in self._evaluator.evaluate(frame, base) if isinstance(e, External)}
                inner = key.items if isinstance(key, v.Sequence) else (key,)
                if any(path.endswith(".Annotated") for path in paths):
                    inner = inner[:1]
                if any(path.endswith(".Coroutine") for path in paths):
                    inner = inner[-1:]
                if paths & _THROUGH:
                    yield from self._of_options(frame, inner, depth)
                elif paths & _CONTAINERS:
                    for item in inner:
                        yield from self.of_hint(frame, item, depth + 1)
                else:
                    yield from self.of_hint(frame, base, depth + 1)
            case v.Name() | v.Attribute():
                for entity in self._evaluator.evaluate(frame, annotation):
                    what = None
                    if isinstance(entity, External):
                        what = not_json.of_class(entity.path)
                    elif isinstance(entity, ClassRef):
                        what = self.of_class(entity)
                    if what is not None:
                        yield Misfit(what, place)
            case _:
                pass

    def _of_options(self, frame: Frame, options: Sequence[v.Value], depth: int) -> Iterator[Misfit]:
        """An annotation with several possibilities: some of them may never come."""
        several = [option for option in options if not (isinstance(option, v.Constant) and option.value is None)]
        for option in several:
            for misfit in self.of_hint(frame, option, depth + 1):
                grade = Confidence.LOW if len(several) > 1 else Confidence.HIGH
                yield dataclasses.replace(misfit, confidence=Confidence.least(grade, misfit.confidence))
