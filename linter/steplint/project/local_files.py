"""Local files that one step writes and another opens: which paths a handler writes, hands back and opens, by the
variables that hold them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import Assign, Return, SubscriptTarget
from steplint.project.entities import External, Point, Table
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site
from steplint.project.sites import Sites
from steplint.sdk.kinds import EffectKind

_LOCAL = (
    *("builtins.", "io.", "aiofiles.", "pathlib.", "anyio.", "os.", "shutil.", "tempfile.", "subprocess.", "asyncio."),
    *("ffmpeg.", "PIL.", "pydub.", "soundfile.", "librosa.", "pandas.", "pypdf.", "PyPDF2.", "fitz.", "openpyxl."),
    *("zipfile.", "tarfile.", "gzip.", "cv2.", "imageio.", "pdfplumber.", "docx.", "moviepy.", "pytesseract."),
)
"""Libraries that work on files of the machine."""
_OPENING = frozenset({EffectKind.FILE_READ, EffectKind.PROCESS})
_DEEPEST = 8


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class _Held:
    """What holds a path: a variable, or the result of a call by its index, or what these hold under a key
    (`result["path"]`).
    """

    name: str
    key: str = ""
    call: int = -1


@dataclasses.dataclass(frozen=True, slots=True)
class _Files:
    """What a function does with local files: what holds the paths it writes to and opens, with a place each, and the
    writes whose paths it hands back, by the key they have in the result (empty for the result itself).
    """

    written: dict[_Held, Place]
    opened: dict[_Held, Place]
    returned: dict[str, Place]


@dataclasses.dataclass(frozen=True, slots=True)
class _Origins:
    """What a value is made of: variables, and results of calls, by index, or what is under a key in them."""

    held: frozenset[_Held]
    calls: frozenset[tuple[int, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that the step of `writer` writes and that of `reader` opens."""

    writer: Site
    reader: Site
    write: Place
    opening: Place


class LocalFiles:
    """Finds local files that steps share."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._files: dict[int, _Files] = {}

    def shared(self, frame: Frame) -> Iterator[SharedFile]:
        """The files that steps of a frame share, by the step that opens them."""
        steps = [site for site in self._sites.of(frame).values() if site.steps and site.call is not None]
        routes = self._sites.decisions.routes(frame)
        for reader in steps:
            opened = dict(self._in_body(frame, reader, of_writes=False))
            if not opened:
                continue
            for writer in steps:
                if writer is reader or not routes.leads(writer.point, reader.point):
                    continue
                found = self._shared_by(frame, writer, reader, opened)
                if found is not None:
                    yield found
                    break

    def _shared_by(self, frame: Frame, writer: Site, reader: Site, opened: dict[_Held, Place]) -> SharedFile | None:
        handlers = [self._of(i.frame) for i in writer.invocations if i.manner is Manner.STEP and i.frame is not None]
        returned = {key: place for files in handlers for key, place in files.returned.items()}
        written = dict(self._in_body(frame, writer, of_writes=True))
        call = -1 if writer.call is None else frame.derived.number_of(writer.call)
        for held, opening in sorted(opened.items()):
            value = v.Name(reader.span, held.name) if held.call < 0 else v.CallResult(reader.span, held.call)
            made_of = self._made_of(frame, value, reader.point, held.key)
            for key, place in sorted(returned.items()):
                if (call, key) in made_of.calls:
                    return SharedFile(writer, reader, place, opening)
            for other, place in sorted(written.items()):
                if other in made_of.held and not any(index == call for index, _ in made_of.calls):
                    return SharedFile(writer, reader, place, opening)
        return None

    def _in_body(self, frame: Frame, site: Site, *, of_writes: bool) -> Iterator[tuple[_Held, Place]]:
        """What of the body holds the paths that a step's handler writes to, or opens."""
        for invocation in site.invocations:
            inner = invocation.frame
            if invocation.manner is not Manner.STEP or inner is None:
                continue
            files = self._of(inner)
            for held, place in (files.written if of_writes else files.opened).items():
                yield from ((outer, place) for outer in self._outside(frame, site, inner, held))

    def _outside(self, frame: Frame, site: Site, inner: Frame, held: _Held) -> Iterator[_Held]:
        """What holds a path of a called function in the caller: the argument's variables, or the captured one."""
        parameters = [p.name for p in inner.function.parameters][0 if inner.receiver is None else 1 :]
        call = site.call
        if call is not None and held.name in parameters:
            start = 2 if site.steps else 0
            value = call.argument(parameters.index(held.name) + start, *(() if site.steps else (held.name,)))
            if value is not None:
                yield from self._named(frame, value, held.key)
        elif held.call < 0 and held.name not in inner.function.locals and inner.closure == frame.id:
            yield held

    # What functions do

    def _of(self, frame: Frame) -> _Files:
        known = self._files.get(frame.id)
        if known is None:
            self._files[frame.id] = _Files({}, {}, {})  # a recursion adds nothing
            known = self._files[frame.id] = self._search(frame)
        return known

    def _search(self, frame: Frame) -> _Files:
        written: dict[_Held, Place] = {}
        opened: dict[_Held, Place] = {}
        returning: dict[tuple[int, str], Place] = {}
        for site in self._sites.of(frame).values():
            if site.call is None:
                continue
            index = frame.derived.number_of(site.call)
            for invocation in site.invocations:
                effect = invocation.effect
                if effect is not None and effect.name.startswith(_LOCAL):
                    target = written if effect.kind is EffectKind.FILE else opened if effect.kind in _OPENING else None
                    if target is not None:
                        for held in self._paths(frame, site):
                            target.setdefault(held, site.place)
                        if effect.kind is EffectKind.FILE and effect.name.startswith("tempfile."):
                            returning[index, ""] = site.place
                elif invocation.frame is not None:
                    inner = self._of(invocation.frame)
                    for source, target in ((inner.written, written), (inner.opened, opened)):
                        for held, place in source.items():
                            for outer in self._outside(frame, site, invocation.frame, held):
                                target.setdefault(outer, place)
                    returning.update(((index, key), place) for key, place in inner.returned.items())
            callees = self._evaluator.evaluate(frame, site.call.callee, site.point)
            if External("tempfile.NamedTemporaryFile") in callees and site.call.argument(None, "delete") is not None:
                returning[index, ""] = site.place
        return _Files(written, opened, self._returned(frame, written, returning))

    def _paths(self, frame: Frame, site: Site) -> Iterator[_Held]:
        """What holds the paths that a call is about: its receiver's and its arguments'."""
        call = site.call
        if call is None:
            return
        if isinstance(call.callee, v.Attribute):
            yield from self._named(frame, call.callee.base)
            if call.callee.name in {"write_text", "write_bytes"}:
                return  # what is written is no path
        for argument in call.arguments:
            yield from self._named(frame, argument.value)

    def _named(self, frame: Frame, value: v.Value, key: str = "") -> Iterator[_Held]:
        """What holds the path that a value, or what is under a key in it, is or is made of."""
        match value:
            case v.Name(id=name):
                yield _Held(name, key)
            case v.Mapping(entries=entries) if key:
                for entry, item in entries:
                    if isinstance(entry, v.Constant) and entry.value == key:
                        yield from self._named(frame, item)
            case v.Attribute(base=base) if not key:
                yield from self._named(frame, base)
            case v.Sequence(items=items) if not key:
                for item in items:
                    yield from self._named(frame, item)
            case v.Subscript() | v.CallResult() if (taken := _taken(frame, value)) is not None:
                yield from self._named(frame, *taken)
            case v.CallResult(call=index) if not key and self._is_made_path(frame, index):
                inner = frame.call(index).argument(0)
                if inner is not None:
                    yield from self._named(frame, inner)
            case v.Awaited(value=inner):
                yield from self._named(frame, inner, key)
            case v.CallResult(call=index):
                yield _Held("", key, index)
            case _:
                pass

    def _returned(
        self, frame: Frame, written: dict[_Held, Place], returning: dict[tuple[int, str], Place]
    ) -> dict[str, Place]:
        parameters = {parameter.name for parameter in frame.function.parameters}
        found: dict[str, Place] = {}
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                if not isinstance(operation, Return) or operation.value is None:
                    continue
                point = Point(number, position)
                for key in self._keys(frame, operation.value, point, returning):
                    made_of = self._made_of(frame, operation.value, point, key)
                    places = [returning[call] for call in sorted(made_of.calls) if call in returning]
                    places += [written[h] for h in sorted(made_of.held) if h in written and h.name not in parameters]
                    if places:
                        found.setdefault(key, places[0])
        return found

    def _keys(
        self, frame: Frame, value: v.Value, point: Point, returning: dict[tuple[int, str], Place]
    ) -> Sequence[str]:
        """The keys under which a result may hold paths, and the empty one for the result itself."""
        keys = {""} | {key for _, key in returning}
        for entity in self._evaluator.evaluate(frame, value, point):
            if isinstance(entity, Table):
                keys |= {key for key, _ in entity.entries if isinstance(key, str)}
        return sorted(keys)

    def _made_of(self, frame: Frame, value: v.Value, point: Point | None, key: str = "") -> _Origins:
        """What a value, or what is under a key in it, is made of."""
        held: set[_Held] = set()
        calls: set[tuple[int, str]] = set()
        definitions = self._evaluator.definitions(frame.module, frame.index)
        pending: list[tuple[v.Value, Point | None, str, int]] = [(value, point, key, 0)]
        while pending:
            current, at, key, depth = pending.pop()
            taken = None if key else _taken(frame, current)
            if taken is not None:
                pending.append((taken[0], at, taken[1], depth + 1))
            elif isinstance(current, v.CallResult):
                if (current.call, key) in calls:
                    continue
                calls.add((current.call, key))
                call = frame.call(current.call)
                if not key and self._is_made_path(frame, current.call):
                    pending += [(argument.value, at, "", depth + 1) for argument in call.arguments]
                    if isinstance(call.callee, v.Attribute):
                        pending.append((call.callee.base, at, "", depth + 1))
            elif isinstance(current, v.Name) and _Held(current.id, key) not in held:
                held.add(_Held(current.id, key))
                if depth < _DEEPEST and at is not None and definitions.binds(current.id):
                    for site in definitions.reaching(current.id, at.block, at.operation):
                        if isinstance(site.operation, Assign) and site.operation.value is not None:
                            pending.append((site.operation.value, Point(site.block, site.position), key, depth + 1))
                    pending += [(item, put, "", depth + 1) for item, put in self._put(frame, current.id, key, at)]
            elif isinstance(current, v.Mapping):
                for entry, item in current.entries:
                    if key and isinstance(entry, v.Constant) and entry.value == key:
                        pending.append((item, at, "", depth + 1))
            elif isinstance(current, v.Awaited | v.Choice) or not key:
                pending += [(inner, at, key, depth + 1) for inner in v.children(current)]
        return _Origins(frozenset(held), frozenset(calls))

    def _put(self, frame: Frame, name: str, key: str, point: Point) -> Iterator[tuple[v.Value, Point]]:
        """What is put under a key into the dict that a variable holds, before a point."""
        routes = self._sites.decisions.routes(frame)
        for number, block in enumerate(frame.function.blocks):
            for position, operation in enumerate(block.operations):
                match operation:
                    case Assign(
                        target=SubscriptTarget(base=v.Name(id=base), key=v.Constant(value=put)), value=value
                    ) if base == name and put == key and value is not None and routes.leads((number, position), point):
                        yield value, Point(number, position)
                    case _:
                        pass

    def _is_made_path(self, frame: Frame, index: int) -> bool:
        """Whether a call makes a path, or text, of what it is given."""
        callee = frame.call(index).callee
        if isinstance(callee, v.Attribute) and callee.name in {
            "join",
            "joinpath",
            "with_suffix",
            "resolve",
            "as_posix",
        }:
            return True
        found = self._evaluator.evaluate(frame, callee, frame.calls_seen.get(index))
        return any(isinstance(e, External) and e.path in {"builtins.str", "pathlib.Path", "os.fspath"} for e in found)


def _taken(frame: Frame, value: v.Value) -> tuple[v.Value, str] | None:
    """What a value is taken out of, with the key: `result["path"]`, `result.get("path")`."""
    match value:
        case v.Subscript(base=base, key=v.Constant(value=str() as key)):
            return base, key
        case v.CallResult(call=index):
            call = frame.call(index)
            match call.callee, call.argument(0):
                case v.Attribute(base=base, name="get"), v.Constant(value=str() as key):
                    return base, key
                case _:
                    return None
        case _:
            return None
