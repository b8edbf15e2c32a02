"""Random Python of every grammar rule, without sense."""

from __future__ import annotations

import warnings


def module_of(seed: int, *, nodes: int) -> str:
    """A module of about so many syntax nodes, whose functions are taken for workflows. A seed gives the same always."""
    from pysource_codegen import generate

    from property.checks import as_workflows

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the compiler, about comparisons and the like
        try:
            return as_workflows(generate(seed, node_limit=nodes))
        except ValueError:  # a tree that has no text in this version's grammar
            return "import inngest\n"
