"""Whether a call reads or writes, where one of its arguments tells: an HTTP verb, a file's mode, a statement."""

from __future__ import annotations

import re

import msgspec

from steplint.project.entities import Entities, Entity, External, Literal, Template
from steplint.project.frames import Arguments
from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction

_READING_VERBS = frozenset({"GET", "HEAD", "OPTIONS"})
_READING_WORDS = frozenset({"SELECT", "SHOW", "EXPLAIN", "DESCRIBE", "DESC", "PRAGMA", "VALUES", "TABLE", "FETCH"})
_NEUTRAL_WORDS = frozenset({"SET", "BEGIN", "START", "SAVEPOINT", "RELEASE", "DISCARD", "LISTEN", "USE"})
"""Statements about the connection itself."""
_COMMENT = re.compile(r"\s*(--[^\n]*\n|/\*.*?\*/|\()*\s*", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]+")
_IDEMPOTENT = re.compile(r"\bCREATE\s+(?:\w+\s+)+?IF\s+NOT\s+EXISTS|\bDROP\s+(?:\w+\s+)+?IF\s+EXISTS", re.IGNORECASE)
"""What makes the schema ready, and does nothing the second time."""
_CHANGE = re.compile(r"\b(INSERT\s+INTO|UPDATE\s+\w|DELETE\s+FROM|MERGE\s+INTO)", re.IGNORECASE)
_READING_BUILDERS = re.compile(r"^(sqlalchemy|sqlmodel)\.(.*\.)?(select|text|exists|union|union_all|values)\(\)")
_WRITING_BUILDERS = re.compile(r"^(sqlalchemy|sqlmodel)\.(.*\.)?(insert|update|delete)\(\)")


def settled(effect: Effect, given: Arguments) -> Effect:
    """The effect as the arguments of the call make it; as it is in the catalogue where they do not tell."""
    match effect.told:
        case Told.BY_METHOD:
            return _by_method(effect, given.get(0, "method"))
        case Told.BY_MODE:
            return _by_mode(effect, given.get(1, "mode"))
        case Told.BY_OWN_MODE:
            return _by_mode(effect, given.get(0, "mode"))
        case Told.BY_STATEMENT:
            return _by_statement(effect, given.get(0, "statement", "query", "sql", "operation", "clause") or ())
        case None:
            return effect


def _by_method(effect: Effect, methods: Entities | None) -> Effect:
    verbs = [e.value.upper() for e in methods or () if isinstance(e, Literal) and isinstance(e.value, str)]
    reads = bool(verbs) and len(verbs) == len(methods or ()) and all(verb in _READING_VERBS for verb in verbs)
    return _as(effect, EffectKind.HTTP_READ) if reads else effect


def _by_mode(effect: Effect, modes: Entities | None) -> Effect:
    writes = any(
        isinstance(e, Literal) and isinstance(e.value, str) and set(e.value) & set("wax+") for e in modes or ()
    )
    return _as(effect, EffectKind.FILE) if writes else effect


def _by_statement(effect: Effect, statements: Entities) -> Effect:
    kinds = {_statement(entity) for entity in statements}
    if EffectKind.DATABASE_WRITE in kinds:
        return _as(effect, EffectKind.DATABASE_WRITE)
    if len(kinds) == 1 and (kind := kinds.pop()) is not None:
        changes = kind is EffectKind.DATABASE_WRITE
        return msgspec.structs.replace(
            _as(effect, kind), transaction=effect.transaction if changes else _ends_transaction(statements)
        )
    return effect if effect.kind is EffectKind.DATABASE_WRITE else msgspec.structs.replace(effect, transaction=None)


def _ends_transaction(statements: Entities) -> Transaction | None:
    words = {_first_word(_text(entity)) for entity in statements}
    if words & {"COMMIT", "END"}:
        return Transaction.COMMIT
    return Transaction.ROLLBACK if "ROLLBACK" in words else None


def _statement(entity: Entity) -> EffectKind | None:
    """What a statement does; None when it cannot be told."""
    if isinstance(entity, External):
        if _WRITING_BUILDERS.match(entity.path):
            return EffectKind.DATABASE_WRITE
        return EffectKind.DATABASE_READ if _READING_BUILDERS.match(entity.path) else None
    text = _text(entity)
    word = _first_word(text)
    if not word:
        return None
    if word == "WITH" or word in _READING_WORDS:
        return EffectKind.DATABASE_WRITE if _CHANGE.search(text) else EffectKind.DATABASE_READ
    if word in _NEUTRAL_WORDS or word == "ROLLBACK" or _IDEMPOTENT.search(text):
        return EffectKind.DATABASE_CHANGE
    return EffectKind.DATABASE_WRITE


def _first_word(text: str) -> str:
    start = _COMMENT.match(text)
    word = _WORD.match(text, start.end() if start is not None else 0)
    return word.group().upper() if word is not None else ""


def _text(entity: Entity) -> str:
    match entity:
        case Literal(value=str() as text):
            return text
        case Template(parts=parts):
            return "".join(" " if part is None else part for part in parts)
        case _:
            return ""


def _as(effect: Effect, kind: EffectKind) -> Effect:
    return msgspec.structs.replace(effect, kind=kind)
