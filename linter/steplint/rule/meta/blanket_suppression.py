"""SL903 blanket-suppression."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Finding, Fix, Severity
from steplint.rule.base import Rule
from steplint.rule.subjects import CommentedFile
from steplint.source.suppression_edits import naming
from steplint.source.suppressions import Form


class BlanketSuppression(Rule):
    """A suppression comment names no rule and hides the findings of all of them.

    ## Why is this bad

    It was written with one fault in mind and hides whatever is found at its place from then on, also by rules that come
    with the next version. Name the rules, by code or by name.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="remind", trigger=inngest.TriggerEvent(event="ride/booked"))
    async def remind(ctx: inngest.Context) -> None:
        await ctx.step.sleep("step1", 3600)  # steplint: ignore  # expect: SL903
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

    Names the rules whose findings are hidden. It is offered when every rule ran.
    """

    code = "SL903"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_suppressions(self, file: CommentedFile) -> Iterator[Finding]:
        for judged in file.suppressions:
            suppression = judged.suppression
            if not suppression.is_blanket or suppression.form is Form.ENABLE:
                continue
            codes = ", ".join(judged.hidden)
            fix = None
            if judged.hidden and judged.all_ran:
                edit = file.edit(naming(suppression, judged.hidden))
                fix = Fix(f"Name {codes}", (edit,), Applicability.SAFE)
            yield self.finding(
                file.place(suppression),
                "this suppression names no rule and hides the findings of all of them",
                help=f"name what it is for: `{suppression.form}[{codes or 'CODE'}]`",
                fix=fix,
            )
