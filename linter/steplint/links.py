"""Where the documentation stands, by what the installed package says of itself; no address is written down twice."""

from __future__ import annotations

import functools

DISTRIBUTION = "steplint"


def rule_url(name: str) -> str | None:
    """The page of the rule with this name; None when the package names no documentation."""
    documentation = project_url("documentation")
    return None if documentation is None else f"{documentation.rstrip('/')}/rules/{name}"


def home_url() -> str | None:
    """The page of the tool: its documentation, else its home page; None when the package names neither."""
    return project_url("documentation") or project_url("homepage")


@functools.cache
def project_url(label: str) -> str | None:
    """The address with this label in `project.urls`, in whichever case; None when there is none."""
    import importlib.metadata  # as dear as all of msgspec; most reports have no links

    try:
        entries = importlib.metadata.metadata(DISTRIBUTION).get_all("Project-URL") or ()
    except importlib.metadata.PackageNotFoundError:
        return None
    for entry in entries:
        known, _, url = str(entry).partition(",")
        if known.strip().lower() == label and url.strip().startswith(("https://", "http://")):
            return url.strip()
    return None
