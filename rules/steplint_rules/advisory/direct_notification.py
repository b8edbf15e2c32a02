"""SL103 direct-notification."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Related, Severity
from steplint.project import Workflow, written_name
from steplint.rule.base import Rule
from steplint.sdk.kinds import EffectKind


class DirectNotification(Rule):
    """A workflow notifies people through a vendor although the project has a function of its own for that.

    ## Why is this bad

    The project's system notification knows people's settings, writes down what was sent, and picks the channel. A push
    message, an SMS or a chat message sent straight through a vendor goes around all that.

    The rule speaks only where the project defines a system notification.

    ## Bad

    ```python
    # file: app/notify.py
    from twilio.rest import Client


    def send_system_notification(user_id: str, title: str, message: str) -> None:
        Client().messages.create(to=user_id, body=f"{title}: {message}", from_="+15550100")


    # file: app/flows.py
    import inngest
    from twilio.rest import Client

    client = inngest.Inngest(app_id="rides")


    def text_driver(phone: str) -> None:
        Client().messages.create(to=phone, body="Your trip is confirmed", from_="+15550100")  # expect: SL103


    @client.create_function(fn_id="trip-confirmed", trigger=inngest.TriggerEvent(event="trip/confirmed"))
    async def trip_confirmed(ctx: inngest.Context) -> None:
        await ctx.step.run("notify-driver", text_driver, str(ctx.event.data["phone"]))
    ```

    ## Good

    ```python
    # file: app/notify.py
    from twilio.rest import Client


    def send_system_notification(user_id: str, title: str, message: str) -> None:
        Client().messages.create(to=user_id, body=f"{title}: {message}", from_="+15550100")


    # file: app/flows.py
    import inngest

    from app.notify import send_system_notification

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="trip-confirmed", trigger=inngest.TriggerEvent(event="trip/confirmed"))
    async def trip_confirmed(ctx: inngest.Context) -> None:
        user_id = str(ctx.event.data["user_id"])
        await ctx.step.run("notify-driver", send_system_notification, user_id, "Trip", "Your trip is confirmed")
    ```

    ## Options

    `effects.direct-notification` adds names of vendors' calls, `effects.system-notification` names of the project's own
    function; `clear` removes names.

    ## References

    The rule card, critical 1 and mandatory 3.
    """

    code = "SL103"
    severity = Severity.ADVISORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        own = workflow.project.system_notification
        if own is None:
            return
        for reached, site, invocation, effect in workflow.effects():
            if effect.kind is not EffectKind.DIRECT_NOTIFICATION:
                continue
            naming = reached.naming(site, invocation)
            name = invocation.name if site.call is None else written_name(site.call.callee, site.frame.function)
            yield self.finding(
                naming.place,
                f"`{name}` notifies people through a vendor: {effect.reason}, past the project's `{own.name}`",
                help=f"Call `{own.name}` with the user's id from the event.",
                confidence=effect.confidence,
                workflow=workflow,
                related=(
                    *(hop.as_related() for hop in reached.path),
                    Related(own.place, f"`{own.name}` is defined here"),
                ),
            )
