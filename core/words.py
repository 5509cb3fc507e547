"""Words: texts that remember what they are made of, so that everybody reads them in their language.

What a job says is kept, and read later by people of other languages.  Within :func:`remembered`
gettext returns :class:`Words`; columns of :class:`Told` and :class:`ToldJSON` keep them, and say
them in the language of whoever reads.  ``str()`` and ``%`` keep what is remembered; ``+``, ``join``
and f-strings forget it: use gettext and :func:`joined` instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext, ngettext

# Begins what is kept so; no sentence begins with it.
MARK = "\x1f"
JOINED = "; "

_remembering: ContextVar[bool] = ContextVar("remembering", default=False)


class Words(str):
    """A text in one language; ``source`` makes it in another, and fits into JSON.

    That is ``[[text, …], values]``, a message and its plurals, or ``[parts, separator]``.
    """

    __slots__ = ("source",)
    source: list[Any]

    def __new__(cls, text: str, source: list[Any]) -> Words:
        """Remember what a text is made of."""
        made = super().__new__(cls, text)
        made.source = source
        return made

    def __str__(self) -> str:
        return self

    def __mod__(self, values: Any) -> str:
        """Fill in values, as ``gettext`` does with those that it is given."""
        text = super().__mod__(values)
        if not isinstance(values, Mapping) or self.source[1]:
            return text
        return Words(text, [self.source[0], _packed(values)])


@contextmanager
def remembered() -> Iterator[None]:
    """Let gettext return words that can be kept."""
    token = _remembering.set(True)
    try:
        yield
    finally:
        _remembering.reset(token)


def made(text: str, messages: list[str], values: Mapping[str, Any]) -> str:
    """Return what gettext made of a message, or its plurals, and of values; to be kept if asked."""
    return Words(text, [messages, _packed(values)]) if _remembering.get() else text


def joined(parts: Iterable[Any], separator: str = JOINED) -> str:
    """Return texts in one, to be kept if asked."""
    texts = [str(one) for one in parts]
    text = separator.join(texts)
    return Words(text, [[_source(one) for one in texts], separator]) if _remembering.get() else text


def written(text: str) -> str:
    """Return a text as it is kept."""
    if isinstance(text, Words) or text.startswith(MARK):
        return MARK + json.dumps(_source(text), ensure_ascii=False)
    return text


def said(text: str) -> str:
    """Return a text that nobody has kept yet in the language of now."""
    return read(written(text))


def read(kept: str) -> str:
    """Return what is kept in the language of now; what was kept as a mere text stays as it is."""
    return _said(json.loads(kept.removeprefix(MARK))) if kept.startswith(MARK) else kept


class Told(sa.types.TypeDecorator[str]):
    """A text that everybody reads in their own language, as far as it was remembered."""

    impl, cache_ok = sa.Text, True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Keep what a text is made of."""
        return None if value is None else written(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Say it in the language of whoever asks."""
        return None if value is None else read(value)


class ToldBriefly(sa.types.TypeDecorator[str]):
    """The same in a column of some length: what does not fit is kept as mere text, and cut."""

    impl, cache_ok = sa.String, True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Keep what a text is made of, or its beginning."""
        if value is None:
            return None
        kept = written(value)
        return kept if len(kept) <= self.length else value[: self.length]

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Say it in the language of whoever asks."""
        return None if value is None else read(value)


class ToldJSON(sa.types.TypeDecorator[Any]):
    """Lists and dictionaries with such texts among their values."""

    impl, cache_ok = sa.JSON, True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        """Keep what the texts are made of."""
        return _each(value, written)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """Say them in the language of whoever asks."""
        return _each(value, read)


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each(one, change) for key, one in value.items()}
    return [_each(one, change) for one in value] if isinstance(value, list) else value


def _packed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | float) else _source(str(value))
        for name, value in values.items()
    }


def _source(text: str) -> Any:
    return text.source if isinstance(text, Words) else text


def _said(source: Any) -> Any:
    """Say in the language of now what words are made of."""
    if not isinstance(source, list):
        return source
    parts, rest = source
    if isinstance(rest, str):
        return joined(map(_said, parts), rest)
    values = {name: _said(one) for name, one in rest.items()}
    return ngettext(*parts, **values) if len(parts) > 1 else gettext(*parts, **values)
