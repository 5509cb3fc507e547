"""What was changed, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _


class Line(NamedTuple):
    """One changed column in words; an empty text is an empty value."""

    label: str
    before: str
    after: str


def describe(
    changes: Mapping[str, list[Any]],
    labels: Mapping[str, Any],
    words: Mapping[str, Mapping[Any, Any]],
    instant: Callable[[datetime], str],
) -> list[Line]:
    """Put the changes of an entry into words.

    :param labels: what the columns are called; others are called by their name.
    :param words: what stored values are called, by column.
    """
    return [
        Line(
            str(labels.get(name, name.replace("_", " "))),
            *(_in_words(value, words.get(name, {}), instant) for value in pair),
        )
        for name, pair in changes.items()
    ]


def _in_words(value: Any, words: Mapping[Any, Any], instant: Callable[[datetime], str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        value = [f"{words.get(key, key)}: {_in_words(value[key], {}, instant)}" for key in value]
    if isinstance(value, list):
        return ", ".join(_in_words(item, words, instant) for item in value)
    if isinstance(value, str) and "T" in value[10:11]:
        try:
            return instant(datetime.fromisoformat(value))
        except ValueError:
            return value
    return str(words.get(value, value)) if isinstance(value, str | int) else str(value)
