"""SL216 late-binding-step."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Edit, Finding, Fix, Place, Related, Severity, Span
from steplint.model.module import FunctionKind
from steplint.project import LateRead, Workflow
from steplint.rule.base import Rule


class LateBindingStep(Rule):
    """The callables of a group read a loop's variable when the loop is over.

    ## Why is this bad

    A lambda or an inner function reads a variable when it is called. `ctx.group.parallel` calls its callables after the
    loop that made them, and all of them find the variable's last value: the last item's step is planned again and
    again, and the others are never taken. Nothing fails, and the group gives as many results as it should.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")
    charged = []


    async def charge(order: str) -> str:
        charged.append(order)
        return order


    @client.create_function(fn_id="bill-all", trigger=inngest.TriggerEvent(event="day/ended"))
    async def bill_all(ctx: inngest.Context) -> tuple[str, ...]:
        orders = ["first", "second", "third"]
        return await ctx.group.parallel(
            tuple(lambda: ctx.step.run(f"charge-order-{order}", charge, order) for order in orders)  # expect: SL216
        )
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")
    charged = []


    async def charge(order: str) -> str:
        charged.append(order)
        return order


    @client.create_function(fn_id="bill-all", trigger=inngest.TriggerEvent(event="day/ended"))
    async def bill_all(ctx: inngest.Context) -> tuple[str, ...]:
        orders = ["first", "second", "third"]
        return await ctx.group.parallel(
            tuple(lambda order=order: ctx.step.run(f"charge-order-{order}", charge, order) for order in orders)
        )
    ```

    ## Fix

    A lambda without parameters gets the variable as a default. The fix is unsafe: it changes the ids of steps that
    runs in flight have memoised.

    ## Known gaps

    Only groups are looked at: a lambda that `step.run` is given is called at once, and reads the right value. A group
    inside of the loop, a `functools.partial`, a function that makes the callable, and a generator that the group goes
    through itself are right as well.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/guides/step-parallelism
    """

    code = "SL216"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, site, late in workflow.late_reads():
            names = " and ".join(f"`{name}`" for name in late.names)
            related = [hop.as_related() for hop in reached.path]
            related += [Related(late.loop, "the loop"), Related(site.place, "the group calls it after the loop")]
            yield self.finding(
                late.place,
                f"a callable of the group reads {names} after the loop: all of them get the last value",
                help=f"Bind it when the callable is made: `lambda {late.names[0]}={late.names[0]}: …`.",
                workflow=workflow,
                related=tuple(related),
                fix=_fix(late),
            )


def _fix(late: LateRead) -> Fix | None:
    """The variables as defaults of a lambda that has no parameters."""
    function = late.function
    if function.kind is not FunctionKind.LAMBDA or function.parameters:
        return None
    column = function.span.column + len("lambda")
    place = Place(late.place.path, Span(function.span.line, column, function.span.line, column))
    defaults = ", ".join(f"{name}={name}" for name in late.names)
    return Fix("Bind it when the lambda is made", (Edit(place, f" {defaults}"),), Applicability.UNSAFE)
