"""What the SDK's names mean."""

from __future__ import annotations

import inngest as sdk
import pytest

from steplint.sdk import inngest
from steplint.sdk.inngest import StepKind

CANONICAL = [
    ("inngest.Inngest", "inngest.Inngest"),
    ("inngest.experimental.mocked.Inngest()", inngest.CLIENT),
    ("inngest._internal.client_lib.Inngest().create_function", inngest.CREATE_FUNCTION),
    ("inngest.ContextSync()", inngest.CONTEXT),
    ("inngest.ContextSync().step", inngest.STEP),
    ("inngest.Context().step.run", "inngest.Step().run"),
    ("inngest.ContextSync().step.ai.infer", "inngest.Step().ai.infer"),
    ("inngest.Context().group.parallel", inngest.PARALLEL),
    ("inngest.ContextSync().group.parallel", inngest.PARALLEL),
    ("inngest.Context().group.parallel_sync", inngest.PARALLEL),
    ("inngest.Step().parallel", inngest.PARALLEL),
    ("inngest.ContextSync().event.data", "inngest.Context().event.data"),
    ("inngest.Contextual", "inngest.Contextual"),
    ("inngest.Context().steps", "inngest.Context().steps"),
    ("other.Context().step", "other.Context().step"),
    ("inngest_extras.Context().step", "inngest_extras.Context().step"),
    ("inngest", "inngest"),
]


@pytest.mark.parametrize(("path", "expected"), CANONICAL, ids=[path for path, _ in CANONICAL])
def test_canonical_paths(path: str, expected: str) -> None:
    assert inngest.canonical(path) == expected
    assert inngest.canonical(expected) == expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("inngest.Step().run", StepKind.RUN),
        ("inngest.Step().sleep", StepKind.SLEEP),
        ("inngest.Step().sleep_until", StepKind.SLEEP_UNTIL),
        ("inngest.Step().ai.infer", StepKind.AI_INFER),
        ("inngest.Step().invoke_by_id", StepKind.INVOKE_BY_ID),
        ("inngest.Step().ai", None),
        ("inngest.Step().runs", None),
        ("inngest.Step()", None),
        ("other.Step().run", None),
        ("inngest.Context().run", None),
    ],
)
def test_step_methods(path: str, kind: StepKind | None) -> None:
    assert inngest.step_kind(path) is kind


def test_only_sleeps_cannot_fail() -> None:
    assert {kind for kind in StepKind if not kind.is_fallible} == {StepKind.SLEEP, StepKind.SLEEP_UNTIL}


@pytest.mark.parametrize(
    ("name", "position", "path"),
    [
        ("ctx", 0, inngest.CONTEXT),
        ("context", 0, inngest.CONTEXT),
        ("_ctx", 0, inngest.CONTEXT),
        ("c", 0, inngest.CONTEXT),
        ("ctx", 1, inngest.CONTEXT),
        ("step", 1, inngest.STEP),
        ("_step", 1, inngest.STEP),
        ("step", 0, inngest.STEP),
        ("steps", 1, inngest.STEP),
        ("event", 1, inngest.EVENT),
        ("event", 0, inngest.CONTEXT),
        ("db", 1, None),
    ],
)
def test_handler_parameters(name: str, position: int, path: str | None) -> None:
    assert inngest.workflow_parameter(name, position) == path


def test_the_tables_know_the_sdk() -> None:
    """What the installed SDK gives under these names is there; older names may be gone from it."""
    gone = {name for name in inngest.PUBLIC_NAMES if not hasattr(sdk, name)}
    assert gone <= {"FunctionOpts", "create_function", "StepMemos", "TransformOutputResult", "Serializer", "Function"}


@pytest.mark.parametrize("kind", [kind for kind in StepKind if "." not in kind.value])
def test_step_methods_are_the_sdks(kind: StepKind) -> None:
    older = {StepKind.FETCH}
    assert hasattr(sdk.Step, kind.value) or kind in older


def test_every_public_name_is_known() -> None:
    public = set(getattr(sdk, "__all__", ()))
    assert public <= inngest.PUBLIC_NAMES | inngest.PUBLIC_MODULES
