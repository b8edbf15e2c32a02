"""Local files that one step writes and another opens: which paths a handler writes, hands back and opens, as the names
of what they are made of.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from steplint.diagnostics import Place
from steplint.flow.routes import Routes
from steplint.model import values as v
from steplint.model.graph import Assign, Return
from steplint.project.entities import External, Point
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


@dataclasses.dataclass(frozen=True, slots=True)
class _Files:
    """What a function does with local files: the names it writes to and opens, with a place each, and the place of the
    write whose path it hands back.
    """

    written: dict[str, Place]
    opened: dict[str, Place]
    returned: Place | None


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
        routes = Routes(frame.function.blocks, self._sites.decisions.of(frame).dead_edges)
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

    def _shared_by(self, frame: Frame, writer: Site, reader: Site, opened: dict[str, Place]) -> SharedFile | None:
        returned = next((files.returned for files in self._handlers(writer) if files.returned is not None), None)
        written = dict(self._in_body(frame, writer, of_writes=True))
        call = None if writer.call is None else frame.derived.number_of(writer.call)
        for name, opening in sorted(opened.items()):
            names, calls = self._made_of(frame, v.Name(reader.span, name), reader.point)
            if returned is not None and call in calls:
                return SharedFile(writer, reader, returned, opening)
            for other, place in sorted(written.items()):
                if other in names and not any(frame.function.calls[index] is writer.call for index in calls):
                    return SharedFile(writer, reader, place, opening)
        return None

    def _handlers(self, site: Site) -> Iterator[_Files]:
        for invocation in site.invocations:
            if invocation.manner is Manner.STEP and invocation.frame is not None:
                yield self._of(invocation.frame)

    def _in_body(self, frame: Frame, site: Site, *, of_writes: bool) -> Iterator[tuple[str, Place]]:
        """The variables of the body whose paths a step's handler writes to, or opens."""
        for invocation in site.invocations:
            inner = invocation.frame
            if invocation.manner is not Manner.STEP or inner is None:
                continue
            files = self._of(inner)
            for name, place in (files.written if of_writes else files.opened).items():
                yield from ((outer, place) for outer in self._outside(frame, site, inner, name))

    def _outside(self, frame: Frame, site: Site, inner: Frame, name: str) -> Iterator[str]:
        """What a name of a called function is in the caller: the variables of the argument, or the captured one."""
        parameters = [p.name for p in inner.function.parameters][0 if inner.receiver is None else 1 :]
        call = site.call
        if call is not None and name in parameters:
            start = 2 if site.steps else 0
            value = call.argument(parameters.index(name) + start, *(() if site.steps else (name,)))
            if value is not None:
                yield from self._named(frame, value)
        elif name not in inner.function.locals and inner.closure == frame.id:
            yield name

    # What functions do

    def _of(self, frame: Frame) -> _Files:
        known = self._files.get(frame.id)
        if known is None:
            self._files[frame.id] = _Files({}, {}, None)  # a recursion adds nothing
            known = self._files[frame.id] = self._search(frame)
        return known

    def _search(self, frame: Frame) -> _Files:
        written: dict[str, Place] = {}
        opened: dict[str, Place] = {}
        returning: dict[int, Place] = {}
        for site in self._sites.of(frame).values():
            if site.call is None:
                continue
            index = frame.derived.number_of(site.call)
            for invocation in site.invocations:
                effect = invocation.effect
                if effect is not None and effect.name.startswith(_LOCAL):
                    target = written if effect.kind is EffectKind.FILE else opened if effect.kind in _OPENING else None
                    if target is not None:
                        for name in self._path_names(frame, site):
                            target.setdefault(name, site.place)
                        if effect.kind is EffectKind.FILE and effect.name.startswith("tempfile."):
                            returning[index] = site.place
                elif invocation.frame is not None:
                    inner = self._of(invocation.frame)
                    for source, target in ((inner.written, written), (inner.opened, opened)):
                        for name, place in source.items():
                            for outer in self._outside(frame, site, invocation.frame, name):
                                target.setdefault(outer, place)
                    if inner.returned is not None:
                        returning[index] = inner.returned
            callees = self._evaluator.evaluate(frame, site.call.callee, site.point)
            if External("tempfile.NamedTemporaryFile") in callees and site.call.argument(None, "delete") is not None:
                returning[index] = site.place
        return _Files(written, opened, self._returned(frame, written, returning))

    def _path_names(self, frame: Frame, site: Site) -> Iterator[str]:
        """The variables whose paths a call is about: its receiver's and its arguments'."""
        call = site.call
        if call is None:
            return
        if isinstance(call.callee, v.Attribute):
            yield from self._named(frame, call.callee.base)
            if call.callee.name in {"write_text", "write_bytes"}:
                return  # what is written is no path
        for argument in call.arguments:
            yield from self._named(frame, argument.value)

    def _named(self, frame: Frame, value: v.Value) -> Iterator[str]:
        """The variable that a value is, or that it is the path or the text of."""
        match value:
            case v.Name(id=name):
                yield name
            case v.Attribute(base=base):
                yield from self._named(frame, base)
            case v.Sequence(items=items):
                for item in items:
                    yield from self._named(frame, item)
            case v.CallResult(call=index) if self._is_made_path(frame, index):
                inner = frame.call(index).argument(0)
                if inner is not None:
                    yield from self._named(frame, inner)
            case _:
                pass

    def _returned(self, frame: Frame, written: dict[str, Place], returning: dict[int, Place]) -> Place | None:
        parameters = {parameter.name for parameter in frame.function.parameters}
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                if isinstance(operation, Return) and operation.value is not None:
                    names, calls = self._made_of(frame, operation.value, Point(number, position))
                    places = [returning[index] for index in sorted(calls) if index in returning]
                    places += [written[name] for name in sorted(names) if name in written and name not in parameters]
                    if places:
                        return places[0]
        return None

    def _made_of(self, frame: Frame, value: v.Value, point: Point | None) -> tuple[set[str], set[int]]:
        """The variables, and the calls, that a value is made of."""
        names: set[str] = set()
        calls: set[int] = set()
        definitions = self._evaluator.definitions(frame.module, frame.index)
        pending: list[tuple[v.Value, Point | None, int]] = [(value, point, 0)]
        while pending:
            current, at, depth = pending.pop()
            if isinstance(current, v.CallResult):
                if current.call in calls:
                    continue
                calls.add(current.call)
                call = frame.call(current.call)
                if self._is_made_path(frame, current.call):
                    pending += [(argument.value, at, depth + 1) for argument in call.arguments]
                    if isinstance(call.callee, v.Attribute):
                        pending.append((call.callee.base, at, depth + 1))
            elif isinstance(current, v.Name) and current.id not in names:
                names.add(current.id)
                if depth < _DEEPEST and at is not None and definitions.binds(current.id):
                    for site in definitions.reaching(current.id, at.block, at.operation):
                        if isinstance(site.operation, Assign) and site.operation.value is not None:
                            pending.append((site.operation.value, Point(site.block, site.position), depth + 1))
            else:
                pending += [(inner, at, depth + 1) for inner in v.children(current)]
        return names, calls

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
