"""SL902 unknown-suppression."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Finding, Fix, Severity
from steplint.rule.base import Rule
from steplint.rule.subjects import CommentedFile


class UnknownSuppression(Rule):
    """A suppression comment names a rule that does not exist, or is not written as one.

    ## Why is this bad

    It hides nothing, though whoever wrote it believed that it does. Most often it is a slip of the keyboard; sometimes
    the rule is gone, or its rule pack is not installed where the check runs.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")

    app = client.app_id  # steplint: ignore[SL999] a slip  # expect: SL902
    name = client.app_id  # steplint: ignroe[SL105] another  # expect: SL902
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")

    app = client.app_id
    ```

    ## Fix

    Writes the rule that was probably meant. It is unsafe, since from then on the comment hides findings.
    """

    code = "SL902"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_suppressions(self, file: CommentedFile) -> Iterator[Finding]:
        for judged in file.suppressions:
            suppression = judged.suppression
            if suppression.fault is not None:
                yield self.finding(
                    file.place(suppression),
                    f"this suppression comment hides nothing: {suppression.fault}",
                    help="write `# steplint: ignore[CODE] reason`, or `disable`, `enable` or `file-ignore` likewise",
                )
            for selector, guess in judged.unknown:
                fix = None
                if guess is not None:
                    edit = file.edit((selector.span, guess))
                    fix = Fix(f"Write `{guess}`", (edit,), Applicability.UNSAFE)
                yield self.finding(
                    file.place(suppression),
                    f"this comment suppresses `{selector.word}`, which is no rule, and hides nothing by it",
                    help=f"did you mean `{guess}`?" if guess else "`steplint rule --all` lists the rules",
                    fix=fix,
                )
