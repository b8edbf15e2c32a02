"""The command `steplint`: commands, errors for people, and the exit status."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

import click

from steplint import __version__
from steplint.cli.caching import clean
from steplint.cli.check import check, intended_output
from steplint.cli.completion import generate_shell_completion
from steplint.cli.config import config
from steplint.cli.output import OutputError, complain, prepare_streams
from steplint.cli.rule import rule
from steplint.diagnostics import SteplintError

FAILED = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="steplint", message="%(prog)s %(version)s")
def steplint() -> None:
    """Find what breaks in durable workflows before they run.

    Exit status: 0 nothing to report, 1 findings, 2 wrong usage or settings or something that could not be analysed.
    """


steplint.add_command(check)
steplint.add_command(rule)
steplint.add_command(config)
steplint.add_command(clean)
steplint.add_command(generate_shell_completion)


def main() -> NoReturn:
    """Run the command line and leave with its status; whatever goes wrong, no traceback stands for an answer."""
    prepare_streams()
    status = _run()
    if status == INTERRUPTED:
        os._exit(
            status
        )  # at once: a thread that is still at work must not meet an interpreter that is being taken down
    sys.exit(status)


def _report_failure(message: str) -> None:
    """Write the report that `check` was asked for, if it can be told which that is, of a run that came to nothing."""
    if sys.argv[1:2] != [check.name]:
        return
    try:
        intended_output(sys.argv[2:]).deliver_failure(message)
    except OutputError as failure:
        complain(SteplintError(f"cannot write the report: {failure}"))


def _run() -> int:
    try:
        status = steplint.main(prog_name="steplint", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.UsageError):
            _report_failure(error.format_message())
        return error.exit_code
    except SteplintError as error:
        complain(error)
        return FAILED
    except OutputError as error:
        complain(SteplintError(f"cannot write the report: {error}"))
        return FAILED
    except Exception:  # noqa: BLE001 - the status 1 of an uncaught exception would say that there are findings
        import traceback

        traceback.print_exc()
        complain(SteplintError("a fault in steplint ended the run; please report it with the lines above"))
        with contextlib.suppress(Exception):  # the fault may be in the format itself
            _report_failure("a fault in steplint ended the run")
        return FAILED
