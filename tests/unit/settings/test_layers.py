"""Settings laid over each other: files that extend files, changes on top, and where each value comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steplint.diagnostics import Confidence, Severity, SteplintError
from steplint.settings import Settings, default_settings, load_settings, load_settings_file
from steplint.settings.layers import from_command_line, from_inline

Write = Callable[..., Path]


def where(settings: Settings, *key: str | int) -> str:
    return settings.where(*key).removesuffix(": ")


def test_a_file_that_extends_another(write_files: Write) -> None:
    root = write_files(
        {
            "base.toml": """
select = ["SL0", "SL1"]
ignore = ["SL003"]
extend-exclude = ["old/"]
min-confidence = "low"
severity = { SL105 = "advisory", SL102 = "critical" }
effects.email = ["a", "b"]
effects.http = ["c"]
rules.undescriptive-step-name.generic-words = ["x"]
rules.undescriptive-step-name.pattern = "y"
""",
            "app/pyproject.toml": """[tool.steplint]
extend = "../base.toml"
ignore = ["SL001"]
extend-exclude = ["new/", "newer/"]
[tool.steplint.severity]
SL102 = "mandatory"
[tool.steplint.effects]
email = ["d"]
[tool.steplint.rules.undescriptive-step-name]
pattern = "z"
""",
        }
    )
    settings = load_settings(root / "app")
    assert settings.files == ("app/pyproject.toml", "base.toml")
    assert settings.select == ("SL0", "SL1")
    assert settings.ignore == ("SL001",)
    assert settings.extend_exclude == ("old/", "new/", "newer/")
    assert settings.min_confidence is Confidence.LOW
    assert settings.severity == {"SL105": Severity.ADVISORY, "SL102": Severity.MANDATORY}
    assert settings.effects == {"email": ("d",), "http": ("c",)}
    assert settings.rules == {"undescriptive-step-name": {"generic-words": ["x"], "pattern": "z"}}

    assert where(settings, "select", 1) == "base.toml:2"
    assert where(settings, "ignore", 0) == "app/pyproject.toml:3"
    assert where(settings, "ignore", 1) == "app/pyproject.toml:3"
    assert [where(settings, "extend-exclude", index) for index in range(3)] == [
        "base.toml:4",
        "app/pyproject.toml:4",
        "app/pyproject.toml:4",
    ]
    assert where(settings, "severity", "SL105") == "base.toml:6"
    assert where(settings, "severity", "SL102") == "app/pyproject.toml:6"
    assert where(settings, "effects", "email", 1) == "app/pyproject.toml:8"
    assert where(settings, "effects", "http", 0) == "base.toml:8"
    assert where(settings, "rules", "undescriptive-step-name", "generic-words", 0) == "base.toml:9"
    assert where(settings, "rules", "undescriptive-step-name", "pattern") == "app/pyproject.toml:10"
    assert settings.folder("extend-exclude", 0) == root
    assert settings.folder("extend-exclude", 1) == root / "app"
    assert settings.folder("min-severity") is None


def test_a_chain_of_files(write_files: Write) -> None:
    root = write_files(
        {
            "a.toml": 'extend = "b/b.toml"\nselect = ["A"]\n',
            "b/b.toml": 'extend = "c.toml"\nselect = ["B"]\nignore = ["B"]\n',
            "b/c.toml": 'select = ["C"]\nignore = ["C"]\nclear = ["C"]\n',
        }
    )
    settings = load_settings_file(root / "a.toml")
    assert settings is not None
    assert (settings.select, settings.ignore, settings.clear) == (("A",), ("B",), ("C",))
    assert settings.files == ("a.toml", "b/b.toml", "b/c.toml")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"steplint.toml": 'select = []\nextend = "none.toml"\n'},
            'steplint.toml:2: `extend = "none.toml"`: there is no file none.toml',
        ),
        ({"steplint.toml": 'extend = "."\n'}, 'steplint.toml:1: `extend = "."`: there is no file .'),
        (
            {"steplint.toml": 'extend = "steplint.toml"\n'},
            "steplint.toml:1: `extend` goes in a circle: steplint.toml -> steplint.toml",
        ),
        (
            {"steplint.toml": 'extend = "b.toml"\n', "b.toml": '\nextend = "./steplint.toml"\n'},
            "b.toml:2: `extend` goes in a circle: steplint.toml -> b.toml -> steplint.toml",
        ),
        (
            {"steplint.toml": 'extend = "x/pyproject.toml"\n', "x/pyproject.toml": "[project]\n"},
            'steplint.toml:1: `extend = "x/pyproject.toml"`: x/pyproject.toml has no table `tool.steplint`',
        ),
        (
            {"steplint.toml": 'extend = "b.toml"\n', "b.toml": "\nselct = 1\n"},
            "b.toml:2: unknown key `selct`; did you mean `select`?",
        ),
        (
            {"steplint.toml": 'extend = "b.toml"\nselect = ["A"]\n', "b.toml": "select = 1\n"},
            "b.toml:1: bad value for `select`: expected an array, got 1",
        ),
        (
            {"steplint.toml": 'extend = "b.toml"\n', "b.toml": 'required-version = "<0.1"\nselct = 1\n'},
            "b.toml:1: these settings are for steplint <0.1, and this is 0.1.0",
        ),
        ({"steplint.toml": "extend = 1\n"}, "steplint.toml:1: bad value for `extend`: expected text, got 1"),
    ],
)
def test_faults_are_named_where_they_are(write_files: Write, files: dict[str, str], message: str) -> None:
    root = write_files(files)
    with pytest.raises(SteplintError) as caught:
        load_settings(root)
    assert caught.value.message == message


@pytest.mark.parametrize("specifier", [">=0.1", "0.1.0", "==0.1.*", "<1,>0.0.1", "~=0.1"])
def test_a_version_that_may_read(write_files: Write, specifier: str) -> None:
    load_settings(write_files({"steplint.toml": f'required-version = "{specifier}"\n'}))


@pytest.mark.parametrize("specifier", ["0.2", ">=0.2", "!=0.1.0"])
def test_a_version_that_may_not_read_hears_of_nothing_else(write_files: Write, specifier: str) -> None:
    root = write_files({"steplint.toml": f'new-key = 1\nrequired-version = "{specifier}"\n'})
    with pytest.raises(SteplintError, match=r"steplint\.toml:2: these settings are for steplint .*, and this is"):
        load_settings(root)


@pytest.mark.parametrize("value", ['"soon"', '">"', '""', "1", "[]"])
def test_what_is_no_version(write_files: Write, value: str) -> None:
    root = write_files({"steplint.toml": f"required-version = {value}\n"})
    with pytest.raises(SteplintError, match=r"steplint\.toml:1: bad value for `required-version`: expected a version"):
        load_settings(root)


def test_changes_on_top(write_files: Write) -> None:
    root = write_files(
        {"steplint.toml": 'select = ["A"]\nextend-select = ["B"]\nextend-exclude = ["x"]\nclear = ["c"]\n'}
    )
    inline = from_inline('min-severity = "critical"\nextend-exclude = ["y"]\nrules.some-rule.size = 3')
    flags = from_command_line({"select": ("--select", ["C"])}, sets_aside=("extend-select",))
    settings = load_settings(root, inline, flags)
    assert (settings.select, settings.extend_select, settings.clear) == (("C",), (), ("c",))
    assert settings.extend_exclude == ("x", "y")
    assert settings.rules == {"some-rule": {"size": 3}}
    assert where(settings, "select", 0) == "--select"
    assert where(settings, "extend-select", 0) == ""
    assert where(settings, "extend-exclude", 0) == "steplint.toml:3"
    assert where(settings, "extend-exclude", 1) == "--config"
    assert settings.folder("extend-exclude", 1) == root
    assert where(settings, "rules", "some-rule", "size") == "--config"
    assert default_settings(inline).min_severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select", "--config: `select` is neither a file nor valid TOML"),
        ("selct = []", "--config: unknown key `selct`; did you mean `select`?"),
        ("fail-on = 'critcal'", "--config: unknown value `critcal` in `fail-on`; did you mean `critical`?"),
        ("extend = 'base.toml'", "--config: `extend` belongs into a file"),
    ],
)
def test_wrong_changes(text: str, message: str) -> None:
    with pytest.raises(SteplintError) as caught:
        from_inline(text)
    assert caught.value.message.startswith(message)
