"""The JSON schema of settings, for editors and validators, made from the declarations of the options.

Draft 7, which is what editors' catalogues ask for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, get_args, get_origin

import msgspec

from steplint.settings.decode import allowed_words, option_meta, options_of
from steplint.settings.describe import raw_value
from steplint.settings.schema import Settings

_REFERENCE = "#/definitions/{name}"
_NOT_IN_DRAFT_7 = ("title",)
IDENTITY = "https://json.schemastore.org/steplint.json"
"""Where the catalogue of schemas that editors read keeps the schema of a tool of this name."""


def settings_schema(
    rule_options: Mapping[str, type[msgspec.Struct]], codes: Sequence[str], categories: Sequence[str]
) -> dict[str, Any]:
    """The schema, for the rules with these names and options, codes and categories."""
    definitions: dict[str, Any] = {
        "rule": {"enum": [*codes, *rule_options]},
        "selector": {
            "type": "string",
            "anyOf": [
                {"enum": ["ALL", *categories, *codes, *rule_options]},
                {"pattern": r"^SL\d{0,2}$"},
            ],
        },
    }
    properties = _properties(Settings, definitions)
    properties["rules"] |= {
        "properties": {
            name: {
                "type": "object",
                "additionalProperties": False,
                "properties": _properties(struct, definitions),
            }
            for name, struct in rule_options.items()
        },
        "additionalProperties": False,
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": IDENTITY,
        "title": "steplint",
        "description": "Settings of steplint, the linter for durable workflows.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "definitions": definitions,
    }


def schema_text(schema: Mapping[str, Any]) -> str:
    """A schema as the text of its file."""
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def _properties(struct: type[msgspec.Struct], definitions: dict[str, Any]) -> dict[str, Any]:
    return {name: _property(field, definitions) for name, field in options_of(struct).items()}


def _property(field: msgspec.structs.FieldInfo, definitions: dict[str, Any]) -> dict[str, Any]:
    meta = option_meta(field)
    annotation = get_args(field.type)[0] if get_origin(field.type) is Annotated else field.type
    extra = (meta.extra or {}) if meta is not None else {}
    if "parse" in extra:
        schema = dict(extra["schema"])
    else:
        (generated,), found = msgspec.json.schema_components([annotation], ref_template=_REFERENCE)
        definitions |= {name: _plain(definition) for name, definition in found.items()}
        schema = _merged(_plain(generated), extra.get("schema", {}))
    if get_origin(annotation) is dict and (keys := allowed_words(get_args(annotation)[0])):
        schema["propertyNames"] = {"enum": list(keys)}
    if "$ref" in schema:  # beside which draft 7 reads nothing
        schema = {"allOf": [schema]}
    default = raw_value(field, field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory())
    described: dict[str, Any] = {"description": meta.description if meta is not None else ""}
    if default is not None:
        described["default"] = default
    if meta is not None and meta.examples:
        described["examples"] = list(meta.examples)
    return described | schema


def _merged(schema: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with what the option says laid over it, key by key; a reference stands for itself."""
    merged = dict(schema)
    for key, value in over.items():
        low = merged.get(key)
        is_table = isinstance(low, dict) and isinstance(value, Mapping) and "$ref" not in value
        merged[key] = _merged(low, value) if is_table and low is not None else value
    return merged


def _plain(schema: Any) -> Any:
    """A schema without the titles of types, which are names of ours, and with lists for tuples.

    TOML has no null: `X | None` is X.
    """
    if isinstance(schema, Mapping):
        plain = {key: _plain(value) for key, value in schema.items() if key not in _NOT_IN_DRAFT_7}
        choices = [choice for choice in plain.get("anyOf", ()) if choice != {"type": "null"}]
        if len(choices) == 1:
            del plain["anyOf"]
            plain |= choices[0]
        return plain
    if isinstance(schema, list | tuple):
        return [_plain(part) for part in schema]
    return schema
