"""A choice of words that guesses at the one meant."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from steplint.settings import did_you_mean


class Word(click.ParamType[str]):
    """One of a few words."""

    name = "word"

    def __init__(self, *words: str) -> None:
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The words, as the help shows them."""
        return "|".join(self._words)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself; a usage error for any other."""
        if value not in self._words:
            guess = did_you_mean(value, self._words)
            self.fail(
                f"unknown value `{value}`{_origin(param, ctx)}{guess} (one of: {', '.join(self._words)})", param, ctx
            )
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The words that a shell may complete to."""
        return [CompletionItem(word) for word in self._words if word.startswith(incomplete)]


def _origin(param: click.Parameter | None, ctx: click.Context | None) -> str:
    """Where a value comes from that is not on the command line; nobody looks for it elsewhere without being told."""
    if param is None or ctx is None or param.name is None:
        return ""
    from_environment = ctx.get_parameter_source(param.name) is click.core.ParameterSource.ENVIRONMENT
    return f" in the environment variable {param.envvar}" if from_environment else ""
