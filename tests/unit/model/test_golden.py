"""Every language feature in tests/fixtures/model becomes the model that stands next to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steplint.frontend.python import extract
from steplint.model.dump import dump

FEATURES = Path(__file__).parents[2] / "fixtures" / "model"


@pytest.mark.parametrize("feature", sorted(path.name for path in FEATURES.iterdir() if path.is_dir()))
def test_model(feature: str, golden: Callable[[Path, str], None]) -> None:
    folder = FEATURES / feature
    model = extract((folder / "input.py").read_text(encoding="utf-8"))
    golden(folder / "model.golden", dump(model))
