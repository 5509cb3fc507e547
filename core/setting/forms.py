"""The form of all settings, made from what the manifests declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from wtforms import BooleanField, Field, SelectField, StringField

from core.forms import Form, SelectChoice
from core.manifest import SettingSpec
from core.setting.rules import TRUE
from core.setting.services import currencies


def settings_form(specs: Mapping[str, SettingSpec], texts: Mapping[str, str]) -> Form:
    """Return a form with a field for each setting; the current texts are the defaults."""
    fields = {name: _field(spec) for name, spec in specs.items()}
    form_class: type[Form] = type("SettingsForm", (Form,), fields)
    data: dict[str, Any] = {
        name: text.lower() in TRUE if specs[name].kind == "boolean" else text
        for name, text in texts.items()
    }
    return form_class(data=data)


def typed(form: Form, specs: Mapping[str, SettingSpec]) -> dict[str, str]:
    """Return what was typed, as the texts that are stored."""
    return {
        name: str(form[name].data).lower() if spec.kind == "boolean" else form[name].data or ""
        for name, spec in specs.items()
    }


def _field(spec: SettingSpec) -> Field:
    title, about = str(spec.title), str(spec.help or "")
    if spec.kind == "boolean":
        return BooleanField(title, description=about)
    choices = {
        "choice": [SelectChoice(value, str(text)) for value, text in spec.choices.items()],
        "timezone": [SelectChoice(name) for name in sorted(available_timezones())],
        "currency": [SelectChoice(code) for code in currencies()],
    }.get(spec.kind)
    if choices is not None:
        return SelectField(title, choices=choices, description=about)
    return StringField(title, description=about)
