"""SL102 inadequate-email-delay."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Edit, Finding, Fix, Place, Related, Severity
from steplint.project import Conflict, External, Hop, Wait, Workflow
from steplint.rule.base import Rule


class InadequateEmailDelay(Rule):
    """The wait between two e-mails is too short, or nothing remembers it.

    ## Why is this bad

    The wait is there, but it does not do its work. `step.sleep` takes milliseconds: `step.sleep("email-delay", 45)`
    waits for 45 thousandths of a second, silently. `time.sleep` and `asyncio.sleep` are not durable: they hold the
    request open, repeat on every pass and are lost with the process. Durable waits on a path add up; the sum must
    reach 45 seconds.

    ## Bad

    ```python
    import asyncio

    import inngest

    from app.mailer import send_email

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="welcome", trigger=inngest.TriggerEvent(event="user/created"))
    async def welcome(ctx: inngest.Context) -> None:
        await ctx.step.run("mail-user", send_email, ctx.event.data["user"])
        await ctx.step.sleep("email-delay", 45)  # expect: SL102
        await ctx.step.run("mail-team", send_email, ctx.event.data["team"])
        await asyncio.sleep(45)  # expect: SL102
        await ctx.step.run("mail-owner", send_email, ctx.event.data["owner"])
    ```

    ## Good

    ```python
    import datetime

    import inngest

    from app.mailer import send_email

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="welcome", trigger=inngest.TriggerEvent(event="user/created"))
    async def welcome(ctx: inngest.Context) -> None:
        await ctx.step.run("mail-user", send_email, ctx.event.data["user"])
        await ctx.step.sleep("email-delay", datetime.timedelta(seconds=45))
        await ctx.step.run("mail-team", send_email, ctx.event.data["team"])
        await ctx.step.sleep("second-email-delay", 45_000)
        await ctx.step.run("mail-owner", send_email, ctx.event.data["owner"])
    ```

    ## Fix

    A duration of a durable sleep that is too short is replaced by the least one. The fix is unsafe: the wait becomes
    longer, also for runs in flight.

    ## Options

    `min-email-delay` is the least wait (45 s).

    ## Known gaps

    A duration that cannot be evaluated counts as long enough.

    ## References

    The rule card, critical 2, mandatory 2. Where there is no wait at all, SL002 speaks. Of a wait between two e-mails
    this rule speaks and neither SL210 nor SL211. Seen with inngest 0.5.19.
    """

    code = "SL102"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        conflicts = list(workflow.mail_conflicts())
        without_wait = {conflict.mail.place for _, conflict in conflicts if not conflict.previous.waited.waits}
        worst: dict[Place, tuple[tuple[Hop, ...], Conflict, Wait]] = {}
        for path, conflict in conflicts:
            if not conflict.previous.waited.waits or conflict.mail.place in without_wait:
                continue
            wait = conflict.previous.waited.waits[0]
            known = worst.get(wait.place)
            if known is None or conflict.confidence.rank < known[1].confidence.rank:
                worst[wait.place] = (path, conflict, wait)
        for place, (path, conflict, wait) in worst.items():
            least = workflow.project.settings.min_email_delay
            before, after = conflict.previous.mail, conflict.mail
            hops = [hop.as_related() for hop in (*path, *before.path, *after.path)]
            ends = [
                Related(before.place, f"`{before.name}` sends the e-mail before"),
                Related(after.place, f"`{after.name}` sends the next"),
            ]
            yield self.finding(
                place,
                _message(wait, conflict.previous.waited.seconds, least),
                help="Between the e-mails, wait with "
                f'`await ctx.step.sleep("email-delay", datetime.timedelta(seconds={least:g}))`.',
                confidence=conflict.confidence,
                workflow=workflow,
                related=tuple(dict.fromkeys([*hops, *(end for end in ends if end.place != place)])),
                fix=_fix(workflow, wait, least),
            )


def _message(wait: Wait, total: float, least: float) -> str:
    asked = f"the card asks for {least:g} s"
    if not wait.durable:
        return f"this wait between two e-mails is not durable: it is lost with the process, and {asked}"
    if wait.milliseconds is not None:
        return f"this wait between two e-mails is {wait.milliseconds:g} milliseconds long, and {asked}"
    return f"only {total:g} s lie between two e-mails, and {asked}"


def _fix(workflow: Workflow, wait: Wait, least: float) -> Fix | None:
    if not wait.durable or wait.argument is None or wait.seconds is None:
        return None
    evaluator = workflow.project.evaluator
    for name, text in (("timedelta", "timedelta"), ("datetime", "datetime.timedelta")):
        meaning = evaluator.member(wait.argument.path, name) or ()
        if any(
            isinstance(entity, External) and entity.path in {"datetime.timedelta", "datetime"} for entity in meaning
        ):
            duration = f"{text}(seconds={least:g})"
            break
    else:
        duration = f"{round(least * 1000):_}"
    return Fix(f"Wait for {least:g} s", (Edit(wait.argument, duration),), Applicability.UNSAFE)
