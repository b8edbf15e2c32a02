"""SL409: the SDK refuses the pair when the function is defined."""

from __future__ import annotations

import pytest

from sdk.pages import bad_example


def test_the_module_cannot_be_imported() -> None:
    with pytest.raises(Exception, match="non-async on_failure handler"):
        bad_example("SL409")
