"""What a plugin declares about itself in ``plugin.toml``: facts, readable without import."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from flask_babel import get_locale
from pydantic import BaseModel, ConfigDict, Field, ValidationError

API_LEVEL = 1
NAME = r"^[a-z][a-z0-9_]*$"


class ManifestError(Exception):
    """A manifest that cannot be read; the text says which key is wrong and why."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Part):
    """A short text in the languages of the interface, because a disabled plugin has no catalog."""

    en: str
    zh_Hans: str = ""

    def __str__(self) -> str:
        """Return the text in the reader's language."""
        return (str(get_locale()) == "zh_Hans" and self.zh_Hans) or self.en


class MenuItem(_Part):
    """One entry of the menu; shown to those who hold the permission."""

    title: Text
    endpoint: str
    permission: str
    icon: str = "list"
    shortcut: str = ""


class Permission(_Part):
    """A right that roles may hold, and the roles that get it when the plugin is new."""

    title: Text
    roles: tuple[str, ...] = ()


class SettingSpec(_Part):
    """A typed setting: its form field and its conversion follow from the kind."""

    title: Text
    kind: Literal["text", "integer", "boolean", "choice", "rate", "timezone", "currency"]
    default: str | int | bool
    help: Text | None = None
    choices: dict[str, Text] = Field(default_factory=dict)


class JobSpec(_Part):
    """A job that runs by the clock."""

    title: Text
    cron: str


class Manifest(_Part):
    """The facts of one plugin.

    ``requires`` and ``optional`` map plugin names to version ranges such as ``>=0.1``;
    ``series`` are those of its document numbers, which leave with it.
    """

    name: str = Field(pattern=NAME)
    title: Text
    summary: Text
    api: int
    icon: str = "plug"
    order: int = 100
    series: tuple[str, ...] = ()
    requires: dict[str, str] = Field(default_factory=dict)
    optional: dict[str, str] = Field(default_factory=dict)
    roles: dict[str, Text] = Field(default_factory=dict)
    permissions: dict[str, Permission] = Field(default_factory=dict)
    settings: dict[str, SettingSpec] = Field(default_factory=dict)
    jobs: dict[str, JobSpec] = Field(default_factory=dict)
    menu: tuple[MenuItem, ...] = ()


@lru_cache(maxsize=64)  # each app that is built reads all of them, and most are as before
def parse(text: str) -> Manifest:
    """Read the text of a ``plugin.toml``.

    :raises ManifestError: naming each key that is unknown, missing or of the wrong type.
    """
    try:
        facts: dict[str, Any] = tomllib.loads(text)
        return Manifest.model_validate(facts)
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"plugin.toml is not valid TOML: {error}") from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ManifestError("plugin.toml: " + "; ".join(faults)) from error


def read(path: Path) -> Manifest:
    """Read a ``plugin.toml``; see :func:`parse` for the errors."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ManifestError("The package has no plugin.toml.") from error
