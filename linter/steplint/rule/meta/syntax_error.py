"""SL900 syntax-error."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.rule.base import Rule
from steplint.rule.subjects import BrokenFile


class SyntaxError(Rule):
    """A file is not valid Python and was not analysed.

    ## Why is this bad

    Nothing in the file was looked at, nor what other files take from it: a workflow in it may break every rule. The
    findings of all other files are shown as usual.

    The rule runs whatever `select` says, so that a file is never passed over in silence. Only its own code or name in
    `ignore` switches it off; then each such file is noted on standard error.

    Syntax that is newer than the Python that steplint runs under is no error.

    ## Bad

    ```python
    import inngest


    def helper(:  # expect: SL900
        return inngest.Inngest(app_id="rides")
    ```

    ## Good

    ```python
    import inngest


    def helper():
        return inngest.Inngest(app_id="rides")
    ```
    """

    code = "SL900"
    severity = Severity.CRITICAL
    since = "0.1"
    is_always_selected = True

    def check_syntax(self, file: BrokenFile) -> Iterator[Finding]:
        yield self.finding(file.place, f"this file cannot be parsed: {file.message}")
