"""The description of the JSON API: what all operations share is written here once."""

from __future__ import annotations

from typing import Any, cast

from apiflask import APIFlask
from flask import Flask, current_app
from pydantic import BaseModel

ROOT = "/api/v1"
PROBLEM = "application/problem+json"
UNSAFE = frozenset({"post", "put", "patch", "delete"})
REFUSALS = {
    "401": "No valid token",
    "403": "The token or its user may not do this",
    "409": "A rule forbids it as things are, or somebody changed the record meanwhile",
    "422": "A field or an argument is wrong",
    "429": "Too many requests",
}
UNSAFE_REFUSALS = {
    "400": "The body is no JSON",
    "405": "The address takes another method",
    "412": "The record is not the version that If-Match names",
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "The same request with the same key is carried out once.",
    "schema": {"type": "string", "maxLength": 200},
}
MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the record that is to be changed.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}


class Mistake(BaseModel):
    """What is wrong with one field of a request; the pointer is a JSON pointer into it."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """Why a request was refused, as RFC 9457 writes it."""

    type: str = "about:blank"
    title: str = ""  # APIFlask makes one of defaults only
    status: int = 0
    detail: str = ""
    errors: list[Mistake] = []


def configure(app: Flask) -> None:
    """Say what APIFlask shall write into the description of the API."""
    app.config.from_mapping(
        OPENAPI_VERSION="3.1.0",
        AUTO_SERVERS=False,
        AUTO_200_RESPONSE=False,
        AUTO_404_RESPONSE=True,
        HTTP_ERROR_SCHEMA=Problem,
        VALIDATION_ERROR_SCHEMA=Problem,
        SECURITY_SCHEMES={"token": {"type": "http", "scheme": "bearer"}},
    )


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the current app.

    To what APIFlask writes, each operation gets the token, headers and refusals that all share.
    """
    spec = cast(dict[str, Any], cast(APIFlask, current_app).spec)
    refusal = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in spec["paths"].values():
        for method, told in methods.items():
            told["security"] = [{"token": []}]
            told["responses"] |= {
                code: {"description": text, "content": refusal}
                for code, text in (REFUSALS | (UNSAFE_REFUSALS if method in UNSAFE else {})).items()
            }
            if "404" in told["responses"]:
                told["responses"]["404"]["content"] = refusal
            for one in told.get("parameters", ()):
                if one["in"] == "path":
                    one["schema"] |= {"minimum": 1, "maximum": 2**63 - 1}
            if "requestBody" in told:
                told["requestBody"]["required"] = True
            if method in UNSAFE:
                told.setdefault("parameters", []).append(KEY)
            if method == "put":
                told["parameters"].append(MATCH)
    return spec
