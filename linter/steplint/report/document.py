"""Documents in JSON for other programs, whose shapes are theirs and not ours."""

from __future__ import annotations

import msgspec

from steplint.report.escape import escaped_in_json, without_surrogates


def json_document(value: object) -> str:
    """A document made of dictionaries, lists, text and numbers, indented; any text is made fit for it."""
    return escaped_in_json(msgspec.json.format(msgspec.json.encode(_clean(value)), indent=2).decode()) + "\n"


def _clean(value: object) -> object:
    match value:
        case str():
            return without_surrogates(value)
        case dict():
            return {key: _clean(each) for key, each in value.items()}
        case list():
            return [_clean(each) for each in value]
        case _:
            return value
