"""SL901 unused-suppression."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Finding, Fix, Severity
from steplint.rule.base import Rule
from steplint.rule.subjects import CommentedFile, JudgedSuppression
from steplint.source.suppression_edits import without
from steplint.source.suppressions import EVERY_RULE, Form


class UnusedSuppression(Rule):
    """A suppression comment hides nothing.

    ## Why is this bad

    The fault it was written for is gone, or the comment stands in the wrong place. A comment that stays behind hides
    the next fault of the same kind, which nobody has looked at.

    Only what is certain is reported: a code counts when its rule ran, when the file and all that leads to it were
    analysed, and when nothing failed. With `--select` or for a single folder of a project that has workflows elsewhere,
    the codes that could not be judged are left alone. An `enable` that ends no `disable` is reported as well.

    To keep a comment that is needed only now and then, name this rule in it: `ignore[SL105, SL901]`.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="remind", trigger=inngest.TriggerEvent(event="ride/booked"))
    async def remind(ctx: inngest.Context) -> None:
        await ctx.step.sleep("wait-for-the-day", 3600)  # steplint: ignore[SL105] old runs  # expect: SL901
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="remind", trigger=inngest.TriggerEvent(event="ride/booked"))
    async def remind(ctx: inngest.Context) -> None:
        await ctx.step.sleep("step1", 3600)  # steplint: ignore[SL105] runs of last year still wait in this step
    ```

    ## Fix

    Removes the comment, or the codes in it that hide nothing. This is safe: comments do not change what runs.
    """

    code = "SL901"
    severity = Severity.ADVISORY
    since = "0.1"

    def check_suppressions(self, file: CommentedFile) -> Iterator[Finding]:
        for judged in file.suppressions:
            if not judged.unused:
                continue
            suppression = judged.suppression
            words = {selector.word for selector in judged.unused}
            is_whole = len(words) == len({selector.word for selector in suppression.selectors})
            title = "Remove the comment" if is_whole else f"Remove {_listed(judged)} from the comment"
            edit = file.edit(without(suppression, words, file.lines))
            yield self.finding(
                file.place(suppression),
                _message(judged),
                help=f"{title[0].lower()}{title[1:]}",
                fix=Fix(title, (edit,), Applicability.SAFE),
            )


def _message(judged: JudgedSuppression) -> str:
    if judged.suppression.form is Form.ENABLE:
        of_what = "" if judged.suppression.is_blanket else f" of {_listed(judged)}"
        return f"this `enable` ends no `disable`{of_what} above it"
    return f"this suppression of {_listed(judged)} hides nothing today, and would hide the next fault of its kind"


def _listed(judged: JudgedSuppression) -> str:
    *others, last = ("every rule" if each.word == EVERY_RULE else each.word for each in judged.unused)
    return f"{', '.join(others)} and {last}" if others else last
