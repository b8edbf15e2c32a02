"""SL002 email-without-delay."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Place, Related, RelatedRole, Severity
from steplint.project import Conflict, Hop, Workflow
from steplint.rule.base import Rule


class EmailWithoutDelay(Rule):
    """Two e-mails leave a workflow with no wait between them.

    ## Why is this bad

    Mail that leaves in bursts is taken for spam: it is delayed, filed as junk, or the sender is blocked, and the
    workflow never hears of it. The card asks for at least 45 seconds between two e-mails of a workflow.

    Every path counts: one send after the other, a loop that comes round to its send again, sends in two helpers, sends
    side by side in `group.parallel` or `gather`, a loop inside one step's handler (where no durable wait is possible).
    What cannot happen on one path is fine: exclusive branches, a loop that always leaves after its first send, one
    call that hands a whole batch to the vendor. A wait guarded by "not the last item" or "not the first" counts as a
    wait between the turns of a loop.

    ## Bad

    ```python
    # file: app/mail.py
    import resend


    def deliver(to: str, subject: str) -> str:
        message = {"from": "shop@example.com", "to": to, "subject": subject, "html": "…"}
        return resend.Emails.send(message)["id"]  # expect: SL002


    # file: app/flows.py
    import inngest

    from app.mail import deliver

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="invite-all", trigger=inngest.TriggerEvent(event="team/created"))
    async def invite_all(ctx: inngest.Context) -> None:
        for address in ctx.event.data["addresses"]:
            await ctx.step.run(f"invite-{address}", deliver, address, "Join us")


    # file: app/welcome.py
    import inngest

    from app.flows import client
    from app.mailer import send_email


    @client.create_function(fn_id="welcome", trigger=inngest.TriggerEvent(event="user/created"))
    async def welcome(ctx: inngest.Context) -> None:
        await ctx.step.run("mail-user", send_email, ctx.event.data["user"])
        await ctx.step.run("mail-team", send_email, ctx.event.data["team"])  # expect: SL002
    ```

    ## Good

    ```python
    import datetime

    import inngest

    from app.mailer import send_email

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="invite-all", trigger=inngest.TriggerEvent(event="team/created"))
    async def invite_all(ctx: inngest.Context) -> None:
        users = ctx.event.data["users"]
        for i, user in enumerate(users):
            await ctx.step.run(f"send-email-{i}", send_email, user)
            if i < len(users) - 1:
                await ctx.step.sleep("email-delay", datetime.timedelta(seconds=45))
    ```

    ## Options

    `min-email-delay` is the least wait (45 s). `effects.email` adds names of functions that send mail, `clear` removes
    them.

    ## Known gaps

    A second e-mail that only an exception leads to (one in the `try`, another in the `except`) is reported at low
    confidence. Workflows that send one e-mail each and are started side by side by a fan-out of events are not seen
    together.

    ## References

    The rule card, critical 2. A wait that is there but too short is SL102's. Seen with inngest 0.5.19: no step waits
    inside of a step, and the callables of a group run with nothing between.
    """

    code = "SL002"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        worst: dict[Place, tuple[tuple[Hop, ...], Conflict]] = {}
        for path, conflict in workflow.mail_conflicts():
            known = worst.get(conflict.mail.place)
            if conflict.previous.waited.waits:
                continue
            if known is None or conflict.confidence.rank < known[1].confidence.rank:
                worst[conflict.mail.place] = (path, conflict)
        delay = workflow.project.settings.min_email_delay
        for place, (path, conflict) in worst.items():
            before = conflict.previous.mail
            repeats = (before.place, before.path) == (place, conflict.mail.path)
            yield self.finding(
                place,
                f"`{conflict.mail.name}` sends "
                + ("again on the next turn" if repeats else "right after another e-mail")
                + ", with no wait between: mail in bursts is taken for spam",
                help="Wait between the two: "
                f'`await ctx.step.sleep("email-delay", datetime.timedelta(seconds={delay:g}))`. No durable wait '
                "is possible inside a step's handler: give each e-mail a step of its own.",
                confidence=conflict.confidence,
                workflow=workflow,
                related=_related(path, conflict, repeats=repeats),
            )


def _related(path: tuple[Hop, ...], conflict: Conflict, *, repeats: bool) -> tuple[Related, ...]:
    found = [hop.as_related() for hop in path]
    before = conflict.previous.mail
    if not repeats:
        found += [hop.as_related() for hop in before.path]
        found.append(Related(before.place, f"`{before.name}` sends the e-mail before", RelatedRole.HOP))
    found += [hop.as_related() for hop in conflict.mail.path]
    return tuple(dict.fromkeys(found))
