"""SL204 handler-called."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Edit, Finding, Fix, Place, Severity, Span
from steplint.project import Site, Uncallable, Workflow, written_name
from steplint.rule.base import Rule


class HandlerCalled(Rule):
    """A step is given what a function returned, and not the function.

    ## Why is this bad

    `step.run("charge-card", charge(order))` calls `charge` in the body, on every pass, and hands the step what comes of
    it. A coroutine, a dict or None cannot be called: the step ends in a TypeError, each retry in the same one, and the
    workflow never gets past it. Of a sync function the work is done all the same, each time. The callables of
    `ctx.group.parallel` go the same way.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def charge(order: str) -> str:
        return f"{order} charged"


    def receipt(order: str) -> dict[str, str]:
        return {"order": order}


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-card", charge("7"))  # expect: SL204
        await ctx.step.run("print-receipt", receipt("7"))  # expect: SL204
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def charge(order: str) -> str:
        return f"{order} charged"


    def receipt(order: str) -> dict[str, str]:
        return {"order": order}


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-card", charge, "7")
        await ctx.step.run("print-receipt", lambda: receipt("7"))
    ```

    ## Fix

    A call in place becomes the function and its arguments, where all of them are positional. The fix is unsafe: it lets
    a step run that has always failed.

    ## Known gaps

    A call that returns a function is right: a factory, a `functools.partial`, a decorator's wrapper. So is an async
    function called inside of a lambda, which the SDK awaits. A call of which it is not known what it returns is not
    reported; one that the catalogue of effects knows is, at medium confidence at best. Where this rule speaks, SL101
    does not.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/reference/python/steps/run
    """

    code = "SL204"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, site, uncallable in workflow.uncallable:
            name = None
            if uncallable.call is not None:
                name = written_name(uncallable.call.callee, uncallable.frame.function)
            runner = "the group" if site.step is None else f"step “{site.step.label}”"
            called = "" if name is None else f", for `{name}` is called in the body"
            yield self.finding(
                uncallable.place,
                f"{runner} is given {uncallable.what} to run{called}: a TypeError each time",
                help="Hand over the function and its arguments, `step.run(id, handler, argument)`, or a lambda.",
                confidence=uncallable.confidence,
                workflow=workflow,
                related=tuple(hop.as_related() for hop in reached.path),
                fix=_fix(site, uncallable),
            )


def _fix(site: Site, uncallable: Uncallable) -> Fix | None:
    """The function and its arguments in place of the call."""
    call = uncallable.call
    if call is None or site.step is None or site.call is None or uncallable.frame is not site.frame:
        return None
    is_last = site.call.arguments[-1].value is uncallable.value and site.call.arguments[-1].keyword is None
    if not is_last or any(argument.keyword is not None or argument.stars for argument in call.arguments):
        return None
    path = site.frame.module.path
    awaited = _between(path, uncallable.value.span, call.callee.span)
    edits = [Edit(awaited, "")] if uncallable.value.span != call.span else []
    end = call.span
    callee = call.callee.span
    if call.arguments:
        first, last = call.arguments[0].span, call.arguments[-1].span
        edits.append(Edit(Place(path, Span(callee.end_line, callee.end_column, first.line, first.column)), ", "))
        callee = last
    edits.append(Edit(Place(path, Span(callee.end_line, callee.end_column, end.end_line, end.end_column)), ""))
    return Fix("Hand over the function", tuple(edits), Applicability.UNSAFE)


def _between(path: str, start: Span, end: Span) -> Place:
    """What stands between the beginnings of two spans."""
    return Place(path, Span(start.line, start.column, end.line, end.column))
