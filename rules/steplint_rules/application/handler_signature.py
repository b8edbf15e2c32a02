"""SL403 handler-signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steplint.diagnostics import Confidence, Finding, Place, Severity
from steplint.model.module import Parameter, ParameterKind
from steplint.project import External, Frame, FunctionRef, Workflow
from steplint.rule.base import Rule

_NEW_LINE = "0.5"
_STEP = "inngest.Step()"


class HandlerSignature(Rule):
    """A handler's parameters are not what the SDK calls it with.

    ## Why is this bad

    Since 0.5 the SDK calls a handler with the context alone, `handler(ctx)`, and the step is `ctx.step`. Up to 0.4 it
    calls `handler(ctx=…, step=…)`, by these names. A handler of another shape fails with a `TypeError` before its first
    line, on every attempt; a failure handler of another shape fails when it is needed.

    ## Bad

    ```python
    # settings: target-sdk = "0.5"
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context, step: inngest.Step) -> None:  # expect: SL403
        await step.run("update-trip-status", print)
    ```

    ## Good

    ```python
    # settings: target-sdk = "0.5"
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None:
        await ctx.step.run("update-trip-status", print)
    ```

    ## Options

    The version comes from lock files, requirement files and `pyproject.toml`; `target-sdk` overrides them.

    ## Known gaps

    The finding stands on the handler's name. Where the project admits versions that call handlers both ways, a handler
    that suits only the older ones is reported at low confidence; one that suits the newest, not at all. A shape that no
    version calls is always reported. Handlers made with `functools.partial` are not judged.

    ## References

    Seen with inngest 0.5.19. Proved by tests/sdk/test_handler_signature.py.
    """

    code = "SL403"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        definition = workflow.definition
        if definition.body is not None and isinstance(definition.handler, FunctionRef):
            yield from self._judged(workflow, definition.body, "handler")
        failures = definition.option("on_failure") or ()
        if definition.failure is not None and all(isinstance(entity, FunctionRef) for entity in failures):
            yield from self._judged(workflow, definition.failure, "failure handler")

    def _judged(self, workflow: Workflow, frame: Frame, what: str) -> Iterator[Finding]:
        parameters = frame.function.parameters[1 if frame.receiver is not None else 0 :]
        suits_new, suits_old = _suits_new(parameters, frame), _suits_old(parameters)
        versions = workflow.project.sdk_versions(frame.module.path)
        fits = {line: suits_new if line == _NEW_LINE else suits_old for line in versions.lines}
        is_always_wrong = not suits_new and not suits_old
        if not is_always_wrong and fits[versions.lines[-1]]:
            return  # of several versions the last is what a new environment gets
        shape = f"({', '.join(parameter.name for parameter in parameters)})"
        wrong = [line for line, fit in fits.items() if not fit]
        is_sure = is_always_wrong or not any(fits.values())
        called = "handler(ctx)" if wrong[-1] == _NEW_LINE else "handler(ctx=…, step=…)"
        whose = "no version of the SDK calls" if is_always_wrong else f"inngest {wrong[-1]} does not call"
        yield self.finding(
            Place(frame.module.path, frame.function.name_span),
            f"the {what} takes `{shape}`, which {whose} it with: it fails before its first line",
            help=f"inngest {wrong[-1]} calls `{called}`."
            + (" The step is `ctx.step`, the event `ctx.event`." if wrong[-1] == _NEW_LINE else ""),
            confidence=Confidence.HIGH if is_sure else Confidence.LOW,
            workflow=workflow,
        )


def _suits_new(parameters: Sequence[Parameter], frame: Frame) -> bool:
    """Whether `handler(ctx)` works: one positional argument, the context."""
    positional = [p for p in parameters if p.kind in {ParameterKind.POSITIONAL_ONLY, ParameterKind.NORMAL}]
    takes_one = bool(positional) or any(p.kind is ParameterKind.VARIADIC for p in parameters)
    more = [p for p in positional[1:] if p.default is None]
    needed = [p for p in parameters if p.kind is ParameterKind.KEYWORD_ONLY and p.default is None]
    is_step = bool(positional) and External(_STEP) in frame.bindings.get(positional[0].name, ())
    return takes_one and not more and not needed and not is_step


def _suits_old(parameters: Sequence[Parameter]) -> bool:
    """Whether `handler(ctx=…, step=…)` works."""
    named = {p.name: p for p in parameters if p.kind in {ParameterKind.NORMAL, ParameterKind.KEYWORD_ONLY}}
    takes_any = any(p.kind is ParameterKind.KEYWORDS for p in parameters)
    needed = {p.name for p in parameters if p.default is None and p.kind not in _STARS} - {"ctx", "step"}
    return not needed and (takes_any or {"ctx", "step"} <= named.keys())


_STARS = frozenset({ParameterKind.VARIADIC, ParameterKind.KEYWORDS})
