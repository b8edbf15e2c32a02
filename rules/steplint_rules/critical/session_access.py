"""SL005 session-access."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import Workflow
from steplint.rule.base import Rule


class SessionAccess(Rule):
    """A workflow reaches for the session of a user or the request of a browser.

    ## Why is this bad

    The platform calls a workflow; no user does. There is no cookie, no signed-in user and no request of theirs: what
    reads them fails, gives an anonymous user, or, worse, the state of whatever request the process is serving.

    Names are followed to what they are bound to: Flask's `session`, `request`, `g` and `current_user`, Django's
    `request.user` and `get_user`, Starlette's and FastAPI's requests and `Depends` parameters, and the card's own names
    (`require_authentication`, `get_current_user`, …). A database session, an HTTP session or a session of a model is
    none.

    ## Bad

    ```python
    import inngest

    from app.auth import get_current_user
    from app.reports import build_report

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="send-report", trigger=inngest.TriggerEvent(event="report/requested"))
    async def send_report(ctx: inngest.Context) -> None:
        user = await get_current_user()  # expect: SL005
        await ctx.step.run("build-report", build_report, user.id)
    ```

    ## Good

    ```python
    import inngest
    from sqlalchemy.orm import Session

    from app.db import engine
    from app.reports import build_report

    client = inngest.Inngest(app_id="shop")


    def report_for(user_id: str) -> str:
        with Session(engine) as session:
            return build_report(session, user_id)


    @client.create_function(fn_id="send-report", trigger=inngest.TriggerEvent(event="report/requested"))
    async def send_report(ctx: inngest.Context) -> None:
        await ctx.step.run("build-report", report_for, str(ctx.event.data["user_id"]))
    ```

    ## Options

    `effects.session` adds names, `clear` removes them.

    ## Known gaps

    A bare name that cannot be resolved is no finding unless it is one of the card's. A method of such a name on an
    object that cannot be resolved is reported at low confidence.

    ## References

    The rule card, critical 5.
    """

    code = "SL005"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, use in workflow.session_uses():
            yield self.finding(
                use.place,
                f"`{use.name}` reaches for a user's session or request, and a workflow has none ({use.reason})",
                help="Put what the workflow needs, like the user's id, into the event's data, "
                "and read it from `ctx.event.data`.",
                confidence=use.confidence,
                workflow=workflow,
                related=tuple(hop.as_related() for hop in reached.path),
            )
