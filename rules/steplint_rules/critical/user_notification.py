"""SL001 user-notification."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Edit, Finding, Fix, Place, Severity
from steplint.project import FunctionRef, Invocation, Site, Workflow
from steplint.rule.base import Rule
from steplint.sdk.kinds import EffectKind

_SYSTEM_VARIANTS = {"send_notification": "send_system_notification", "sendNotification": "sendSystemNotification"}


class UserNotification(Rule):
    """A workflow sends a notification that needs a user's session.

    ## Why is this bad

    A notification of the user kind asks the session who is signed in. A workflow runs in the background, on a request
    of the platform, and has no session: the call fails on every attempt, or reaches nobody. The system notification
    needs none.

    The call counts wherever it stands: in the workflow, in a step's handler, in a helper modules away, or handed over
    as a reference (`step.run("notify", send_notification, …)`).

    ## Bad

    ```python
    # file: app/notify.py
    async def send_notification(user_id: str, title: str) -> None: ...


    async def send_system_notification(user_id: str, title: str, message: str) -> None: ...


    # file: app/flows.py
    import inngest

    from app.notify import send_notification

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="payment-processed", trigger=inngest.TriggerEvent(event="payment/processed"))
    async def payment_processed(ctx: inngest.Context) -> None:
        user_id = str(ctx.event.data["user_id"])
        await ctx.step.run("notify-user", lambda: send_notification(user_id, "Payment processed"))  # expect: SL001
    ```

    ## Good

    ```python
    # file: app/notify.py
    async def send_system_notification(user_id: str, title: str, message: str) -> None: ...


    # file: app/flows.py
    import inngest

    from app.notify import send_system_notification

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="payment-processed", trigger=inngest.TriggerEvent(event="payment/processed"))
    async def payment_processed(ctx: inngest.Context) -> None:
        user_id = str(ctx.event.data["user_id"])
        await ctx.step.run(
            "notify-user", send_system_notification, user_id, "Payment processed", "Your payment has been processed"
        )
    ```

    ## Fix

    Where the module that defines the one also defines the other, the name is replaced. The fix is unsafe: the two
    functions may take different arguments.

    ## Options

    The names are `send_notification` and `sendNotification`. `effects.notification` adds names, `clear` removes them.

    ## Known gaps

    A method of that name on an object that cannot be resolved is reported at low confidence.

    ## References

    The rule card, critical 1, mandatory 3.
    """

    code = "SL001"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, site, invocation, effect in workflow.effects():
            if effect.kind is not EffectKind.NOTIFICATION:
                continue
            naming = reached.naming(site, invocation)
            yield self.finding(
                naming.place,
                f"`{naming.name}` needs a user's session, and a workflow has none: it fails when the workflow runs",
                help="Send a system notification (`send_system_notification`) with the user's id from the event.",
                confidence=effect.confidence,
                workflow=workflow,
                related=tuple(hop.as_related() for hop in reached.path),
                fix=_fix(workflow, site, invocation) if invocation.parameter is None else None,
            )


def _fix(workflow: Workflow, site: Site, invocation: Invocation) -> Fix | None:
    """The system variant in place of the name, where the module that defines the one defines the other and both are
    bound here.
    """
    variant = _SYSTEM_VARIANTS.get(invocation.name)
    if variant is None or site.call is None:
        return None
    evaluator = workflow.project.evaluator
    module = site.frame.module
    known = evaluator.member(module.path, variant)
    if known is not None and any(isinstance(entity, FunctionRef) for entity in known):
        return Fix(f"Call `{variant}`", _edits(site, invocation, variant), Applicability.UNSAFE)
    for binding in module.model.imports:
        if binding.name != invocation.name or binding.member != invocation.name:
            continue
        path = evaluator.files.find(binding, module.path)
        if path is not None and evaluator.member(path, variant) is not None:
            at_end = type(binding.span)(
                binding.span.end_line, binding.span.end_column, binding.span.end_line, binding.span.end_column
            )
            added = Edit(Place(module.path, at_end), f", {variant}")
            return Fix(f"Call `{variant}`", (*_edits(site, invocation, variant), added), Applicability.UNSAFE)
    return None


def _edits(site: Site, invocation: Invocation, variant: str) -> tuple[Edit, ...]:
    span = invocation.span
    if span.line == span.end_line and span.end_column - span.column == len(invocation.name):
        return (Edit(site.place_of(invocation), variant),)
    end = type(span)(span.end_line, span.end_column - len(invocation.name), span.end_line, span.end_column)
    return (Edit(Place(site.frame.module.path, end), variant),)
