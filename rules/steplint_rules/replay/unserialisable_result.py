"""SL214 unserialisable-result."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Place, Related, Severity
from steplint.project import Deed, Workflow, written_name
from steplint.rule.base import Rule

_FAILS = "the step fails each time its handler has run"
_REPEATED = "the step fails after its work is done, and each retry does it again"


class UnserialisableResult(Rule):
    """A step's handler returns something that is no JSON.

    ## Why is this bad

    A step's result is remembered as JSON. The SDK puts what the handler returns through `json.dumps`; bytes, a set, a
    datetime, a Decimal, a UUID, a dataclass, a pydantic model, an object of the ORM or a client's response do not get
    through, nested ones no more than others. The platform is told `output_unserializable`: the handler has run, its
    result is lost, and the step fails.

    It is critical when the handler does something to the world. The answer to the platform does not say "do not try
    again", although the SDK's error means that, so the step is run again: the mail is sent again, and the card charged
    again, until the retries are used up.

    ## Bad

    ```python
    import datetime

    import inngest

    from app.reports import download_report, mail_report

    client = inngest.Inngest(app_id="reports")


    @client.create_function(fn_id="send-report", trigger=inngest.TriggerEvent(event="report/requested"))
    async def send_report(ctx: inngest.Context) -> None:
        report = await ctx.step.run("download-report", download_report, ctx.event.data["url"])  # expect: SL214
        await ctx.step.run("mail-report", mail_report, report)  # expect: SL214


    # file: app/reports.py
    import datetime

    import httpx


    async def download_report(url: str) -> bytes:
        async with httpx.AsyncClient() as client:
            response = await client.get(url)
            return response.content


    async def mail_report(report: bytes) -> dict:
        async with httpx.AsyncClient() as client:
            await client.post("https://mail.example.com/messages", content=report)
        return {"sent_at": datetime.datetime.now(datetime.UTC)}
    ```

    ## Good

    ```python
    import inngest

    from app.reports import mail_report, store_report

    client = inngest.Inngest(app_id="reports")


    @client.create_function(fn_id="send-report", trigger=inngest.TriggerEvent(event="report/requested"))
    async def send_report(ctx: inngest.Context) -> None:
        key = await ctx.step.run("store-report", store_report, ctx.event.data["url"])
        await ctx.step.run("mail-report", mail_report, key)


    # file: app/reports.py
    import datetime

    import boto3
    import httpx


    async def store_report(url: str) -> str:
        async with httpx.AsyncClient() as client:
            response = await client.get(url)
        boto3.client("s3").put_object(Bucket="reports", Key=url, Body=response.content)
        return url


    async def mail_report(key: str) -> dict:
        async with httpx.AsyncClient() as client:
            await client.post("https://mail.example.com/messages", json={"attachment": key})
        return {"sent_at": datetime.datetime.now(datetime.UTC).isoformat()}
    ```

    ## Known gaps

    A client with a `serializer` makes JSON of what a step returns when the step is given `output_type`: such steps are
    not judged. Without `output_type` a serializer changes nothing, and the step is reported.

    What is known comes from return statements and the constructors and calls they lead to; the annotation has the say
    where those tell nothing. What only a parameter's annotation says is reported at medium confidence, one of several
    types of an annotation at low. Tuples and numbers as keys get through and come back as lists and text. What the
    workflow itself returns is not judged.

    ## References

    Seen with inngest 0.5.19 (`output_unserializable`). https://www.inngest.com/docs/reference/python/steps/run
    """

    code = "SL214"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, site, step, misfits in workflow.step_results():
            if step.arguments.get(None, "output_type") is not None and workflow.has_serializer:
                continue
            worst = min(misfits, key=lambda misfit: misfit.confidence.rank)
            value = site.call.argument(1, "handler") if site.call is not None else None
            place = site.place
            name = "the handler"
            if value is not None:
                place = Place(reached.frame.module.path, value.span)
                name = written_name(value, reached.frame.function)
                for invocation in site.invocations:
                    if invocation.span == value.span:
                        naming = reached.naming(site, invocation)
                        place, name = naming.place, naming.name
                name = "the lambda" if "lambda" in name else f"`{name}`"
            done = next(iter(workflow.done_by(site)), None)
            related = [hop.as_related() for hop in reached.path]
            related += [Related(misfit.place, f"this is {misfit.what}") for misfit in misfits if misfit.place != place]
            if isinstance(done, Deed) and done.effect_place is not None and done.effect is not None:
                related.append(Related(done.effect_place, f"`{done.name}` {done.effect.reason}"))
            yield self.finding(
                place,
                f"{name} returns {worst.what}, which is no JSON: {_REPEATED if done is not None else _FAILS}",
                help="Return plain data (text, numbers, lists, dicts): `.isoformat()`, "
                '`.model_dump(mode="json")`, an id, or the key under which the bytes are stored.',
                severity=Severity.MANDATORY if done is None else Severity.CRITICAL,
                confidence=worst.confidence,
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )
