"""Values that every layer shares: places, findings, fixes, problems."""

from steplint.diagnostics.coverage import GAP_WORDS, Coverage, Gap, GapKind, merge_coverage
from steplint.diagnostics.finding import Confidence, Finding, Related, RelatedRole, Severity
from steplint.diagnostics.fix import Applicability, Edit, Fix
from steplint.diagnostics.problem import Problem, ProblemKind, SteplintError
from steplint.diagnostics.result import RunResult, merge_results
from steplint.diagnostics.span import Place, Span

__all__ = [
    "GAP_WORDS",
    "Applicability",
    "Confidence",
    "Coverage",
    "Edit",
    "Finding",
    "Fix",
    "Gap",
    "GapKind",
    "Place",
    "Problem",
    "ProblemKind",
    "Related",
    "RelatedRole",
    "RunResult",
    "Severity",
    "Span",
    "SteplintError",
    "merge_coverage",
    "merge_results",
]
