"""What can be done with settings.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping

from babel.numbers import get_currency_precision, list_currencies
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.manifest import SettingSpec
from core.setting import queries
from core.setting.models import Setting
from core.setting.rules import Value, convert, parsed

DECIMALS = 2
LENGTH = 500


def declared() -> dict[str, SettingSpec]:
    """Return every setting that the core and the running plugins declare, by name."""
    manifests = current_app.extensions["bumen.manifests"]
    return {name: spec for manifest in manifests for name, spec in manifest.settings.items()}


def currencies() -> list[str]:
    """Return the codes of the currencies that amounts may be in: those with two decimals."""
    return sorted(code for code in list_currencies() if get_currency_precision(code) == DECIMALS)


def read(session: Session, *names: str) -> dict[str, Value]:
    """Return the values of settings, the default where nothing was set.

    :raises KeyError: if a name is not declared.
    """
    return understood(session.scalar(queries.told(*names)), *names)


def understood(told: str | None, *names: str) -> dict[str, Value]:
    """Return the values of settings from what the query of that name says.

    :raises KeyError: if a name is not declared.
    """
    specs, stored = declared(), parsed(told or "")
    return {
        name: convert(specs[name].kind, stored.get(name, _default(specs[name]))) for name in names
    }


def texts(session: Session) -> dict[str, str]:
    """Return every setting as the text that was typed, or as its default."""
    stored = {row.name: row.value for row in session.scalars(queries.all_settings())}
    return {name: stored.get(name, _default(spec)) for name, spec in declared().items()}


def undeclared(session: Session) -> dict[str, str]:
    """Return the stored values of settings that nobody declares now, as of plugins that are off."""
    known = declared()
    rows = session.scalars(queries.all_settings())
    return {row.name: row.value for row in rows if row.name not in known}


def change(session: Session, name: str, text: str) -> None:
    """Set one setting from the text that was typed.

    :raises BusinessError: if there is no such setting or the text is not of its kind.
    """
    change_many(session, {name: text})


def change_many(session: Session, texts: Mapping[str, str]) -> list[str]:
    """Set several settings at once; return the names of those that differ from before.

    :raises BusinessError: for the first text that is refused, naming its field.
    """
    specs = declared()
    for name, text in texts.items():
        if name not in specs:
            raise BusinessError(
                _(
                    "There is no setting %(name)s. There are: %(names)s.",
                    name=name,
                    names=", ".join(sorted(specs)),
                )
            )
        _check(name, specs[name], text.strip())
    stored = {row.name: row for row in session.scalars(queries.named(texts))}
    changed = []
    for name, text in texts.items():
        before = stored[name].value if name in stored else _default(specs[name])
        if before == text.strip():
            continue
        if name in stored:
            stored[name].value = text.strip()
        else:
            session.add(Setting(name=name, value=text.strip()))
        changed.append(name)
    session.flush()
    return changed


def _default(spec: SettingSpec) -> str:
    return str(spec.default).lower() if spec.kind == "boolean" else str(spec.default)


def _check(name: str, spec: SettingSpec, text: str) -> None:
    if len(text) > LENGTH:
        raise BusinessError(
            _("%(name)s has at most %(count)s characters.", name=spec.title, count=LENGTH),
            field=name,
        )
    try:
        convert(spec.kind, text)
    except ValueError as error:
        raise BusinessError(
            _("%(value)s is not a valid value of %(name)s.", value=text or "-", name=spec.title),
            field=name,
        ) from error
    if spec.kind == "choice" and text not in spec.choices:
        raise BusinessError(
            _(
                "%(name)s is one of: %(choices)s.",
                name=spec.title,
                choices=", ".join(spec.choices),
            ),
            field=name,
        )
    if spec.kind == "currency" and text not in currencies():
        raise BusinessError(
            _("%(value)s is not the code of a currency with two decimals.", value=text or "-"),
            field=name,
        )
