"""SL218 shared-local-file."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Place, Related, Severity
from steplint.project import Workflow
from steplint.rule.base import Rule


class SharedLocalFile(Rule):
    """A step opens a local file that another step wrote.

    ## Why is this bad

    Each step may run on another machine, in another container, after another deployment. The path that was remembered
    is there; the file is not. With one machine it works, until a retry comes hours later.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="reports")


    def render(report: dict) -> str:
        path = f"/tmp/{report['id']}.html"
        with open(path, "w") as file:
            file.write(report["text"])
        return path


    def count_words(path: str) -> int:
        with open(path) as file:
            return len(file.read().split())


    @client.create_function(fn_id="report", trigger=inngest.TriggerEvent(event="report/requested"))
    async def report(ctx: inngest.Context) -> None:
        path = await ctx.step.run("render-report", render, ctx.event.data)
        await ctx.step.run("count-words", count_words, path)  # expect: SL218
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="reports")


    def render_and_count(report: dict) -> int:
        path = f"/tmp/{report['id']}.html"
        with open(path, "w") as file:
            file.write(report["text"])
        with open(path) as file:
            return len(file.read().split())


    @client.create_function(fn_id="report", trigger=inngest.TriggerEvent(event="report/requested"))
    async def report(ctx: inngest.Context) -> None:
        await ctx.step.run("count-words", render_and_count, ctx.event.data)
    ```

    ## Known gaps

    Known are the standard library's ways to open, write and copy files and a few libraries for pictures, sound and
    documents. A path is followed through variables, arguments and the keys of a dict, one deep; through an event,
    a database or an object it is not. A path on
    a shared volume looks like any other: findings have medium confidence.

    ## References

    https://www.inngest.com/docs/learn/how-functions-are-executed
    """

    code = "SL218"
    severity = Severity.ADVISORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, shared in workflow.shared_files():
            call = shared.reader.call
            value = call.argument(1, "handler") if call is not None else None
            place = shared.reader.place if value is None else Place(reached.frame.module.path, value.span)
            label = shared.writer.step.label if shared.writer.step is not None else "…"
            yield self.finding(
                place,
                f"this step opens a local file that step “{label}” wrote, maybe on another machine",
                help="Keep the file in one step, or put it where every machine finds it and hand its key on.",
                confidence=Confidence.MEDIUM,
                workflow=workflow,
                related=(
                    *(hop.as_related() for hop in reached.path),
                    Related(shared.writer.place, f"step “{label}”"),
                    Related(shared.write, "the file is written here"),
                    Related(shared.opening, "and opened here"),
                ),
            )
