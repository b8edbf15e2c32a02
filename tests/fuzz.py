"""Looks for crashes, hangs and places outside of files, for as long as it is let.

    python tests/fuzz.py programs --seconds 600      # random projects with workflows
    python tests/fuzz.py syntax --seconds 600        # random Python of every grammar rule, by pysource-codegen
    python tests/fuzz.py files [FOLDER]...           # every file below folders, its functions taken for workflows;
                                                     # without folders, all that this Python has installed

What fails is written below `build/fuzz` with the error. The suite runs small samples of the same (`tests/property`).
"""

from __future__ import annotations

import argparse
import faulthandler
import selectors
import subprocess
import sys
import sysconfig
import time
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("linter", "rules", "tests")]

OUT = ROOT / "build" / "fuzz"
PATIENCE = 60.0
"""Seconds that one project may take before it counts as a hang."""


def main() -> int:
    """Fuzz in a process of its own, which is started anew after what it did not survive."""
    arguments = _parser().parse_intermixed_args()
    if arguments.child:
        return _work(arguments.kind, arguments.start, arguments.folders)
    deadline = time.monotonic() + arguments.seconds if arguments.seconds else None
    tally = Tally()
    following = arguments.start
    while following is not None:
        following = _watch(arguments, following, deadline, tally)
    print(tally)
    return 1 if tally.failed else 0


@dataclass
class Tally:
    """What has come of it so far."""

    good: int = 0
    findings: int = 0
    slowest: float = 0.0
    slowest_name: str = ""
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        slowest = f"slowest {self.slowest:.1f} s ({self.slowest_name})"
        failed = "".join(f"\n  {name}" for name in self.failed)
        return f"{self.good} good with {self.findings} findings, {len(self.failed)} failed, {slowest}{failed}"


def _watch(arguments: argparse.Namespace, start: int, deadline: float | None, tally: Tally) -> int | None:
    """Let a child work from an item on; the item to go on with after one that ended it, None at the end."""
    command = [sys.executable, __file__, arguments.kind, "--child", "--start", str(start), *arguments.folders]
    number, name = start - 1, ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        assert child.stdout is not None
        selector = selectors.DefaultSelector()
        selector.register(child.stdout, selectors.EVENT_READ)
        said: list[str] = []
        while True:
            if not selector.select(timeout=PATIENCE + 30):
                child.kill()
            line = child.stdout.readline().decode("utf-8", "replace")
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "#start":
                number, name, said = int(rest.partition(" ")[0]), rest.partition(" ")[2], []
                if deadline is not None and time.monotonic() > deadline:
                    child.kill()
                    return None
            elif word == "#good":
                seconds, findings = rest.split()
                tally.good += 1
                tally.findings += int(findings)
                if float(seconds) > tally.slowest:
                    tally.slowest, tally.slowest_name = float(seconds), name
            elif word == "#failed":
                _keep(arguments.kind, name, "".join(said), tally)
            elif word == "#end":
                return None
            elif line:
                said.append(line)
            else:
                child.wait()
                assert name, "".join(said)
                said.append(f"the process ended with status {child.returncode}\n")
                _keep(arguments.kind, name, "".join(said), tally)
                return number + 1


def _keep(kind: str, name: str, error: str, tally: Tally) -> None:
    """Keep what failed, with its error."""
    tally.failed.append(f"{kind} {name}: {error.strip().splitlines()[-1][:300]}")
    print(tally.failed[-1], flush=True)
    folder = OUT / f"{kind}-{name.strip('/').replace('/', '-')[-80:]}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "error.txt").write_text(error, encoding="utf-8")
    if not kind.startswith("file"):
        for path, text in _project(kind, int(name)).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")


def _work(kind: str, start: int, folders: list[str]) -> int:
    """Check one project after the other, telling of each."""
    from property.checks import check

    warnings.simplefilter("ignore")
    for number, (name, sources) in enumerate(_projects(kind, start, folders), start=start):
        print(f"#start {number} {name}", flush=True)
        started = time.monotonic()
        faulthandler.dump_traceback_later(PATIENCE, exit=True, file=sys.stdout)
        try:
            result = check(sources)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            print(traceback.format_exc(limit=-6), flush=True)
            print("#failed", flush=True)
        else:
            print(f"#good {time.monotonic() - started:.2f} {len(result.findings)}", flush=True)
        faulthandler.cancel_dump_traceback_later()
    print("#end", flush=True)
    return 0


def _projects(kind: str, start: int, folders: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The projects from a number on, with their names."""
    if kind == "files":
        yield from _files(start, folders)
        return
    seed = start
    while True:
        yield str(seed), _project(kind, seed)
        seed += 1


def _project(kind: str, seed: int) -> dict[str, str]:
    if kind == "programs":
        from property.programs import project_of

        return project_of(seed)
    from property.syntax import module_of

    return {"flows.py": module_of(seed, nodes=1000)}


def _files(start: int, folders: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    from property.checks import as_workflows
    from steplint.diagnostics import Problem
    from steplint.source.file import Reader

    homes = [Path(folder) for folder in folders or (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"))]
    paths = sorted({path for home in homes for path in home.rglob("*.py")})
    reader = Reader(4 << 20)
    for path in paths[start:]:
        source = reader.source(str(path))
        text = "import inngest\n" if isinstance(source, Problem) else source.text
        try:
            text = as_workflows(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            text += "\nimport inngest\n"  # what comes of it is the same: no crash
        yield str(path), {"flows.py": text}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("kind", choices=("programs", "syntax", "files"))
    parser.add_argument("folders", nargs="*", help="for files: where they lie")
    parser.add_argument("--seconds", type=float, help="how long; programs and syntax never end by themselves")
    parser.add_argument("--start", type=int, default=0, help="the first seed, or the number of files to skip")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
