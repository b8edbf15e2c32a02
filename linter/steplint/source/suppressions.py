"""Suppression comments: `# steplint: ignore[SL002, other-name] reason`, read from tokens and never from strings.

`ignore` speaks for a statement, `disable` and `enable` bound a block, `file-ignore` speaks for the file. What looks
like one of them and is none is kept with its fault, so that it can be reported.
"""

from __future__ import annotations

import enum
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace

from steplint.diagnostics import Span
from steplint.settings import did_you_mean
from steplint.source.file import split_lines
from steplint.source.tokens import LAYOUT, indentation, read_tokens

EVERY_RULE = "*"
"""The word of a suppression that names no rule and so means every one."""

_MARK = re.compile(r"#[ \t]*steplint\b", re.IGNORECASE)
_DIRECTIVE = re.compile(r"(?<!\S)#+[ \t]*steplint(?P<colon>[ \t]*:)?[ \t]*(?P<word>[\w-]+)", re.IGNORECASE)
_BRACKET = re.compile(r"[ \t]*\[")
_NEXT_DIRECTIVE = re.compile(r"\s+#\s*(?:[a-z][\w.-]*\s*:|no(?:qa|sec)\b)", re.IGNORECASE)
"""Where a reason ends: at a comment for another tool, or another one of ours; `# 12` is still part of a reason."""
_WORD = re.compile(r"[^\s,](?:[^,]*[^\s,])?")
_CODE = re.compile(r"[A-Za-z]+[0-9]+")
_BEFORE_REASON = " \t:-–—"


class Form(enum.StrEnum):
    """What a suppression comment speaks for; the value is the word it is written with."""

    IGNORE = "ignore"
    DISABLE = "disable"
    ENABLE = "enable"
    FILE_IGNORE = "file-ignore"


@dataclass(frozen=True, slots=True)
class Selector:
    """A rule that a comment names, by its code in capitals or its name in small letters, and the lines from
    `first_line` to `last_line`, both included, where its findings are hidden.

    `span` is the place of the word. An `enable` hides nothing: it `ends` a number of blocks.
    """

    word: str
    span: Span
    first_line: int
    last_line: int
    ends: int = 0

    def covers(self, line: int, *, code: str, name: str) -> bool:
        """Whether a finding of this rule, with its primary place on this line, is hidden."""
        return self.first_line <= line <= self.last_line and self.word in {code, name, EVERY_RULE}


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment, or the part of one, that hides findings.

    `span` reaches from its `#` to the end of its reason. `fault` says why it means nothing: then it hides nothing.
    """

    form: Form
    selectors: tuple[Selector, ...]
    reason: str
    span: Span
    fault: str | None = None

    @property
    def is_blanket(self) -> bool:
        """Whether it names no rule and so means every one."""
        return any(selector.word == EVERY_RULE for selector in self.selectors)

    def covers(self, line: int, *, code: str, name: str) -> bool:
        """Whether a finding of this rule, with its primary place on this line, is hidden."""
        return any(selector.covers(line, code=code, name=name) for selector in self.selectors)


def find_suppressions(text: str) -> tuple[Suppression, ...]:
    """The suppressions of a file, in order.

    An `ignore` speaks for the statement it stands in, on whichever of its lines (decorators and a `def` header are one
    statement), or, alone on its line, for the statement that follows directly. A `disable` speaks for what follows,
    up to an `enable` or the end of the block it stands in. What can be read before text that is not Python counts.
    """
    if not has_suppressions(text):
        return ()
    reader = _Reader(last_line=len(split_lines(text)))
    for token in read_tokens(text):
        reader.take(token)
    return reader.finish()


def statement_lines(text: str) -> tuple[tuple[int, int], ...]:
    """The first and the last line of each statement, as an `ignore` that stands in it would cover them."""
    reader = _Reader(last_line=len(split_lines(text)))
    for token in read_tokens(text):
        reader.take(token)
    return tuple(reader.statements)


def has_suppressions(text: str) -> bool:
    """Whether a text may hold suppressions, without reading its tokens."""
    return _MARK.search(text) is not None


class _Reader:
    """Gathers tokens into statements and hands each one's range of lines to the comments that speak for it."""

    def __init__(self, *, last_line: int) -> None:
        self.statements: list[tuple[int, int]] = []
        """The first and the last line of each statement so far."""
        self._last_line = last_line
        self._found: list[Suppression] = []
        self._waiting: list[tuple[Suppression, int]] = []
        """What speaks for the current statement, or for the one directly below, with its indentation."""
        self._blocks: list[_Block] = []
        """Blocks that are still open."""
        self._first_line: int | None = None
        self._column = 0
        """The indentation of the current statement."""
        self._in_logical_line = False
        self._in_decorator = False

    def take(self, token: tokenize.TokenInfo) -> None:
        """Look at the next token."""
        if token.type == tokenize.COMMENT:
            for suppression in read_comment(token.string, *token.start):
                self._add(suppression, token)
        elif token.type == tokenize.NEWLINE:
            self._end_logical_line(token.start[0])
        elif token.type == tokenize.NL:
            is_blank = not token.line.strip()
            if is_blank and self._first_line is None:
                self._let_go()
        elif token.type not in LAYOUT and not self._in_logical_line:
            self._start_logical_line(token)

    def finish(self) -> tuple[Suppression, ...]:
        """All suppressions, in the order of their comments."""
        self._let_go()
        self._close_blocks(self._blocks, self._last_line)
        return tuple(sorted(self._found, key=lambda suppression: suppression.span))

    def _add(self, suppression: Suppression, comment: tokenize.TokenInfo) -> None:
        line, column = comment.start[0], indentation(comment)
        if suppression.fault is not None:
            self._found.append(suppression)
            return
        match suppression.form:
            case Form.IGNORE:
                self._waiting.append((suppression, column))
            case Form.FILE_IGNORE:
                self._found.append(_over(suppression, 1, self._last_line))
            case Form.ENABLE:
                self._found.append(self._enable(suppression, line))
            case Form.DISABLE if self._first_line is not None:
                self._blocks.append(_Block(suppression, self._first_line, self._column))
            case Form.DISABLE:
                self._blocks.append(_Block(suppression, line, column))

    def _start_logical_line(self, token: tokenize.TokenInfo) -> None:
        self._in_logical_line = True
        self._in_decorator = token.string == "@"
        if self._first_line is None:
            self._first_line = token.start[0]
            self._column = indentation(token)
            self._let_go(deeper_than=self._column)  # they end the block above
            self._close_blocks([block for block in self._blocks if block.column > self._column], token.start[0] - 1)

    def _end_logical_line(self, last_line: int) -> None:
        """End the statement, unless this was a decorator, whose statement goes on to the end of the definition's
        header.
        """
        self._in_logical_line = False
        if self._in_decorator or self._first_line is None:
            return
        self.statements.append((self._first_line, last_line))
        self._found.extend(_over(suppression, self._first_line, last_line) for suppression, _ in self._waiting)
        self._waiting.clear()
        self._first_line = None

    def _let_go(self, *, deeper_than: int = -1) -> None:
        """Comments that no statement follows cover nothing but their own lines."""
        self._found.extend(
            _over(suppression, suppression.span.line, suppression.span.line)
            for suppression, column in self._waiting
            if column > deeper_than
        )
        self._waiting = [(suppression, column) for suppression, column in self._waiting if column <= deeper_than]

    def _enable(self, suppression: Suppression, line: int) -> Suppression:
        """End the blocks that an `enable` means; it keeps how many each of its words ended."""
        counted = []
        for selector in suppression.selectors:
            ended = 0
            for block in self._blocks:
                words = set(block.open) if selector.word == EVERY_RULE else block.open & {selector.word}
                ended += len(words)
                block.end(words, line)
            counted.append(replace(selector, ends=ended))
        self._close_blocks([block for block in self._blocks if not block.open], line)
        return replace(suppression, selectors=tuple(counted))

    def _close_blocks(self, blocks: list[_Block], last_line: int) -> None:
        for block in list(blocks):
            block.end(set(block.open), last_line)
            self._blocks.remove(block)
            selectors = tuple(
                replace(selector, first_line=block.first_line, last_line=block.ended[selector.word])
                for selector in block.suppression.selectors
            )
            self._found.append(replace(block.suppression, selectors=selectors))


class _Block:
    """A `disable` whose end is still looked for."""

    def __init__(self, suppression: Suppression, first_line: int, column: int) -> None:
        self.suppression = suppression
        self.open = {selector.word for selector in suppression.selectors}
        self.ended: dict[str, int] = {}
        """The last line that each of its words covers."""
        self.first_line = first_line
        self.column = column

    def end(self, words: set[str], last_line: int) -> None:
        """Let some of its words end on this line."""
        self.open -= words
        self.ended |= dict.fromkeys(words, last_line)


def _over(suppression: Suppression, first_line: int, last_line: int) -> Suppression:
    selectors = tuple(
        replace(selector, first_line=first_line, last_line=last_line) for selector in suppression.selectors
    )
    return replace(suppression, selectors=selectors)


def read_comment(comment: str, line: int, column: int) -> Iterator[Suppression]:
    """The suppressions in the text of one comment that starts at this line and 0-based column; they cover no lines
    yet.
    """

    def span(start: int, end: int) -> Span:
        return Span(line, column + start + 1, line, column + end + 1)

    position = 0
    while (match := _DIRECTIVE.search(comment, position)) is not None:
        position = match.end()
        word = match["word"].lower()
        bracket = _BRACKET.match(comment, position)
        form, fault = _form(word, has_colon=match["colon"] is not None, has_bracket=bracket is not None)
        if form is None:
            continue
        selectors: tuple[Selector, ...] = (Selector(EVERY_RULE, span(match.start("word"), position), 0, -1),)
        if bracket is not None:
            close = comment.find("]", bracket.end())
            position = len(comment.rstrip()) if close < 0 else close + 1
            selectors = tuple(
                Selector(_normal(found[0]), span(*found.span()), 0, -1)
                for found in _WORD.finditer(comment, bracket.end(), len(comment) if close < 0 else close)
            )
            if close < 0:
                fault = "its bracket is not closed"
            elif not selectors:
                fault = "it names no rule"
        end = _NEXT_DIRECTIVE.search(comment, position)
        rest = comment[position : len(comment) if end is None else end.start()].rstrip()
        reason = rest.lstrip(_BEFORE_REASON)
        position += len(rest)
        yield Suppression(form, () if fault else selectors, reason, span(match.start(), position), fault)


def _form(word: str, *, has_colon: bool, has_bracket: bool) -> tuple[Form | None, str | None]:
    """The form that a word means and what is wrong with it; no form for a comment that only mentions steplint."""
    known = {form.value: form for form in Form}
    if word in known:
        if has_colon:
            return known[word], None
        return (known[word], "there is no colon after `steplint`") if has_bracket else (None, None)
    guess = did_you_mean(word, known)
    if not has_colon or not (guess or has_bracket):
        return None, None
    return Form.IGNORE, f"`{word}` is no form of it{guess}"


def _normal(word: str) -> str:
    return word.upper() if _CODE.fullmatch(word) else word.lower()
