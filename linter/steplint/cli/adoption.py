"""What takes a code base on board that has findings: `--baseline` and `--add-ignore`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steplint.cli.output import say
from steplint.diagnostics import RunResult, SteplintError
from steplint.report.escape import visible
from steplint.report.summary import counted

if TYPE_CHECKING:
    from steplint.pipeline import Baseline, Comparison, Configuration

_ADD_IGNORE = "--add-ignore"
_MOST_NOTES = 10


class CheckCommand(click.Command):
    """A command whose option `--add-ignore` takes a value only behind `=`: what follows it is a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments."""
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(
            ctx, [f"{each}=" if each == _ADD_IGNORE else each for each in args[:end]] + args[end:]
        )


class Adoption:
    """What the command line asks to do about findings that are there already, step by step through one run."""

    def __init__(
        self, path: str | None, *, update: bool, add: bool, check: bool, reason: str | None, quiet: bool
    ) -> None:
        """`path` is the baseline's file; `reason` is None unless comments are to be written. UsageError for options
        that do not go together.
        """
        for name, is_given in (("update-baseline", update), ("baseline-add", add), ("check-baseline", check)):
            if is_given and path is None:
                raise click.UsageError(f"--{name} needs --baseline FILE")
            if is_given and reason is not None:
                raise click.UsageError(f"--{name} and {_ADD_IGNORE} exclude each other")
        self._path = path
        self._updates = update or add
        self._adds = add
        self._checks = check
        self._reason = reason
        self._quiet = quiet
        self._baseline: Baseline | None = None
        self._left_over = 0

    def prepare(self) -> None:
        """Read the baseline, look at the reason; SteplintError for what is wrong with them."""
        if self._reason is None and self._path is None:
            return
        from steplint.pipeline import Baseline, check_reason, read_baseline

        if self._reason is not None:
            self._reason = check_reason(self._reason)
        if self._path is None:
            return
        self._baseline = read_baseline(self._path)
        if self._baseline is None:
            if not self._adds:
                raise SteplintError(f"{self._path}: no such baseline", "`--baseline-add` creates it")
            self._baseline = Baseline(self._path)

    def configured(self, configure: Callable[[Path], Configuration]) -> Callable[[Path], Configuration]:
        """The configuration of projects as this needs it."""

        def configure_for_this(root: Path) -> Configuration:
            configuration = configure(root)
            if self._reason == "" and configuration.settings.require_reason:
                raise SteplintError(
                    f"{configuration.settings.where('require-reason')}`require-reason` asks for reasons",
                    f"give one: `{_ADD_IGNORE}=REASON`",
                )
            return dataclasses.replace(configuration, wants_judgement=self._baseline is not None)

        return configure_for_this

    def apply(self, result: RunResult) -> RunResult:
        """The result without what the baseline knows, or without what has got a comment by now."""
        if self._baseline is not None:
            result = self._compare(result, self._baseline)
        if self._reason is not None:
            result = self._add_ignores(result, self._reason)
        return result

    def conclude(self, status: int) -> int:
        """The exit status."""
        return 1 if status == 0 and self._checks and self._left_over else status

    def _compare(self, result: RunResult, baseline: Baseline) -> RunResult:
        from steplint.pipeline import compare

        comparison = compare(result, baseline)
        if self._updates:
            return self._update(baseline, comparison)
        self._left_over = len(comparison.left_over)
        if self._checks or not self._quiet:
            self._tell_left_over(baseline, comparison)
        return comparison.result

    def _update(self, baseline: Baseline, comparison: Comparison) -> RunResult:
        from steplint.pipeline import compare, grown, shrunk, write_baseline

        entries = shrunk(baseline, comparison)
        kept = len(entries)
        if self._adds:
            entries = grown(entries, comparison.new)
        removed, added = len(baseline.entries) - kept, len(entries) - kept
        if removed or added or (self._adds and not Path(baseline.path).exists()):
            write_baseline(baseline.path, entries)
        if not self._quiet:
            parts = f"{counted(len(entries), 'entry')}, {added} added, {removed} removed"
            say(visible(f"{baseline.path}: {parts}"))
            if comparison.unseen and any(not problem.notice for problem in comparison.result.problems):
                say("note: entries are only removed when everything could be analysed")
        if not added:
            return comparison.result
        before = dataclasses.replace(
            comparison.result,
            findings=tuple(
                sorted(
                    (*comparison.result.findings, *comparison.result.baselined), key=lambda finding: finding.sort_key
                )
            ),
            baselined=(),
        )
        return compare(before, dataclasses.replace(baseline, entries=tuple(entries))).result

    def _tell_left_over(self, baseline: Baseline, comparison: Comparison) -> None:
        label = "error" if self._checks else "note"
        for index in comparison.left_over[:_MOST_NOTES]:
            entry = baseline.entries[index]
            say(
                visible(
                    f"{label}: {baseline.path}:{baseline.lines[index]}: {entry.code} in {entry.path} is no longer found"
                )
            )
        more = len(comparison.left_over) - _MOST_NOTES
        if more > 0:
            say(f"{label}: {counted(more, 'more entry')} no longer found")
        if comparison.left_over:
            say("hint: `--update-baseline` takes them out")

    def _add_ignores(self, result: RunResult, reason: str) -> RunResult:
        from steplint.pipeline import add_ignores

        addition = add_ignores(result, reason=reason)
        if not self._quiet:
            say(f"Suppressed {counted(addition.suppressed, 'finding')} in {counted(addition.files, 'file')}.")
        return addition.result
