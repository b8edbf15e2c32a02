"""`steplint config`: which options there are and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
import msgspec

from steplint.cli.choice import Word
from steplint.cli.output import write
from steplint.diagnostics import SteplintError
from steplint.settings import did_you_mean
from steplint.settings.toml_text import toml_option

if TYPE_CHECKING:
    from steplint.settings.describe import OptionPage

HEAD = """\
# Settings

Settings stand in `[tool.steplint]` of `pyproject.toml`, or with the same keys in `steplint.toml` or `.steplint.toml`.
The closest file counts, looked for from the project's folder upward; in one folder `.steplint.toml` goes before
`steplint.toml` before `pyproject.toml`. Files are not merged, unless one names another with [`extend`](#extend).
Patterns and paths are relative to the file that holds them.

What is unknown or wrong (a key, a rule, a type, a value) ends the run with status 2 and names file, line and, where
there is one, the word that was probably meant. `steplint check --show-settings` prints the settings in force and where
each comes from; `--config 'KEY = VALUE'` changes one for a run, `--config FILE` reads another file, `--isolated` none.
Which rules run and what fails is also told in [selection](selection.md).

A JSON schema comes with the package as `steplint/settings/schema.json`; validate-pyproject finds it by itself.

This page is what `steplint config --output-format markdown` prints; its examples are written for `steplint.toml`.
"""


class OptionDescription(msgspec.Struct):
    """An option, as JSON shows it; `default` is null where the option is not set."""

    name: str
    description: str
    type: str
    default: Any
    examples: list[Any]


@click.command()
@click.argument("option", metavar="[OPTION]", required=False)
@click.option("--output-format", type=Word("text", "json", "markdown"), default="text", help="How to show it (text).")
def config(option: str | None, output_format: str) -> None:
    """Explain an option of the settings, or list all of them; `rules.NAME` lists those of a rule."""
    from steplint.rule import installed_rules  # imports every rule
    from steplint.rule.reference import all_options

    pages = all_options(installed_rules())
    chosen = pages if option is None else _find(option, pages)
    is_list = option is None or len(chosen) > 1
    match output_format:
        case "json":
            described = [_describe(page) for page in chosen]
            document = msgspec.json.encode(described if is_list else described[0])
            write(msgspec.json.format(document, indent=2).decode() + "\n")
        case "markdown":
            write((f"{HEAD}\n" if option is None else "") + "\n".join(_markdown(page) for page in chosen))
        case _ if is_list:
            write(_table(chosen))
        case _:
            write(_text(chosen[0]))


def _find(word: str, pages: Sequence[OptionPage]) -> list[OptionPage]:
    """The option of a name, or all below it; SteplintError for a name that is none."""
    found = [page for page in pages if page.name == word]
    found = found or [page for page in pages if page.name.startswith(f"{word}.")]
    if not found:
        known = {".".join(page.path[:length]) for page in pages for length in range(1, len(page.path) + 1)}
        raise SteplintError(
            f"unknown option `{word}`{did_you_mean(word, known)}", "`steplint config` lists the options"
        )
    return found


def _table(pages: Sequence[OptionPage]) -> str:
    width = max(len(page.name) for page in pages)
    return "".join(f"{page.name:<{width}}  {page.description}\n" for page in pages)


def _text(page: OptionPage) -> str:
    lines = [page.description, "", f"type: {page.type}", f"default: {page.default_text or 'not set'}"]
    for example in page.examples:
        lines += ["", *toml_option(page.path, example).split("\n")]
    return "".join(f"{line}\n" for line in lines)


def _markdown(page: OptionPage) -> str:
    default = f"`{page.default_text}`" if page.default_text else "not set"
    examples = "".join(f"\n```toml\n{toml_option(page.path, example)}\n```\n" for example in page.examples)
    return f"## {page.name}\n\n{page.description}\n\nType: `{page.type}`. Default: {default}.\n{examples}"


def _describe(page: OptionPage) -> OptionDescription:
    return OptionDescription(page.name, page.description, page.type, page.default, list(page.examples))
