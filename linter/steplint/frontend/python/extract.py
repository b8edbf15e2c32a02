"""From the text of a module to its model."""

from __future__ import annotations

import threading

import libcst as cst

from steplint.diagnostics import Span
from steplint.frontend.python import (
    compound,
    comprehensions,
    conditions,
    definitions,
    expressions,
    literals,
    patterns,
    statements,
    targets,
)
from steplint.frontend.python.parse import Parsed, parse, prepare, with_room
from steplint.frontend.python.walker import ModuleDraft, Signature, Tables, Walker
from steplint.model.graph import EXIT
from steplint.model.module import MODULE_BODY, SCHEMA_VERSION, FunctionKind, ModuleModel

_TABLES = Tables(
    evaluators={
        cst.Attribute: expressions.attribute,
        cst.Await: expressions.await_,
        cst.BinaryOperation: expressions.binary_operation,
        cst.BooleanOperation: conditions.boolean_operation,
        cst.Call: expressions.call,
        cst.Comparison: conditions.comparison,
        cst.ConcatenatedString: literals.concatenated_string,
        cst.Dict: expressions.dict_,
        cst.DictComp: comprehensions.comprehension,
        cst.Element: expressions.element,
        cst.Float: literals.floating,
        cst.FormattedString: literals.formatted_string,
        cst.GeneratorExp: comprehensions.comprehension,
        cst.IfExp: conditions.conditional,
        cst.Integer: literals.integer,
        cst.Lambda: definitions.lambda_,
        cst.List: expressions.list_,
        cst.ListComp: comprehensions.comprehension,
        cst.Name: expressions.name,
        cst.NamedExpr: targets.named_expression,
        cst.Set: expressions.set_,
        cst.SetComp: comprehensions.comprehension,
        cst.SimpleString: literals.simple_string,
        cst.StarredDictComp: comprehensions.comprehension,
        cst.StarredElement: expressions.starred,
        cst.Subscript: expressions.subscript,
        cst.TemplatedString: literals.formatted_string,
        cst.Tuple: expressions.tuple_,
        cst.UnaryOperation: expressions.unary_operation,
        cst.Yield: expressions.yield_,
    },
    executors={
        cst.AnnAssign: statements.annotated_assignment,
        cst.Assert: statements.assert_,
        cst.Assign: statements.assignment,
        cst.AugAssign: statements.augmented_assignment,
        cst.Break: statements.break_,
        cst.ClassDef: definitions.class_,
        cst.Continue: statements.continue_,
        cst.Del: statements.delete,
        cst.Expr: statements.expression,
        cst.For: compound.for_,
        cst.FunctionDef: definitions.function,
        cst.Global: statements.global_,
        cst.If: compound.if_,
        cst.Import: statements.import_,
        cst.ImportFrom: statements.import_from,
        cst.LazyImport: statements.import_,
        cst.LazyImportFrom: statements.import_from,
        cst.Match: patterns.match,
        cst.Nonlocal: statements.nonlocal_,
        cst.Pass: statements.pass_,
        cst.Raise: statements.raise_,
        cst.Return: statements.return_,
        cst.Try: compound.try_,
        cst.TryStar: compound.try_,
        cst.TypeAlias: statements.type_alias,
        cst.While: compound.while_,
        cst.With: compound.with_,
    },
)


# Deep code needs another recursion limit, which belongs to the whole process: `ast.parse` fails in any thread that runs
# while it changes. Extraction never leaves the interpreter lock for long, so taking turns costs nothing.
_ONE_AT_A_TIME = threading.Lock()


def extract(text: str) -> ModuleModel:
    """The model of a module's text, which may start with a byte order mark and end its lines in any of Python's ways.

    Lines count from 1 as Python counts them (form feeds and Unicode separators do not end a line), columns count code
    points of the given text from 1. Raises SourceSyntaxError for text that is not Python, ExtractionFailure for text
    that cannot be processed.
    """
    with _ONE_AT_A_TIME:
        source = prepare(text)
        return with_room(source.depth, lambda: build(parse(source)))


def build(parsed: Parsed) -> ModuleModel:
    """The model of a parsed module."""
    module = ModuleDraft(parsed.positions, _TABLES)
    index = module.reserve_function()
    signature = Signature(
        name="<module>",
        qualname="<module>",
        kind=FunctionKind.MODULE,
        is_async=False,
        parameters=(),
        returns=None,
        decorators=(),
        parent=None,
        cls=None,
        span=parsed.positions.whole(),
        name_span=Span.at_line(1),
    )
    walker = Walker(module, index, signature)
    walker.execute(parsed.module)
    walker.flow.flow_to(EXIT)
    module.functions[MODULE_BODY] = walker.finish()
    return ModuleModel(
        SCHEMA_VERSION,
        tuple(function for function in module.functions if function is not None),
        tuple(cls for cls in module.classes if cls is not None),
        tuple(module.imports),
    )
