"""The effect catalogue: which calls reach out of a function, and how.

A row's key is a *path*: the qualified name of what is called, with `()` for "what calling this gives", so that methods
of constructed objects have names too (`openai.OpenAI().chat.completions.create`). Three parts are patterns: `*` stands
for exactly one name (`*()`: one name that is called), `**` for any number of parts, and `**()` for any number of calls
and items, which is how a chain of methods on one thing looks (`Model.objects.filter().[].save`). A factory that is told
by its first argument what it makes shows it in brackets (`boto3.client[ses]().send_email`).
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from steplint.diagnostics import Confidence
from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction
from steplint.sdk.libraries import LIBRARIES

CARD_NAMES: Mapping[EffectKind, tuple[str, ...]] = {
    EffectKind.EMAIL: ("send_email", "sendEmail"),
    EffectKind.NOTIFICATION: ("send_notification", "sendNotification"),
    EffectKind.SYSTEM_NOTIFICATION: ("send_system_notification", "sendSystemNotification"),
    EffectKind.SESSION: (
        "require_authentication",
        "requireAuthentication",
        "require_auth",
        "requireAuth",
        "get_current_user",
        "getCurrentUser",
        "current_user",
        "currentUser",
        "get_server_session",
        "getServerSession",
    ),
}
"""The rule card's own names, in both spellings: they count whatever module they come from."""

EMAIL_LIKE = re.compile(r"^_?(send_\w*e_?mails?\w*|send\w*E?mails?[A-Z0-9]?\w*)$", re.ASCII)
"""Names of helpers that cannot be found and that send mail by all appearances."""

EMAIL_ENDPOINTS = re.compile(
    r"""
    ^https://(
        api\.resend\.com/emails(/batch)?
        | api(\.eu)?\.sendgrid\.com/v3/mail/send
        | api\.postmarkapp\.com/email(/\w+)?
        | api(\.eu)?\.mailgun\.net/v3/[^/]+/messages(\.mime)?
        | api\.(brevo|sendinblue)\.com/v3/smtp/email
        | mandrillapp\.com/api/1\.0/messages/send(-template)?(\.json)?
        | api\.mailersend\.com/v1/(email|bulk-email)
        | api(\.eu)?\.sparkpost\.com/api/v1/transmissions
        | api\.mailjet\.com/v3(\.1)?/send
        | api\.zeptomail\.\w+/v1\.1/email(/\w+)?
    )/?$
    """,
    re.VERBOSE,
)
"""Addresses to which an HTTP POST sends an e-mail: many projects talk to the vendor without its library."""

KEYED_FACTORIES = frozenset(
    {
        "boto3.client",
        "boto3.resource",
        "boto3.Session().client",
        "boto3.Session().resource",
        "boto3.session.Session().client",
        "boto3.session.Session().resource",
        "aioboto3.Session().client",
        "aioboto3.Session().resource",
        "aioboto3.session.Session().client",
        "aioboto3.session.Session().resource",
        "aiobotocore.session.get_session().create_client",
        "aiobotocore.session.AioSession().create_client",
        "botocore.session.get_session().create_client",
        "googleapiclient.discovery.build",
    }
)
"""Factories whose first argument says what they make; it becomes part of the path. Whatever boto3 makes is named
`boto3.client[…]()`: the methods of its clients and those of its resources have no names in common that mean two things.
"""


def split_path(path: str) -> tuple[str, ...]:
    """The parts of a path; a call belongs to the part before it (`a.b().c` -> `a`, `b()`, `c`)."""
    return tuple(path.split("."))


_Patterns = Mapping[tuple[str, str], Sequence[tuple[tuple[str, ...], Effect]]]
"""Patterns in parts with their effects, by the package and the method they are about."""


@dataclasses.dataclass(frozen=True, slots=True)
class _BuiltIn:
    """The tables of libraries, ready to be asked: the same for every catalogue, and made once."""

    exact: Mapping[str, Effect]
    patterns: _Patterns
    sessions: frozenset[str]
    makers: frozenset[str]
    maker_patterns: Mapping[str, Sequence[tuple[str, ...]]]


@functools.cache
def _built_in() -> _BuiltIn:
    exact, patterns = _with({}, {}, LIBRARIES)
    makers = {maker for effect in LIBRARIES for maker in _makers(effect.name)}
    maker_patterns: dict[str, list[tuple[str, ...]]] = {}
    for maker in sorted(maker for maker in makers if "*" in maker):
        parts = split_path(maker)
        maker_patterns.setdefault(parts[0], []).append(parts)
    return _BuiltIn(
        exact,
        patterns,
        sessions=frozenset(
            effect.name.rpartition(".")[0]
            for effect in exact.values()
            if effect.told is Told.BY_STATEMENT or effect.transaction in _OF_SESSIONS
        ),
        makers=frozenset(maker for maker in makers if "*" not in maker),
        maker_patterns=maker_patterns,
    )


def _with(
    exact: Mapping[str, Effect], patterns: _Patterns, effects: Iterable[Effect]
) -> tuple[Mapping[str, Effect], _Patterns]:
    """Tables with effects added: what comes later has the say for an exact path, what came first for a pattern."""
    paths = dict(exact)
    grown = {key: list(entries) for key, entries in patterns.items()}
    for effect in effects:
        if "*" in effect.name:
            parts = split_path(effect.name)
            last = "*" if "*" in parts[-1] else parts[-1]
            grown.setdefault((parts[0], last), []).append((parts, effect))
        else:
            paths[effect.name] = effect
    return paths, grown


class Catalogue:
    """The effects that are in force: the built-in tables with the settings' additions, less what the settings clear.

    Names without a dot match by the last part of whatever is called, as the rule card's names do; dotted ones match
    the path, or, for functions of the project, the end of their qualified name.
    """

    def __init__(self, additions: Mapping[str, Iterable[str]] | None = None, cleared: Iterable[str] = ()) -> None:
        built_in = _built_in()
        gone = self._cleared = frozenset(cleared)
        self._exact = (
            {path: effect for path, effect in built_in.exact.items() if path not in gone} if gone else built_in.exact
        )
        self._patterns = built_in.patterns
        self._bare: dict[str, Effect] = {}
        self._qualified: dict[str, Effect] = {}
        for kind, names in CARD_NAMES.items():
            for name in names:
                if name not in gone:
                    self._bare[name] = Effect(kind, name, "named by the rule card")
        own: list[Effect] = []
        for kind_name, added in sorted((additions or {}).items()):
            for name in added:
                effect = _from_settings(EffectKind(kind_name), name)
                if "." in name:
                    own.append(effect)
                    self._qualified[name] = effect
                else:
                    self._bare[name] = effect
        if own:
            self._exact, self._patterns = _with(self._exact, self._patterns, own)
        self._found: dict[str, Effect | None] = {}

    def names(self, kind: EffectKind) -> tuple[str, ...]:
        """The names by which functions of the project have an effect of this kind."""
        named = {**self._bare, **self._qualified}
        return tuple(sorted(name for name, effect in named.items() if effect.kind is kind))

    def by_path(self, path: str) -> Effect | None:
        """The effect of a call, or read, of this path in a library, or of a function of the project with this
        qualified name.
        """
        if path not in self._found:
            self._found[path] = None if path in self._cleared else self._exact.get(path) or self._by_pattern(path)
        return self._found[path]

    def _by_pattern(self, path: str) -> Effect | None:
        # By package and method: of some thousand patterns a call is held against a few.
        parts = split_path(path)
        for last in (parts[-1], "*"):
            for pattern, effect in self._patterns.get((parts[0], last), ()):
                if effect.name not in self._cleared and _matches(pattern, parts):
                    return effect
        return None

    def is_resource(self, path: str) -> bool:
        """Whether a thing of this path was got by an effect, or has methods with effects: a file, a client, a
        session.
        """
        if path.endswith("()") and self.by_path(path.removesuffix("()")) is not None:
            return True
        parts = split_path(path)
        built_in = _built_in()
        return path in built_in.makers or any(
            _matches(pattern, parts) for pattern in built_in.maker_patterns.get(parts[0], ())
        )

    def is_session(self, path: str) -> bool:
        """Whether a thing of this path gathers what is done through it into transactions."""
        return path in _built_in().sessions

    def by_name(self, name: str, qualified_name: str = "") -> Effect | None:
        """The effect of anything called by this bare name, unless its qualified name has been cleared."""
        return None if self._is_cleared(qualified_name) else self._bare.get(name)

    def by_qualified_name(self, qualified_name: str) -> Effect | None:
        """The effect that the settings give to a function of the project, named by the end of its qualified name."""
        parts = split_path(qualified_name)
        for start in range(len(parts) - 1):
            effect = self._qualified.get(".".join(parts[start:]))
            if effect is not None:
                return effect
        return None

    def _is_cleared(self, qualified_name: str) -> bool:
        parts = split_path(qualified_name)
        return any(".".join(parts[start:]) in self._cleared for start in range(len(parts) - 1))

    def by_appearance(self, name: str, qualified_name: str = "") -> Effect | None:
        """The effect that a name suggests when nothing else is known of what it names: e-mail helpers, at medium
        confidence.
        """
        if name in self._cleared or self._is_cleared(qualified_name) or not EMAIL_LIKE.match(name):
            return None
        return Effect(
            EffectKind.EMAIL, name, "cannot be found and is named like a helper that sends mail", Confidence.MEDIUM
        )


def _from_settings(kind: EffectKind, name: str) -> Effect:
    writes = kind in {EffectKind.DATABASE_WRITE, EffectKind.DATABASE_CHANGE}
    transaction = Transaction.PART if kind is EffectKind.DATABASE_CHANGE else Transaction.OWN
    return Effect(kind, name, "named by the settings", transaction=transaction if writes else None)


_OF_SESSIONS = frozenset({Transaction.PART, Transaction.COMMIT, Transaction.ROLLBACK})


def _makers(path: str) -> Iterator[str]:
    """The calls at the front of a path, each with what leads to it."""
    parts = split_path(path)
    for end, part in enumerate(parts[:-1], start=1):
        if part.startswith("**"):
            break
        if part.endswith("()"):
            yield ".".join(parts[:end])


def _matches(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    if not pattern:
        return not parts
    first, rest = pattern[0], pattern[1:]
    if first == "**":
        return any(_matches(rest, parts[start:]) for start in range(len(parts) + 1))
    if first == "**()":
        chained = itertools.takewhile(lambda start: start == 0 or _is_link(parts[start - 1]), range(len(parts) + 1))
        return any(_matches(rest, parts[start:]) for start in chained)
    return bool(parts) and _part_matches(first, parts[0]) and _matches(rest, parts[1:])


def _is_link(part: str) -> bool:
    return part.endswith("()") or part == "[]"


def _part_matches(pattern: str, part: str) -> bool:
    if "*" not in pattern:
        return pattern == part
    return _compile(pattern).fullmatch(part) is not None


@functools.cache
def _compile(part: str) -> re.Pattern[str]:
    return re.compile(re.escape(part).replace(r"\*", "[^()]+"))
