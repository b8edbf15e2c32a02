from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, get_args

import msgspec
import pytest

from steplint.diagnostics import Confidence, SteplintError
from steplint.sdk.kinds import EffectKind
from steplint.settings import Settings, default_settings, load_settings, load_settings_file
from steplint.settings.decode import decode_table, option_meta, options_of
from steplint.settings.schema import EffectName

Write = Callable[..., Path]


def test_no_file_gives_the_defaults(write_files: Write) -> None:
    assert load_settings(write_files({"pyproject.toml": "[project]\nname = 'x'\n"})) == default_settings()


def test_every_option_is_read(write_files: Write) -> None:
    root = write_files(
        {
            "steplint.toml": """
select = ["SL0", "mandatory"]
ignore = ["SL105"]
min-confidence = "low"
exclude = ["old"]
extend-exclude = ["generated/*"]
respect-gitignore = false
max-file-size = "1MiB"
min-email-delay = "1m30s"
error-handling = ["try"]
clear = ["requests.get"]
effects.email = ["app.mail.deliver"]

[rules.undescriptive-step-name]
generic-words = ["bit"]
"""
        }
    )
    settings = load_settings(root)
    assert settings.select == ("SL0", "mandatory")
    assert settings.ignore == ("SL105",)
    assert settings.min_confidence is Confidence.LOW
    assert settings.exclude == ("old",)
    assert settings.extend_exclude == ("generated/*",)
    assert settings.respect_gitignore is False
    assert settings.max_file_size == 1024 * 1024
    assert settings.min_email_delay == 90.0
    assert settings.error_handling == ("try",)
    assert settings.clear == ("requests.get",)
    assert settings.effects == {"email": ("app.mail.deliver",)}
    assert settings.rules == {"undescriptive-step-name": {"generic-words": ["bit"]}}
    assert settings.where("select", 1) == "steplint.toml:2: "
    assert settings.where("rules", "undescriptive-step-name", "generic-words") == "steplint.toml:15: "


def test_the_closest_file_wins_and_nothing_is_merged(write_files: Write) -> None:
    root = write_files(
        {
            "pyproject.toml": '[tool.steplint]\nselect = ["SL001"]\nignore = ["SL002"]\n',
            "sub/pyproject.toml": "[project]\n",
            "sub/deeper/steplint.toml": 'select = ["SL003"]\n',
        }
    )
    assert load_settings(root / "sub").select == ("SL001",)
    assert load_settings(root / "sub/deeper").select == ("SL003",)
    assert load_settings(root / "sub/deeper").ignore == ()


def test_the_order_of_names_in_one_folder(write_files: Write) -> None:
    files = {".steplint.toml": "A", "steplint.toml": "B", "pyproject.toml": "C"}
    contents = {name: f'select = ["{word}"]\n' for name, word in files.items()}
    contents["pyproject.toml"] = "[tool.steplint]\n" + contents["pyproject.toml"]
    root = write_files(contents)
    assert load_settings(root).select == ("A",)
    (root / ".steplint.toml").unlink()
    assert load_settings(root).select == ("B",)
    (root / "steplint.toml").unlink()
    assert load_settings(root).select == ("C",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tool.steplint]\n\nselct = ["A"]', "pyproject.toml:3: unknown key `selct`; did you mean `select`?"),
        ('tool.steplint.xyzzy = ["A"]', "pyproject.toml:1: unknown key `xyzzy`"),
        ('[tool]\nsteplint = { selct = ["A"] }', "pyproject.toml:2: unknown key `selct`; did you mean `select`?"),
        ('[tool.steplint]\nselect = "A"', 'pyproject.toml:2: bad value for `select`: expected an array, got "A"'),
        (
            '[tool.steplint]\nselect = [\n  "A", # two\n  2,\n]',
            "pyproject.toml:4: bad value for `select`: expected text, got 2",
        ),
        (
            '[tool.steplint]\nmin-confidence = "hgh"',
            "pyproject.toml:2: unknown value `hgh` in `min-confidence`; did you mean `high`?",
        ),
        (
            '[tool.steplint]\nerror-handling = [\n  "try",\n  "onfailure",\n]',
            "pyproject.toml:4: unknown value `onfailure` in `error-handling`; did you mean `on-failure`?",
        ),
        (
            '[tool.steplint.effects]\nhttp = ["a"]\nemial = ["b"]',
            "pyproject.toml:3: unknown value `emial` in `effects`; did you mean `email`?",
        ),
        (
            '[tool.steplint.effects]\nhttp = ["a"]\nemail = "b"',
            'pyproject.toml:3: bad value for `effects`: expected an array, got "b"',
        ),
        (
            '[tool.steplint]\nrespect-gitignore = "no"',
            'pyproject.toml:2: bad value for `respect-gitignore`: expected true or false, got "no"',
        ),
        (
            '[tool.steplint]\nmin-email-delay = "soon"',
            "pyproject.toml:2: bad value for `min-email-delay`: "
            'expected a duration like "45s", "1m30s" or a number of seconds, got "soon"',
        ),
        (
            "[tool.steplint]\nmax-file-size = -1",
            "pyproject.toml:2: bad value for `max-file-size`: "
            'expected a size like "512KiB", "1MiB" or a number of bytes, got -1',
        ),
        ("[tool.steplint.rules]\nx = 1", "pyproject.toml:2: bad value for `rules`: expected a table, got 1"),
        ("[tool.steplint]\nrules = true", "pyproject.toml:2: bad value for `rules`: expected a table, got true"),
        ("[tool]\nsteplint = 1", "pyproject.toml: `tool.steplint` must be a table"),
        (
            "[tool.steplint]\nselect = [",
            "pyproject.toml:2: not valid TOML: Invalid value",
        ),
        ("[tool.steplint]\nselect = ['A'\nx = 1", "pyproject.toml:3: not valid TOML: Unclosed array"),
    ],
)
def test_a_fault_is_named_with_file_and_line(write_files: Write, text: str, message: str) -> None:
    root = write_files({"pyproject.toml": text})
    with pytest.raises(SteplintError) as caught:
        load_settings(root)
    assert caught.value.message == message


def test_known_keys_are_the_way_out(write_files: Write) -> None:
    with pytest.raises(SteplintError) as caught:
        load_settings(write_files({"steplint.toml": "xyzzy = 1"}))
    assert caught.value.hint is not None
    assert "min-email-delay" in caught.value.hint
    assert "origin" not in caught.value.hint


def test_internal_fields_are_no_options(write_files: Write) -> None:
    with pytest.raises(SteplintError, match="unknown key `origin`"):
        load_settings(write_files({"steplint.toml": "origin = {}"}))


def test_not_utf8(write_files: Write) -> None:
    with pytest.raises(SteplintError, match=r"steplint\.toml:2: not UTF-8"):
        load_settings(write_files({"steplint.toml": b"# x\n# \xff\n"}))


def test_a_byte_order_mark_and_windows_newlines(write_files: Write) -> None:
    root = write_files({"steplint.toml": b"\xef\xbb\xbfselect = ['A']\r\nignore = [\r\n'B']\r\n"})
    settings = load_settings(root)
    assert settings.select == ("A",)
    assert settings.where("ignore", 0) == "steplint.toml:3: "


def test_an_unreadable_file_is_named(write_files: Write) -> None:
    root = write_files({})
    with pytest.raises(SteplintError, match=r"^none\.toml: cannot read the settings"):
        load_settings_file(root / "none.toml")


def test_a_value_without_origin_has_no_place() -> None:
    assert Settings().where("select", 0) == ""


def test_the_effects_of_settings_are_those_of_the_catalogue() -> None:
    assert set(get_args(EffectName)) == {kind.value for kind in EffectKind}


def test_every_option_is_described_as_a_sentence() -> None:
    for name, field in options_of(Settings).items():
        meta = option_meta(field)
        assert meta is not None
        assert meta.description is not None and meta.description.endswith("."), name


class Inner(msgspec.Struct, frozen=True, rename="kebab"):
    max_size: Annotated[int, msgspec.Meta(description="The most.")] = 3


class Outer(msgspec.Struct, frozen=True, rename="kebab"):
    tables: Annotated[dict[str, Inner], msgspec.Meta(description="Some.")] = {}


def test_tables_in_tables_have_options_of_their_own() -> None:
    def locate(*key: str | int) -> str:
        return f"{'.'.join(map(str, key))}: "

    assert decode_table(Outer, {"tables": {"a": {"max-size": 4}}}, locate).tables == {"a": Inner(max_size=4)}
    for raw, message in (
        ({"maxsize": 4}, "tables.a.maxsize: unknown key `maxsize`; did you mean `max-size`?"),
        ({"max-size": "4"}, 'tables.a.max-size: bad value for `max-size`: expected `int`, got "4"'),
        (4, "tables.a: bad value for `tables`: expected a table, got 4"),
    ):
        with pytest.raises(SteplintError) as caught:
            decode_table(Outer, {"tables": {"a": raw}}, locate)
        assert caught.value.message == message
