"""What is generated from the declarations of options is current, and right by the tools that read it."""

from __future__ import annotations

import copy
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from validate_pyproject import api
from validate_pyproject.errors import ValidationError
from validate_pyproject.plugins import PluginWrapper

import steplint.settings
from steplint.cli.config import config
from steplint.rule import installed_rules, select_rules
from steplint.rule.reference import all_options, schema_of
from steplint.settings import load_settings
from steplint.settings.describe import OptionPage
from steplint.settings.json_schema import schema_text
from steplint.settings.toml_text import toml_key, toml_option, toml_value

Write = Callable[..., Path]
Golden = Callable[[Path, str], None]

ROOT = Path(__file__).parents[3]
SCHEMA = Path(steplint.settings.__file__).parent / "schema.json"
PAGES = all_options(installed_rules())


def examples() -> dict[str, Any]:
    """Settings with the first example of every option."""
    settings: dict[str, Any] = {}
    for page in PAGES:
        *tables, key = page.path
        table = settings
        for name in tables:
            table = table.setdefault(name, {})
        table[key] = copy.deepcopy(page.examples[0])
    return settings


GOOD = "".join(f"{key} = {toml_value(value)}\n" for key, value in examples().items())
BAD = {
    "an unknown key": 'selct = ["SL0"]',
    "an unknown rule": 'select = ["SL999"]',
    "an unknown rule in a file": 'per-file-ignores = { "a.py" = ["step-name"] }',
    "an unknown rule's severity": 'severity = { SL999 = "advisory" }',
    "an unknown severity": 'severity = { SL105 = "harmless" }',
    "an unknown rule's option": "rules.step-name.pattern = 'x'",
    "a rule's unknown option": "rules.undescriptive-step-name.patern = 'x'",
    "an unknown effect": 'effects.mail = ["a"]',
    "a wrong type": 'select = "ALL"',
    "no duration": 'min-email-delay = "soon"',
    "no size": "max-file-size = 0",
    "an unknown word": 'fail-on = "never"',
}


def test_the_page_is_current(golden: Golden) -> None:
    run = CliRunner().invoke(config, ["--output-format", "markdown"], standalone_mode=False, catch_exceptions=False)
    golden(ROOT / "docs" / "settings.md", run.stdout)


def test_the_schema_is_current(golden: Golden) -> None:
    golden(SCHEMA, schema_text(schema_of(installed_rules())))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_option_has_examples_that_load(write_files: Write, page: OptionPage) -> None:
    assert page.examples, "an option needs an example of its value"
    for example in page.examples:
        root = write_files({"app/steplint.toml": toml_option(page.path, example), "steplint.toml": ""})
        select_rules(installed_rules(), load_settings(root / "app"))


def check_jsonschema(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run((sys.executable, "-m", "check_jsonschema", *arguments), capture_output=True, text=True)


def test_the_schema_is_one() -> None:
    run = check_jsonschema("--check-metaschema", str(SCHEMA))
    assert run.returncode == 0, run.stdout


def test_the_schema_takes_what_is_right(write_files: Write) -> None:
    root = write_files(
        {"steplint.toml": GOOD, "empty.toml": "", "numbers.toml": "max-file-size = 1\nmin-email-delay = 0.5\n"}
    )
    files = [str(root / name) for name in ("steplint.toml", "empty.toml", "numbers.toml")]
    run = check_jsonschema("--schemafile", str(SCHEMA), *files)
    assert run.returncode == 0, run.stdout


def test_the_schema_refuses_what_is_wrong(write_files: Write) -> None:
    files = {f"{number}.toml": text for number, text in enumerate(BAD.values())}
    root = write_files(files)
    run = check_jsonschema("--schemafile", str(SCHEMA), *(str(root / name) for name in files))
    assert run.returncode == 1
    missed = [what for what, name in zip(BAD, files, strict=True) if f"{root / name}::" not in run.stdout]
    assert missed == []


def validate_pyproject(settings: dict[str, Any]) -> None:
    """Validate with the schema of our entry point, and no other."""
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    group = "validate_pyproject.tool_schema"
    ((name, value),) = metadata["project"]["entry-points"][group].items()
    plugin = PluginWrapper(name, EntryPoint(name, value, group).load())
    api.Validator([plugin])({"tool": {"steplint": settings}})


def test_validate_pyproject_knows_our_table() -> None:
    validate_pyproject(tomllib.loads(GOOD))
    for text in BAD.values():
        with pytest.raises(ValidationError, match="steplint"):
            validate_pyproject(tomllib.loads(text))


@pytest.mark.parametrize(
    "value",
    [
        "",
        'a "b" \\ c',
        "é漢\U0001f600",
        "\x00\x1b\x7f\n",
        True,
        0,
        -1.5,
        [],
        ["a", ["b"]],
        {},
        {"a b": {"c": 1}, "d": [{}]},
    ],
)
def test_values_as_toml(value: Any) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}") == {"x": value}
    assert tomllib.loads(toml_option(("a", "b.c"), value)) == {"a": {"b.c": value}}


def test_keys_as_toml() -> None:
    assert [toml_key(key) for key in ("a-b_1", "a.b", "", "*.py")] == ["a-b_1", '"a.b"', '""', '"*.py"']
