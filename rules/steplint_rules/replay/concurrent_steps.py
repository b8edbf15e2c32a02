"""SL215 concurrent-steps."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Related, Severity
from steplint.project import Concurrent, Workflow
from steplint.rule.base import Rule

_MOST_SHOWN = 5


class ConcurrentSteps(Rule):
    """Steps are run concurrently with the means of asyncio.

    ## Why is this bad

    A pass over an async workflow ends at the first new step: the SDK raises an interrupt, and the platform calls again.
    asyncio knows nothing of that. What comes of it depends on the function:

    - `asyncio.gather`: each pass keeps the result of one step. The handlers of the others run in that pass as well, and
      again in the next ones: of three charges the second is made twice, and the third three times. Where the platform
      has steps planned first, they run one after the other. Whatever else is gathered runs on every pass.
    - `asyncio.TaskGroup`, the task groups of anyio, the nurseries of trio: the interrupt leaves the group as a
      `BaseExceptionGroup`. The call to the platform crashes, and the workflow never gets past it.
    - `asyncio.create_task`, `ensure_future`: the step is taken when its task is awaited. A task that nothing awaits
      takes none.
    - `asyncio.wait`, `as_completed`: interrupts are results of tasks. The run fails, ends without the steps, or takes
      them in another order on each pass.
    - `asyncio.wait_for`: the time counts anew on each pass, never includes what the platform waits for, and cuts
      handlers off half done.

    `ctx.group.parallel` plans all steps in one pass, and they do run side by side.

    ## Bad

    ```python
    import asyncio

    import inngest

    client = inngest.Inngest(app_id="shop")


    async def price(shop: str) -> int:
        return len(shop)


    @client.create_function(fn_id="compare-prices", trigger=inngest.TriggerEvent(event="offer/asked"))
    async def compare_prices(ctx: inngest.Context) -> list[int]:
        return await asyncio.gather(  # expect: SL215
            ctx.step.run("price-at-first", price, "first"),
            ctx.step.run("price-at-second", price, "second"),
            ctx.step.run("price-at-third", price, "third"),
        )
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def price(shop: str) -> int:
        return len(shop)


    @client.create_function(fn_id="compare-prices", trigger=inngest.TriggerEvent(event="offer/asked"))
    async def compare_prices(ctx: inngest.Context) -> tuple[int, ...]:
        return await ctx.group.parallel(
            (
                lambda: ctx.step.run("price-at-first", price, "first"),
                lambda: ctx.step.run("price-at-second", price, "second"),
                lambda: ctx.step.run("price-at-third", price, "third"),
            )
        )
    ```

    ## Known gaps

    Coroutines that take no steps may be gathered inside of a step's handler; that is not reported. Of steps inside of
    a handler SL202 speaks. `asyncio.gather(…, return_exceptions=True)` around steps swallows the interrupts, of which
    SL201 speaks, and this rule does not. `asyncio.shield` and `asyncio.timeout` are not judged, nor are threads.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/guides/step-parallelism
    """

    code = "SL215"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, concurrent in workflow.concurrent():
            if concurrent.returns_exceptions:
                continue
            related = [hop.as_related() for hop in reached.path]
            related += [
                Related(awaitable.place, f"{awaitable.what} is run there")
                for awaitable in concurrent.awaitables[:_MOST_SHOWN]
                if awaitable.site is not concurrent.site
            ]
            if concurrent.inner is not None:
                related.append(Related(concurrent.inner, f"`{concurrent.name}` runs what it is given here"))
            yield self.finding(
                concurrent.place,
                f"`{concurrent.name}` runs {_what(concurrent)} concurrently: {_outcome(concurrent.function)}",
                help="Let the platform run them side by side: "
                "`await ctx.group.parallel((lambda: ctx.step.run(…), lambda: ctx.step.run(…)))`.",
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )


def _what(concurrent: Concurrent) -> str:
    first, *others = dict.fromkeys(
        a.what if a.inner is None else f"the steps of {a.what}" for a in concurrent.awaitables
    )
    return f"{first} and {len(others)} more" if others else first


def _outcome(function: str) -> str:
    """What comes of steps that a function of this path runs."""
    method = function.rpartition(".")[2]
    if "TaskGroup" in function or method.startswith("start"):
        return "the first interrupt crashes the task group, in each pass"
    match method:
        case "wait" | "as_completed":
            return "interrupts get lost in its tasks, and the run fails or takes the steps in another order"
        case "wait_for":
            return "the time counts anew in each pass, and cuts the handler off"
        case "gather":
            return "a pass keeps the result of one, and handlers of the others run again in the next"
        case _:
            return "a task takes its step only where it is awaited"
