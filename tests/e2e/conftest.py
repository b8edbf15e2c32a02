"""What several tests of the whole program need and is made once."""

from __future__ import annotations

import pytest

from hooks import Repository, repository_of_the_hooks


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A folder with the repository of the hooks and the wheels."""
    return repository_of_the_hooks(tmp_path_factory.mktemp("hooks"))
