"""`steplint generate-shell-completion`: what a shell needs to complete commands, options and their words."""

from __future__ import annotations

import click

from steplint.cli.choice import Word
from steplint.cli.output import write

SHELLS = ("bash", "fish", "zsh")
PROGRAM = "steplint"
VARIABLE = "_STEPLINT_COMPLETE"


@click.command()
@click.argument("shell", type=Word(*SHELLS), metavar="|".join(SHELLS))
@click.pass_context
def generate_shell_completion(context: click.Context, shell: str) -> None:
    """Print a script for a shell to load, for instance with `eval "$(steplint generate-shell-completion bash)"`."""
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None, "click has a class for each of these shells"
    script = completion(context.find_root().command, {}, PROGRAM, VARIABLE)
    write(completion.source_template % script.source_vars() + "\n")
