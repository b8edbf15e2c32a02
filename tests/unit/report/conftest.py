"""What every test of a format has: an address of the documentation, and rules whose pages never change."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from steplint import links
from steplint.rule import RuleClass
from support import make_pack, rule_source

DOCUMENTATION = "https://example.com/docs"


@pytest.fixture(autouse=True)
def documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package names its documentation, whatever it was installed from."""
    monkeypatch.setattr(links, "project_url", {"documentation": DOCUMENTATION}.get)


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Sequence[RuleClass]:
    """The rules that the hand-made results speak of, and one that did not run."""
    return make_pack(
        tmp_path_factory.mktemp("pack"),
        {
            "critical/email_without_delay.py": rule_source("SL002", "EmailWithoutDelay"),
            "mandatory/undescriptive_step_name.py": rule_source("SL105", "UndescriptiveStepName"),
            "replay/not_asked.py": rule_source("SL299", "NotAsked"),
        },
    )
