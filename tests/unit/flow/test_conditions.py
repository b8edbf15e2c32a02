"""What conditions claim: the position in a loop in every way people write it, and plain facts about variables."""

from __future__ import annotations

import pytest

from steplint.flow.conditions import AtomKind, Claim
from unit.flow.graphs import claims_of

ENUMERATE = "for i, user in enumerate(users):"
FROM_ONE = "for i, user in enumerate(users, start=1):"
RANGE = "for i in range(len(users)):"
PLAIN = "for user in users:"


def said(claim: Claim | bool | None) -> str:
    """What a claim says of the position: first, last, not first, not last; always, never; nothing."""
    match claim:
        case True:
            return "always"
        case False:
            return "never"
        case Claim(atom=atom) if atom.kind in {AtomKind.FIRST, AtomKind.LAST}:
            return ("" if claim.truth else "not ") + atom.kind.value
        case _:
            return "nothing"


def position(loop: str, test: str, *, before: str = "pass", inside: str = "pass") -> str:
    """What `test` says when it is true inside a loop."""
    around = f"{before}\n{loop}\n    {inside}\n    {{}}"
    [claim] = claims_of(test, around=around)
    [opposite] = claims_of(test, around=around, truth=False)
    found = said(claim)
    negated = {"always": "never", "never": "always", "nothing": "nothing"}
    assert said(opposite) == negated.get(found, found[4:] if found.startswith("not ") else f"not {found}")
    return found


NOT_LAST = [
    (ENUMERATE, "i < len(users) - 1"),
    (ENUMERATE, "i != len(users) - 1"),
    (ENUMERATE, "i <= len(users) - 2"),
    (ENUMERATE, "len(users) - 1 > i"),
    (ENUMERATE, "len(users) - 1 != i"),
    (ENUMERATE, "len(users) > i + 1"),
    (ENUMERATE, "i + 1 < len(users)"),
    (ENUMERATE, "1 + i < len(users)"),
    (ENUMERATE, "i + 1 != len(users)"),
    (ENUMERATE, "i - len(users) < -1"),
    (ENUMERATE, "len(users) - i > 1"),
    (ENUMERATE, "i is not len(users) - 1"),
    (ENUMERATE, "not i == len(users) - 1"),
    (ENUMERATE, "not (i >= len(users) - 1)"),
    (ENUMERATE, "user is not users[-1]"),
    (ENUMERATE, "user != users[-1]"),
    ("for i, user in enumerate(users, 1):", "i < len(users)"),
    (FROM_ONE, "i < len(users)"),
    (FROM_ONE, "i != len(users)"),
    (FROM_ONE, "i <= len(users) - 1"),
    (FROM_ONE, "len(users) > i"),
    (RANGE, "i < len(users) - 1"),
    (RANGE, "i + 1 < len(users)"),
    ("for i in range(0, len(users)):", "i < len(users) - 1"),
    ("for i in range(1, len(users)):", "i < len(users) - 1"),
    ("for i in range(n):", "i < n - 1"),
    ("for i in range(n):", "i != n - 1"),
    ("async for user in users:", "user is not users[-1]"),
    ("for i in range(0, len(users), 10):", "i + 10 < len(users)"),
    ("for i in range(0, len(users), size):", "i + size < len(users)"),
    ("for i in range(0, len(users), size):", "len(users) > size + i"),
    ("for i, (user, mail) in enumerate(zip(users, mails)):", "i < len(users) - 1"),
    (PLAIN, "user is not users[-1]"),
    (PLAIN, "user != users[-1]"),
    (PLAIN, "users[-1] is not user"),
    (PLAIN, "not user is users[-1]"),
    ("for user in event.data['users']:", "user is not event.data['users'][-1]"),
    ("for i, user in enumerate(self.users):", "i < len(self.users) - 1"),
    (PLAIN, "not is_last"),
    (PLAIN, "not last"),
    (PLAIN, "not is_last_user"),
    (PLAIN, "not user.is_last"),
    (PLAIN, "not loop.last"),
]
LAST = [
    (ENUMERATE, "i == len(users) - 1"),
    (ENUMERATE, "i >= len(users) - 1"),
    (ENUMERATE, "i > len(users) - 2"),
    (ENUMERATE, "i + 1 == len(users)"),
    (ENUMERATE, "len(users) - 1 == i"),
    (ENUMERATE, "user == users[-1]"),
    (FROM_ONE, "i == len(users)"),
    (FROM_ONE, "i >= len(users)"),
    (PLAIN, "user is users[-1]"),
    (PLAIN, "is_last"),
    (PLAIN, "bool(is_last)"),
    (PLAIN, "user.is_final"),
]
NOT_FIRST = [
    (ENUMERATE, "i > 0"),
    (ENUMERATE, "i"),
    (ENUMERATE, "i != 0"),
    (ENUMERATE, "i >= 1"),
    (ENUMERATE, "0 < i"),
    (ENUMERATE, "0 != i"),
    (ENUMERATE, "bool(i)"),
    (ENUMERATE, "user is not users[0]"),
    (FROM_ONE, "i > 1"),
    (FROM_ONE, "i != 1"),
    (FROM_ONE, "i - 1 > 0"),
    (RANGE, "i > 0"),
    (RANGE, "i"),
    ("for i in range(3):", "i > 0"),
    ("for i in range(0, len(users), 10):", "i > 0"),
    ("for i in range(0, len(users), 10):", "i != 0"),
    ("for i in range(1, len(users)):", "i > 1"),
    (PLAIN, "user is not users[0]"),
    (PLAIN, "user != users[0]"),
    (PLAIN, "not is_first"),
    (PLAIN, "not first"),
]
FIRST = [
    (ENUMERATE, "i == 0"),
    (ENUMERATE, "not i"),
    (ENUMERATE, "i < 1"),
    (ENUMERATE, "i <= 0"),
    (ENUMERATE, "0 == i"),
    (FROM_ONE, "i == 1"),
    (FROM_ONE, "i < 2"),
    (RANGE, "i == 0"),
    (PLAIN, "user is users[0]"),
    (PLAIN, "first"),
]
ALWAYS = [
    (ENUMERATE, "i < len(users)"),
    (ENUMERATE, "i <= len(users) - 1"),
    (ENUMERATE, "i >= 0"),
    (ENUMERATE, "i + 1 <= len(users)"),
    (FROM_ONE, "i > 0"),
    (FROM_ONE, "i <= len(users)"),
    (RANGE, "i != len(users)"),
    (PLAIN, "not False"),
]
NEVER = [
    (ENUMERATE, "i >= len(users)"),
    (ENUMERATE, "i < 0"),
    (ENUMERATE, "i == len(users)"),
    (FROM_ONE, "i < 1"),
    (FROM_ONE, "i > len(users)"),
]
NOTHING = [
    # off by one or more: neither the last turn alone nor all but the last
    (ENUMERATE, "i < len(users) - 2"),
    (ENUMERATE, "i + 2 < len(users)"),
    (ENUMERATE, "i > 1"),
    (ENUMERATE, "i == 1"),
    (FROM_ONE, "i < len(users) - 1"),
    (FROM_ONE, "i > 2"),
    # of another collection, or of none that is known
    (ENUMERATE, "i < len(others) - 1"),
    (ENUMERATE, "i < n - 1"),
    (ENUMERATE, "user is not others[-1]"),
    (ENUMERATE, "user is not users[1]"),
    (ENUMERATE, "other is not users[-1]"),
    (PLAIN, "i < len(users) - 1"),
    ("for i, user in enumerate(load()):", "i < len(load()) - 1"),
    ("for user in load():", "user is not users[-1]"),
    ("for i, user in enumerate(users, start=n):", "i < len(users)"),
    ("for i in range(0, len(users), 2):", "i < len(users) - 1"),
    ("for i in range(0, len(users), 2):", "i + 3 < len(users)"),
    ("for i in range(0, len(users), 2):", "i == load()"),
    ("for i in range(len(users), 0, -1):", "i > 0"),
    ("for i in range(start, len(users)):", "i > 0"),
    ("for user, mail in zip(users, mails):", "user is not users[-1]"),
    ("for user in users[1:]:", "user is not users[-1]"),
    # of something else
    (ENUMERATE, "i % 10 == 0"),
    (ENUMERATE, "i * 2 < len(users) - 1"),
    (ENUMERATE, "2 * i == len(users)"),
    (ENUMERATE, "user"),
    (PLAIN, "user.active"),
    (PLAIN, "check(user)"),
    (PLAIN, "lasting_effect"),
    ("while users:", "i < len(users) - 1"),
    ("while users:", "i > 0"),
]


def rows(says: str, table: list[tuple[str, str]]) -> list[object]:
    return [pytest.param(loop, test, says, id=f"{says}: {loop} {test}") for loop, test in table]


@pytest.mark.parametrize(
    ("loop", "test", "says"),
    [
        *rows("not last", NOT_LAST),
        *rows("last", LAST),
        *rows("not first", NOT_FIRST),
        *rows("first", FIRST),
        *rows("always", ALWAYS),
        *rows("never", NEVER),
        *rows("nothing", NOTHING),
        pytest.param(ENUMERATE, "i != 3", "nothing", id="nothing: a later turn"),
        pytest.param("for i in range(3):", "i < 2", "not last", id="not last: of a constant number"),
        pytest.param("for i, user in enumerate(load()):", "i > 0", "not first", id="not first: of a call"),
    ],
)
def test_positions(loop: str, test: str, says: str) -> None:
    assert position(loop, test) == says


@pytest.mark.parametrize(
    ("before", "inside", "loop", "test", "says"),
    [
        pytest.param(
            "pass", "is_last = i == len(users) - 1", ENUMERATE, "not is_last", "not last", id="a computed flag"
        ),
        pytest.param("pass", "more = i + 1 < len(users)", ENUMERATE, "more", "not last", id="under any name"),
        pytest.param("pass", "done = not (i < len(users) - 1)", ENUMERATE, "done", "last", id="a negated flag"),
        pytest.param("pass", "start = user is users[0]", ENUMERATE, "start", "first", id="a first flag"),
        pytest.param("n = len(users)", "pass", ENUMERATE, "i < n - 1", "not last", id="a length by name"),
        pytest.param("last = len(users) - 1", "pass", ENUMERATE, "i < last", "not last", id="the last index by name"),
        pytest.param("last = len(users) - 1", "pass", ENUMERATE, "i != last", "not last", id="unequal the last index"),
        pytest.param("n = len(users)", "pass", "for i in range(n):", "i < len(users) - 1", "not last", id="range(n)"),
        pytest.param(
            "n = len(users)", "following = i + 1", ENUMERATE, "following < n", "not last", id="the next index"
        ),
        pytest.param("n = len(others)", "pass", ENUMERATE, "i < n - 1", "nothing", id="another collection's length"),
        pytest.param("n = load()", "pass", ENUMERATE, "i < n - 1", "nothing", id="an unknown length"),
        pytest.param("is_last = load()", "pass", PLAIN, "not is_last", "nothing", id="a flag of something else"),
        pytest.param("pass", "is_last = False\n    is_last = load()", PLAIN, "is_last", "nothing", id="two values"),
    ],
)
def test_positions_by_name(before: str, inside: str, loop: str, test: str, says: str) -> None:
    assert position(loop, test, before=before, inside=inside) == says


def test_a_flag_outside_a_loop_is_no_position() -> None:
    assert [said(claim) for claim in claims_of("is_last")] == ["nothing"]


def test_nested_loops_keep_their_positions_apart() -> None:
    around = "for i, a in enumerate(rows):\n    for j, b in enumerate(a):\n        {}"
    inner, outer = claims_of("j < len(a) - 1", "i < len(rows) - 1", around=around)
    assert said(inner) == said(outer) == "not last"
    assert inner != outer


# Plain claims

SAME = [
    ("sent", "bool(sent)"),
    ("sent", "sent > 0"),
    ("sent", "sent >= 1"),
    ("sent", "sent != 0"),
    ("sent", "0 < sent"),
    ("sent", "len(sent) > 0"),
    ("sent", "len(sent)"),
    ("sent", "sent is True"),
    ("sent", "sent == True"),
    ("sent", "not not sent"),
    ("not sent", "sent == 0"),
    ("not sent", "sent < 1"),
    ("not sent", "sent <= 0"),
    ("not sent", "len(sent) == 0"),
    ("not sent", "sent == False"),
    ("not sent", "sent != True"),
    ("kind == 'a'", "'a' == kind"),
    ("kind != 'a'", "not kind == 'a'"),
    ("x is None", "not x is not None"),
    ("x is None", "x == None"),
    ("a < b", "not a >= b"),
    ("a in b", "not a not in b"),
    ("a <= b", "not a > b"),
    ("a.b.c", "bool(a.b.c)"),
    ("data['key'] == 1", "1 == data['key']"),
    ("data.get('key') == 1", "not data.get('key') != 1"),
    ("isinstance(a, b)", "not not isinstance(a, b)"),
    ("name.startswith('a')", "bool(name.startswith('a'))"),
    ("a - b > 0", "a - b != 0"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[f"{a} | {b}" for a, b in SAME])
def test_two_ways_to_say_one_thing(one: str, other: str) -> None:
    for truth in (True, False):
        first, second = claims_of(one, other, truth=truth)
        assert isinstance(first, Claim)
        assert first == second


DIFFERENT = [
    ("a", "b"),
    ("a", "a.b"),
    ("kind == 'a'", "kind == 'b'"),
    ("a < b", "b < a"),
    ("data['a']", "data['b']"),
    ("x is None", "not x"),
    ("data.get('a')", "data.get('b')"),
    ("name.lower() == 'a'", "name.upper() == 'a'"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[f"{a} | {b}" for a, b in DIFFERENT])
def test_two_things(one: str, other: str) -> None:
    first, second = claims_of(one, other)
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)
    assert first.atom != second.atom


@pytest.mark.parametrize(
    "test",
    [
        "load()",
        "await load()",
        "load() == 1",
        "load(a) > b",
        "queue.pop()",
        "data.get(key=a)",
        "data.get(*a)",
        "[a, b]",
        "a[1:]",
        "load() + 1",
        "(await load()).ok",
        "len(load())",
    ],
)
def test_what_may_change_between_two_tests_says_nothing_twice(test: str) -> None:
    first, second = claims_of(test, test)
    assert first is None or first != second


def test_a_claim_knows_what_it_depends_on() -> None:
    [claim] = claims_of("data[key] == 'a'")
    assert isinstance(claim, Claim)
    assert claim.atom.names == ("data", "key")
    [claim] = claims_of("isinstance(a.b, c)")
    assert isinstance(claim, Claim)
    assert {"a", "c"} <= set(claim.atom.names)
