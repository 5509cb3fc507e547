"""What a token is made of, and how the description of the API reads on a page."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PREFIX = "bumen_"
SHOWN = len(PREFIX) + 6
BYTES = 32


def new_secret() -> str:
    """Return a new token: 256 bits that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """Return what is kept of a token: its SHA-256 needs no salt, since nobody can guess it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class FieldTold:
    """One argument or field as the page of the API shows it."""

    name: str
    kind: str
    needed: bool
    told: str


@dataclass(frozen=True)
class Operation:
    """One thing that a program can ask for."""

    method: str
    path: str
    summary: str
    parameters: list[FieldTold]
    body: list[FieldTold]
    answer: list[FieldTold]


@dataclass
class Group:
    """What one slice offers."""

    name: str
    operations: list[Operation] = field(default_factory=list)


def grouped(spec: Mapping[str, Any]) -> list[Group]:
    """Return what an OpenAPI document offers, slice by slice, ready to be shown."""
    groups: dict[str, Group] = {}
    for path, methods in sorted(spec["paths"].items()):
        for method, told in methods.items():
            if method == "parameters":
                continue
            name = told.get("tags", ["/"])[0]
            shared = methods.get("parameters", [])
            groups.setdefault(name, Group(name)).operations.append(
                _operation(spec, method, path, told, shared)
            )
    return [groups[name] for name in sorted(groups)]


def _operation(
    spec: Mapping[str, Any],
    method: str,
    path: str,
    told: Mapping[str, Any],
    shared: Iterable[Mapping[str, Any]],
) -> Operation:
    arguments = [*shared, *told.get("parameters", [])]
    answers = told.get("responses", {})
    good: Mapping[str, Any] = next(
        (answers[code] for code in sorted(answers) if code.startswith("2")), {}
    )
    return Operation(
        method.upper(),
        path,
        told.get("summary", ""),
        [
            FieldTold(
                one["name"],
                _kind(one.get("schema", {})),
                bool(one.get("required")),
                one.get("description", "") or one.get("schema", {}).get("description", ""),
            )
            for one in arguments
        ],
        _fields(spec, told.get("requestBody", {})),
        _fields(spec, good),
    )


def _fields(spec: Mapping[str, Any], content: Mapping[str, Any]) -> list[FieldTold]:
    schema = content.get("content", {}).get("application/json", {}).get("schema", {})
    whole = _resolved(spec, schema)
    needed = set(whole.get("required", ()))
    return [
        FieldTold(name, _kind(one), name in needed, one.get("description", ""))
        for name, one in whole.get("properties", {}).items()
    ]


def _resolved(spec: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        found: Any = spec
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def _kind(schema: Mapping[str, Any]) -> str:
    """Return a type in a few words: ``integer``, ``array of Line``, ``string or null``."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"] if one != "")
    if schema.get("type") == "array":
        return f"array of {_kind(schema.get('items', {}))}"
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2].rpartition(".")[2])
    return str(schema.get("format") or schema.get("type", "any"))
