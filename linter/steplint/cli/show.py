"""`--show-settings` and `--show-files`: what a run would go by, and over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from steplint.cli.configuring import Choices, settings_source
from steplint.cli.output import say, write
from steplint.diagnostics import Problem
from steplint.report.escape import visible
from steplint.report.summary import problem_line
from steplint.settings import Settings
from steplint.settings.decode import options_of
from steplint.settings.describe import raw_value
from steplint.settings.toml_text import toml_key, toml_value


def show_the_files(paths: Sequence[str], choices: Choices, unsaved: Collection[str] = ()) -> int:
    """Print the files that the paths select, one a line; the status."""
    from steplint.source.discovery import find_files, projects_of  # lists files, which `--help` needs not

    settings_for = settings_source(choices)
    projects, problems = projects_of(paths, unsaved)
    selected: list[str] = []
    for root, targets in projects.items():
        files = find_files(root, targets, settings_for(root))
        selected.extend(files.selected)
        problems.extend(files.problems)
    write("".join(visible(path) + "\n" for path in sorted(set(selected))))
    return _tell(problems)


def show_the_settings(paths: Sequence[str], choices: Choices, unsaved: Collection[str] = ()) -> int:
    """Print the settings of each project among the paths, as TOML with where each value comes from; the status."""
    from steplint.source.discovery import display_path, projects_of

    settings_for = settings_source(choices)
    projects, problems = projects_of(paths, unsaved)
    texts = [_text(display_path(root), settings_for(root)) for root in projects]
    write("\n".join(texts))
    return _tell(problems)


def _tell(problems: Sequence[Problem]) -> int:
    for problem in problems:
        say(problem_line(problem))
    return 2 if any(not problem.notice for problem in problems) else 0


def _text(root: str, settings: Settings) -> str:
    from steplint.rule import Grading, installed_rules, rule_options, select_rules  # imports every rule

    rules = select_rules(installed_rules(), settings)
    grading = Grading(settings, rules)
    lines = [f"# settings of {visible(root)}: {visible(', '.join(settings.files)) or 'no file'}"]
    tables: list[str] = []
    for name, field in options_of(Settings).items():
        value = raw_value(field, getattr(settings, field.name))
        if name == "rules":
            continue
        if isinstance(value, dict):
            tables += ["", f"[{name}]", *_entries(settings, (name,), value)]
        else:
            lines += _entry(settings, (name,), value)
    for rule_class in installed_rules():
        fields = options_of(rule_class.options_type)
        options = rule_options(rule_class, settings)
        if fields:
            tables += ["", f"[rules.{rule_class.name}]"]
        for name, field in fields.items():
            tables += _entry(settings, ("rules", rule_class.name, name), raw_value(field, getattr(options, field.name)))
    tables += ["", *_from_command_line(settings), "# rules:"]
    tables += [f"#   {rule.code} {rule.name} ({grading.severity(rule)})" for rule in rules] or ["#   none"]
    return "".join(f"{line}\n" for line in (*lines, *tables))


def _entries(settings: Settings, path: tuple[str, ...], table: dict[str, object]) -> Iterator[str]:
    for name, value in table.items():
        yield from _entry(settings, (*path, name), value)


def _entry(settings: Settings, path: tuple[str, ...], value: object) -> Iterator[str]:
    """A value as a line of TOML, with a comment that says where it comes from."""
    name = toml_key(path[-1])
    if value is None:
        yield f"# {name} is not set"
    else:
        yield f"{name} = {toml_value(msgspec.to_builtins(value))}  # {visible(_source(settings, path, value))}"


def _source(settings: Settings, path: tuple[str, ...], value: object) -> str:
    """Where a value comes from; an array may come from several places."""
    if path not in settings.origins:
        return "default"
    elements = range(len(value)) if isinstance(value, list | tuple) else range(0)
    keys: list[tuple[str | int, ...]] = [(*path, index) for index in elements] or [path]
    return ", ".join(dict.fromkeys(str(settings.origin(*key)) for key in keys))


def _from_command_line(settings: Settings) -> Iterator[str]:
    line = settings.command_line
    for flag, words in (
        ("--extend-select", line.extend_select),
        ("--ignore", line.ignore),
        ("--per-file-ignores", [f"{pattern}:{word}" for pattern, chosen in line.per_file_ignores for word in chosen]),
    ):
        if words:
            yield f"# {flag} {visible(','.join(words))}"
