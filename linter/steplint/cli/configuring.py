"""The options of the command line that choose settings and rules, and what they make of the settings found."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from steplint.cli.choice import Word
from steplint.cli.output import say
from steplint.diagnostics import Confidence, Severity, SteplintError
from steplint.report.escape import visible
from steplint.settings import CommandLine, Layer, Settings, default_settings, load_settings, load_settings_file
from steplint.settings.layers import from_command_line, from_inline

if TYPE_CHECKING:
    from steplint.pipeline import Configuration
    from steplint.rule import Rule

_SEVERITY = Word(*(severity.value for severity in Severity))
_CONFIDENCE = Word(*(confidence.value for confidence in Confidence))
_PER_FILE = "--per-file-ignores"

_OPTIONS = (
    click.option(
        "--select", multiple=True, metavar="RULES", help="Rules to run: codes, prefixes, names, categories, ALL."
    ),
    click.option("--ignore", multiple=True, metavar="RULES", help="Rules not to run."),
    click.option("--extend-select", multiple=True, metavar="RULES", help="Rules to run besides those selected."),
    click.option(
        _PER_FILE, multiple=True, metavar="PATTERN:RULE", help="Rules whose findings in some files are not wanted."
    ),
    click.option("--min-severity", type=_SEVERITY, help="The mildest findings to show (advisory)."),
    click.option("--min-confidence", type=_CONFIDENCE, help="The least sure findings to show (medium)."),
    click.option("--fail-on", type=_SEVERITY, help="The mildest findings that fail the run (mandatory)."),
    click.option(
        "--config", multiple=True, metavar="FILE|'KEY = VALUE'", help="Use this settings file, or change one setting."
    ),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    click.option("--force-exclude", is_flag=True, help="Leave out what the settings exclude, even when it is named."),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line says about settings and rules, as it was typed."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[str, ...] = ()
    min_severity: str | None = None
    min_confidence: str | None = None
    fail_on: str | None = None
    config: tuple[str, ...] = ()
    isolated: bool = False
    force_exclude: bool = False

    @property
    def has_rule_words(self) -> bool:
        """Whether rules are chosen on the command line."""
        return bool(self.select or self.ignore or self.extend_select or self.per_file_ignores)


def setting_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that choose settings; it gets them together as `choices`."""

    @functools.wraps(command)
    def collected(**values: Any) -> Any:
        choices = Choices(**{field.name: values.pop(field.name) for field in dataclasses.fields(Choices)})
        return command(choices=choices, **values)

    for option in reversed(_OPTIONS):
        collected = option(collected)
    return collected


def configure(choices: Choices, *, quiet: bool = False) -> Callable[[Path], Configuration]:
    """Gives the configuration of a project by its folder: the settings found, changed by what the command line says.

    Unless `quiet`, a warning is given where no rule is left, since nothing would be found and all seem well.
    SteplintError for what is wrong on the command line; the function made raises it for what is wrong in settings, or,
    of what they say about rules, when rules are first asked for.
    """
    from steplint.pipeline import Configuration, RulesOnDemand

    settings_for = settings_source(choices)

    def configuration(root: Path) -> Configuration:
        settings = settings_for(root)
        return Configuration(settings, RulesOnDemand(functools.partial(_chosen, root, settings, quiet=quiet)))

    return configuration


def _chosen(root: Path, settings: Settings, *, quiet: bool) -> Sequence[Rule]:
    from steplint.rule import installed_rules, is_asked_for, select_rules  # imports every rule
    from steplint.source.discovery import display_path

    rules = select_rules(installed_rules(), settings)
    if not quiet and not any(is_asked_for(type(rule), settings) for rule in rules):
        say(f"warning: no rule is selected for {visible(display_path(root))}")
    return rules


def settings_source(choices: Choices) -> Callable[[Path], Settings]:
    """Gives the settings of a project by its folder; raises what `configure` does."""
    files, inline = _split_config(choices.config)
    if len(files) > 1:
        raise click.UsageError("--config takes one file")
    if files and choices.isolated:
        raise click.UsageError("--config FILE and --isolated exclude each other")
    command_line = _command_line(choices)
    changes = (*map(from_inline, inline), _flags(choices))

    def settings_for(root: Path) -> Settings:
        if files:
            settings = load_settings_file(Path(files[0]), *changes)
            if settings is None:
                raise SteplintError(f"{files[0]}: there is no table `tool.steplint`")
        else:
            settings = default_settings(*changes) if choices.isolated else load_settings(root, *changes)
        return msgspec.structs.replace(settings, command_line=command_line)

    return settings_for


def words(values: Sequence[str]) -> tuple[str, ...]:
    """The words of an option that may be repeated and may hold several, with commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def _split_config(values: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files among the values of `--config`, and the others, which are TOML: what is a file is taken for one."""
    inline = [value for value in values if "=" in value and not os.path.isfile(value)]
    return [value for value in values if value not in inline], inline


def _flags(choices: Choices) -> Layer:
    """The settings that flags change. A selection of its own sets aside what the settings select and ignore."""
    values: dict[str, tuple[str, object]] = {}
    if words(choices.select):
        for key, given in (
            ("select", choices.select),
            ("extend-select", choices.extend_select),
            ("ignore", choices.ignore),
        ):
            if words(given):
                values[key] = (f"--{key}", list(words(given)))
    for key, word in (
        ("min-severity", choices.min_severity),
        ("min-confidence", choices.min_confidence),
        ("fail-on", choices.fail_on),
    ):
        if word is not None:
            values[key] = (f"--{key}", word)
    return from_command_line(values, sets_aside=("extend-select", "ignore") if words(choices.select) else ())


def _command_line(choices: Choices) -> CommandLine:
    """What the command line says on top of the settings, its words checked."""
    per_file: dict[str, tuple[str, ...]] = {}
    for value in words(choices.per_file_ignores):
        pattern, colon, selector = (part.strip() for part in value.rpartition(":"))
        if not (pattern and colon and selector):
            raise SteplintError(f"{_PER_FILE}: `{value}` must be a pattern, a colon and a rule, like `tests/:SL105`")
        per_file[pattern] = (*per_file.get(pattern, ()), selector)
    if choices.has_rule_words:
        from steplint.rule import check_selectors, installed_rules  # imports every rule

        for flag, asked in (
            ("--select", words(choices.select)),
            ("--extend-select", words(choices.extend_select)),
            ("--ignore", words(choices.ignore)),
            (_PER_FILE, [selector for selectors in per_file.values() for selector in selectors]),
        ):
            check_selectors(asked, installed_rules(), functools.partial("{}: ".format, flag))
    on_top = not words(choices.select)
    return CommandLine(
        extend_select=words(choices.extend_select) if on_top else (),
        ignore=words(choices.ignore) if on_top else (),
        per_file_ignores=tuple(per_file.items()),
        force_exclude=choices.force_exclude,
    )
