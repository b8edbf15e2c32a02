"""SL904 suppression-without-reason."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.rule.base import Rule
from steplint.rule.subjects import CommentedFile
from steplint.source.suppressions import Form


class SuppressionWithoutReason(Rule):
    """A suppression comment does not say why, and the setting `require-reason` asks for it.

    ## Why is this bad

    Whoever meets the comment next cannot tell whether it still holds. A few words are enough; they stand behind the
    closing bracket.

    The rule reports nothing unless the settings say `require-reason = true`.

    ## Bad

    ```python
    # settings: require-reason = true
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="remind", trigger=inngest.TriggerEvent(event="ride/booked"))
    async def remind(ctx: inngest.Context) -> None:
        await ctx.step.sleep("step1", 3600)  # steplint: ignore[SL105]  # expect: SL904
    ```

    ## Good

    ```python
    # settings: require-reason = true
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="remind", trigger=inngest.TriggerEvent(event="ride/booked"))
    async def remind(ctx: inngest.Context) -> None:
        await ctx.step.sleep("step1", 3600)  # steplint: ignore[SL105] runs of last year still wait in this step
    ```
    """

    code = "SL904"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_suppressions(self, file: CommentedFile) -> Iterator[Finding]:
        if not file.requires_reasons:
            return
        for judged in file.suppressions:
            suppression = judged.suppression
            if suppression.fault is None and suppression.form is not Form.ENABLE and not suppression.reason:
                yield self.finding(
                    file.place(suppression),
                    "this suppression does not say why the finding may stay",
                    help=f"add the reason: `{suppression.form}[CODE] reason`",
                )
