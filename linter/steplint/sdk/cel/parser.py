"""From text to a tree, by the grammar of the Common Expression Language."""

from __future__ import annotations

from collections.abc import Sequence

from steplint.sdk.cel.nodes import Binary, Call, Conditional, Ident, Index, Items, Literal, Mapping, Node, Select, Unary
from steplint.sdk.cel.tokens import CelError, Kind, Token, TooLarge, tokens

__all__ = ["CelError", "TooLarge", "parse"]

_LEVELS: Sequence[frozenset[str]] = (
    frozenset({"||"}),
    frozenset({"&&"}),
    frozenset({"==", "!=", "<", "<=", ">", ">=", "in"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
)
"""The operators with two sides, those that bind least first."""
_CONSTANTS = {"true": True, "false": False, "null": None}
_KEYWORDS = frozenset({*_CONSTANTS, "in"})
_RESERVED = frozenset(
    "as break const continue else for function if import let loop package namespace return var void while".split()
)
_WORDS_OF_PYTHON = {"and": "`&&`", "or": "`||`", "not": "`!`", "is": "`==`", "if": "`test ? yes : no`"}
_DEEPEST = 30
_MOST_DIGITS = 20
_LONGEST = 400
"""Words of an expression: what is longer would only exhaust the stack."""


def parse(text: str) -> Node:
    """The tree of an expression; CelError where it is none, and its subclass TooLarge where nobody looked."""
    words = list(tokens(text))
    if len(words) > _LONGEST:
        raise TooLarge("it is too long", 0)
    return _Parser(words).whole()


class _Parser:
    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._expression()
        if self._next.kind is not Kind.END:
            raise self._unexpected()
        return node

    @property
    def _next(self) -> Token:
        return self._words[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _is(self, *signs: str) -> bool:
        token = self._next
        return token.kind in {Kind.SIGN, Kind.NAME} and token.text in signs

    def _skip(self, sign: str) -> bool:
        if self._is(sign):
            self._at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._skip(sign):
            raise self._unexpected(f"`{sign}` is missing")

    def _unexpected(self, otherwise: str = "") -> CelError:
        token = self._next
        if token.kind is Kind.NAME and token.text in _WORDS_OF_PYTHON:
            return CelError(f"`{token.text}` is Python's: it is {_WORDS_OF_PYTHON[token.text]}", token.position)
        if token.kind is Kind.END:
            return CelError(otherwise or "it breaks off", token.position)
        shown = f"the text “{token.text}”" if token.kind is Kind.TEXT else f"`{token.text}`"
        return CelError(otherwise or f"{shown} stands where nothing can", token.position)

    def _expression(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TooLarge("it is nested too deep", self._next.position)
        test = self._level(0)
        if self._skip("?"):
            yes = self._level(0)
            self._expect(":")
            test = Conditional(test, yes, self._expression())
        self._depth -= 1
        return test

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while self._is(*_LEVELS[level]):
            operator = self._take().text
            left = Binary(operator, left, self._level(level + 1))
        return left

    def _unary(self) -> Node:
        for operator in ("!", "-"):
            if self._is(operator):
                count = 0
                while self._is(operator) and not self._is_number_next():
                    self._take()
                    count += 1
                node = self._member()
                for _ in range(count):
                    node = Unary(operator, node)
                return node
        return self._member()

    def _is_number_next(self) -> bool:
        """Whether a minus is the sign of the number behind it."""
        following = self._words[self._at + 1] if self._is("-") else None
        return following is not None and (
            following.kind is Kind.FLOAT or (following.kind is Kind.INTEGER and following.text[-1] not in "uU")
        )

    def _member(self) -> Node:
        node = self._primary()
        while True:
            if self._skip("."):
                field = self._field()
                node = Call(field, node, self._arguments()) if self._is("(") else Select(node, field)
            elif self._skip("["):
                key = self._expression()
                self._expect("]")
                node = Index(node, key)
            elif self._is("{") and _is_type_name(node):
                node = self._mapping(is_message=True)
            else:
                return node

    def _field(self) -> str:
        token = self._next
        if token.kind is not Kind.NAME or token.text in _KEYWORDS:
            raise self._unexpected()
        return self._take().text

    def _primary(self) -> Node:
        token = self._next
        match token.kind:
            case Kind.INTEGER | Kind.FLOAT:
                return Literal(_number(self._take()))
            case Kind.TEXT:
                self._take()
                return Literal(token.text)
            case Kind.NAME if token.text in _CONSTANTS:
                self._take()
                return Literal(_CONSTANTS[token.text])
            case Kind.NAME if token.text in _RESERVED | {"in"}:
                raise self._unexpected(
                    "" if token.text in _WORDS_OF_PYTHON or token.text == "in" else f"`{token.text}` is no name"
                )
            case Kind.NAME:
                self._take()
                return Call(token.text, None, self._arguments()) if self._is("(") else Ident(token.text)
            case _ if self._is_number_next():
                self._take()
                return Literal(-_number(self._take()))
            case _:
                return self._bracketed()

    def _bracketed(self) -> Node:
        if self._skip("("):
            node = self._expression()
            self._expect(")")
            return node
        if self._skip("["):
            items = self._list("]")
            return Items(items)
        if self._is("{"):
            return self._mapping(is_message=False)
        if self._skip("."):  # a name of the outermost scope
            token = self._next
            if token.kind is Kind.NAME and token.text not in _KEYWORDS:
                return self._primary()
        raise self._unexpected()

    def _arguments(self) -> tuple[Node, ...]:
        self._expect("(")
        if self._skip(")"):
            return ()
        found = [self._expression()]
        while self._skip(","):
            found.append(self._expression())
        self._expect(")")
        return tuple(found)

    def _list(self, end: str) -> tuple[Node, ...]:
        """Items up to a bracket; a comma may stand after the last."""
        found: list[Node] = []
        while not self._skip(end):
            found.append(self._expression())
            if not self._skip(",") and not self._is(end):
                raise self._unexpected(f"`{end}` is missing")
        return tuple(found)

    def _mapping(self, *, is_message: bool) -> Mapping:
        self._expect("{")
        found: list[tuple[Node, Node]] = []
        while not self._skip("}"):
            key = Literal(self._field()) if is_message else self._expression()
            self._expect(":")
            found.append((key, self._expression()))
            if not self._skip(",") and not self._is("}"):
                raise self._unexpected("`}` is missing")
        return Mapping(tuple(found))


def _number(token: Token) -> int | float:
    if token.kind is Kind.FLOAT:
        return float(token.text)
    if len(token.text) > _MOST_DIGITS:
        raise CelError("a number is too large", token.position)
    return int(token.text.rstrip("uU"), 16 if token.text.startswith("0x") else 10)


def _is_type_name(node: Node) -> bool:
    while isinstance(node, Select):
        node = node.operand
    return isinstance(node, Ident)
