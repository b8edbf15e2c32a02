"""Measures steplint next to its peers and prints tables: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import sys
from pathlib import Path

from benchmarks.scenarios import PARTS, Bench, Scenario
from benchmarks.table import tables
from benchmarks.tools import PEERS, install, ours


def main() -> None:
    """Build what is missing, measure, print."""
    arguments = _parser().parse_args()
    work = arguments.work.resolve()
    tools = [ours(shlex.split(arguments.steplint))]
    absent: dict[str, str] = {}
    for name in PEERS:
        if name in arguments.without:
            continue
        peer = install(name, work / "environments")
        if isinstance(peer, str):
            absent[name] = peer
        else:
            tools.append(peer)
    bench = Bench(work, tools, absent, arguments.runs, arguments.seed, arguments.no_slow)
    scenarios: list[Scenario] = []
    for part in arguments.only or PARTS:
        scenarios += PARTS[part](bench)
        print(f"{part}: done", file=sys.stderr)
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores\n")
    print(tables(scenarios), end="")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure steplint next to its peers.")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone (repeat for more)")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each command (5)")
    parser.add_argument("--without", choices=PEERS, action="append", default=[], help="leave this peer out")
    parser.add_argument(
        "--no-slow", action="store_true", help="leave out what takes minutes: Fixit on wf, flake8 on big"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the generated modules (1)")
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"), help="where trees and peers are kept")
    parser.add_argument(
        "--steplint", default=f"{shlex.quote(sys.executable)} -m steplint", help="how to call what is measured"
    )
    return parser


if __name__ == "__main__":
    main()
