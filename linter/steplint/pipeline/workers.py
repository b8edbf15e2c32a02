"""Reads many texts at once, in processes of their own: a text that kills its process costs nothing but itself.

A process is a copy of this one, which only some systems can make; elsewhere, and for few texts, all is done here.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import struct
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from steplint.diagnostics import ProblemKind
from steplint.pipeline.outcomes import Failure, Outcome, Unencodable, read_text

FEWEST = 8
"""Texts for which processes pay."""
_FEWEST_EACH = 4
_LENGTH = struct.Struct(">Q")
_INDEX = struct.Struct(">q")
_STOP = -1
_BLOCK = 1 << 20

Read = Callable[[str], Outcome]

_decoder: msgspec.msgpack.Decoder[Outcome] = msgspec.msgpack.Decoder(Outcome)
_encoder = msgspec.msgpack.Encoder()


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def read_here(text: str) -> Outcome:
    """What a text comes to, as a worker answers it."""
    return read_text(text)[0]


def read_in_processes(texts: Mapping[str, str], jobs: int, read: Read = read_here) -> Iterator[tuple[str, Outcome]]:
    """What each text comes to, by name, as the answers come in; nothing when processes cannot be had or do not pay.

    The largest texts go first, so that none is left for the end. An answer `Unencodable` is to be worked out here.
    """
    count = min(jobs, len(texts) // _FEWEST_EACH)
    if len(texts) < FEWEST or count < 2 or not hasattr(os, "fork"):
        return
    names = sorted(texts, key=lambda name: (-len(texts[name]), name))
    with _Pool(texts, names, read) as pool:
        yield from pool.run(count)


@dataclass(slots=True)
class _Worker:
    """A process at the other end of two pipes, and the text it is at."""

    process: int
    questions: int
    answers: int
    busy_with: int | None = None


class _Pool:
    """The processes of one round; none is left when it ends, whatever ends it."""

    def __init__(self, texts: Mapping[str, str], names: list[str], read: Read) -> None:
        self._texts = texts
        self._names = names
        self._read = read
        self._next = 0
        self._workers: dict[int, _Worker] = {}
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in list(self._workers.values()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.process, signal.SIGKILL)
            self._end(worker)
        self._selector.close()

    def run(self, count: int) -> Iterator[tuple[str, Outcome]]:
        for _ in range(count):
            if not self._start():
                break
        while self._workers:
            for key, _ in self._selector.select():
                worker = self._workers[key.fd]
                assert worker.busy_with is not None
                name = self._names[worker.busy_with]
                data = _receive(worker.answers)
                if data is not None:
                    yield name, _decoder.decode(data)
                    self._ask(worker)
                    continue
                status = self._end(worker)
                yield name, Failure(ProblemKind.UNPARSEABLE, f"the process that read this file ended: {_told(status)}")
                if self._next < len(self._names):
                    self._start()

    def _start(self) -> bool:
        """Start a process; False when the system does not let us."""
        question_out, question_in = os.pipe()
        answer_out, answer_in = os.pipe()
        # A Ctrl-C that came between the fork and the worker's deafness to it would be raised in the worker, which would
        # take it for its own and end the others.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process = _fork()
            if process == 0:
                # Whoever keeps the other ends open would keep the worker alive when this process is gone.
                for other in self._workers.values():
                    os.close(other.questions)
                    os.close(other.answers)
                os.close(question_in)
                os.close(answer_out)
                self._serve(question_out, answer_in)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if process is None:
            for end in (question_out, question_in, answer_out, answer_in):
                os.close(end)
            return False
        os.close(question_out)
        os.close(answer_in)
        worker = _Worker(process, question_in, answer_out)
        self._workers[answer_out] = worker
        self._selector.register(answer_out, selectors.EVENT_READ)
        self._ask(worker)
        return True

    def _ask(self, worker: _Worker) -> None:
        """Hand a process its next text, or let it go."""
        if self._next >= len(self._names):
            with contextlib.suppress(BrokenPipeError):
                os.write(worker.questions, _INDEX.pack(_STOP))
            self._end(worker)
            return
        worker.busy_with = self._next
        self._next += 1
        with contextlib.suppress(BrokenPipeError):  # it has died, which is seen where its answer is waited for
            os.write(worker.questions, _INDEX.pack(worker.busy_with))

    def _end(self, worker: _Worker) -> int:
        """Take a process that ends out of the round; the status it ended with."""
        self._selector.unregister(worker.answers)
        del self._workers[worker.answers]
        os.close(worker.questions)
        os.close(worker.answers)
        try:
            return os.waitpid(worker.process, 0)[1]
        except ChildProcessError:  # somebody else has waited for it
            return 0

    def _serve(self, questions: int, answers: int) -> None:
        """Answer until there are no more questions; this process then ends, at once and without a word."""
        status = 1
        try:
            # Ctrl-C goes to all processes of a terminal; the one that started this says what comes of it.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            gc.disable()  # looking at what came along would copy all of it; trees hold no cycles
            while len(data := os.read(questions, _INDEX.size)) == _INDEX.size:
                (index,) = _INDEX.unpack(data)
                if index == _STOP:
                    break
                answer = _encoder.encode(self._answer(self._texts[self._names[index]]))
                view = memoryview(_LENGTH.pack(len(answer)) + answer)
                while view:
                    view = view[os.write(answers, view) :]
            status = 0
        finally:
            os._exit(status)

    def _answer(self, text: str) -> Outcome:
        try:
            return self._read(text)
        except MemoryError:
            return Unencodable()  # there may be more of it where nothing else is being read


def _fork() -> int | None:
    """The process that has been started, 0 in that process itself, and None when the system does not let us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of threads: a progress bar's, which workers never touch
            return os.fork()
    except OSError:
        return None


def _receive(pipe: int) -> bytes | None:
    """One answer; None when the process at the other end has died."""
    head = _exactly(pipe, _LENGTH.size)
    return None if head is None else _exactly(pipe, _LENGTH.unpack(head)[0])


def _exactly(pipe: int, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = os.read(pipe, min(size, _BLOCK))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _told(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        try:
            return f"{signal.strsignal(number)} (signal {number})"
        except ValueError:
            return f"signal {number}"
    return f"status {os.waitstatus_to_exitcode(status)}"
