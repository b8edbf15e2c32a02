"""What a rule is: a declaration that is checked when it is imported, and one question to ask of a project."""

from __future__ import annotations

import enum
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import msgspec

from steplint.diagnostics import Confidence, Finding, Fix, Place, Related, Severity, SteplintError
from steplint.rule.docstring import Page, page_faults, parse_page
from steplint.settings.decode import options_of

if TYPE_CHECKING:
    from steplint.project import Module, Project, Workflow
    from steplint.rule.subjects import BrokenFile, CommentedFile

_CODE = re.compile(r"SL\d{3}")
_VERSION = re.compile(r"\d+\.\d+")


class InvalidRule(SteplintError):
    """A rule's declaration is wrong: the fault of who wrote the rule. The message lists everything that is wrong."""


class Hook(enum.StrEnum):
    """What a rule looks at, one at a time; the value is the method's name."""

    WORKFLOW = "check_workflow"
    MODULE = "check_module"
    PROJECT = "check_project"
    SYNTAX = "check_syntax"
    SUPPRESSIONS = "check_suppressions"


class NoOptions(msgspec.Struct, frozen=True):
    """The options of a rule that has none."""


class Rule:
    """A rule. A subclass declares it and overrides exactly one of the hooks, the narrowest that works.

    The docstring is the rule's page (see `steplint.rule.docstring`). The rule's name is its file's name with hyphens,
    its category the folder's name; neither is written down again. An instance lives for one run and holds the rule's
    options.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity]
    since: ClassVar[str]
    """The version of the pack in which the rule appeared, like `0.1`."""
    confidence: ClassVar[Confidence] = Confidence.HIGH
    """How sure a finding is that says nothing else."""
    is_always_selected: ClassVar[bool] = False
    """Whether the rule runs whatever is selected; only its own code or name switches it off."""
    options_type: ClassVar[type[msgspec.Struct]] = NoOptions
    """A frozen struct with `rename="kebab"`; an option is a field with a default and a `msgspec.Meta` description."""

    name: ClassVar[str]
    category: ClassVar[str]
    page: ClassVar[Page]
    hook: ClassVar[Hook]

    options: msgspec.Struct

    def __init__(self, options: msgspec.Struct | None = None) -> None:
        self.options = self.options_type() if options is None else options

    def __init_subclass__(cls) -> None:
        """Derive what a rule need not say, and refuse a wrong declaration with everything that is wrong."""
        super().__init_subclass__()
        parts = cls.__module__.split(".")
        cls.name = parts[-1].replace("_", "-")
        cls.category = parts[-2] if len(parts) > 1 else ""
        cls.page = parse_page(cls.__doc__ or "")
        faults = _faults(cls, parts[-1])
        if faults:
            raise InvalidRule(f"{cls.__module__}.{cls.__qualname__}: " + "; ".join(faults))
        cls.hook = _hooks(cls)[0]

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        """The findings about one workflow."""
        return iter(())

    def check_module(self, module: Module) -> Iterator[Finding]:
        """The findings about one module."""
        return iter(())

    def check_project(self, project: Project) -> Iterator[Finding]:
        """The findings about the project as a whole."""
        return iter(())

    def check_syntax(self, file: BrokenFile) -> Iterator[Finding]:
        """The findings about a file that cannot be parsed."""
        return iter(())

    def check_suppressions(self, file: CommentedFile) -> Iterator[Finding]:
        """The findings about the suppression comments of a file, once it is known what they hid."""
        return iter(())

    def finding(
        self,
        place: Place,
        message: str,
        *,
        help: str | None = None,
        confidence: Confidence | None = None,
        severity: Severity | None = None,
        workflow: Workflow | str | None = None,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of this rule, with the rule's severity and confidence where none is given."""
        qualified_name = workflow if workflow is None or isinstance(workflow, str) else workflow.qualified_name
        return Finding(
            code=self.code,
            name=self.name,
            severity=self.severity if severity is None else severity,
            confidence=self.confidence if confidence is None else confidence,
            message=message,
            help=help,
            place=place,
            workflow=qualified_name,
            related=related,
            fix=fix,
        )


def _faults(rule: type[Rule], file_name: str) -> list[str]:
    """Everything that is wrong with a declaration."""
    faults: list[str] = []
    code = getattr(rule, "code", None)
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        faults.append(f"`code` must look like SL123, not {code!r}")
    if not isinstance(getattr(rule, "severity", None), Severity):
        faults.append("`severity` must be a Severity")
    if not isinstance(getattr(rule, "confidence", None), Confidence):
        faults.append("`confidence` must be a Confidence")
    since = getattr(rule, "since", None)
    if not isinstance(since, str) or not _VERSION.fullmatch(since):
        faults.append(f"`since` must be a version like 0.1, not {since!r}")
    class_name = "".join(word.capitalize() for word in file_name.split("_"))
    if rule.__name__ != class_name:
        faults.append(f"the class must be called {class_name}, after its file")
    if not rule.category:
        faults.append("the rule's file must lie in the folder of its category")
    if len(_hooks(rule)) != 1:
        faults.append(f"exactly one of {', '.join(Hook)} must be overridden, not {len(_hooks(rule))}")
    faults.extend(_option_faults(rule.options_type))
    if sys.flags.optimize < 2:  # which drops docstrings
        faults.extend(page_faults(rule.page, str(code)))
    return faults


def _option_faults(options_type: object) -> list[str]:
    if not (isinstance(options_type, type) and issubclass(options_type, msgspec.Struct)):
        return ["`options_type` must be a msgspec.Struct"]
    if not options_type.__struct_config__.frozen:
        return ["`options_type` must be frozen"]
    fields = msgspec.structs.fields(options_type)
    described = options_of(options_type)
    without_default = [f"the option `{field.encode_name}` needs a default" for field in fields if field.required]
    return without_default + [
        f"the option `{field.encode_name}` needs a `msgspec.Meta` with a description"
        for field in fields
        if field.encode_name not in described
    ]


def _hooks(rule: type[Rule]) -> list[Hook]:
    return [hook for hook in Hook if getattr(rule, hook) is not getattr(Rule, hook)]
