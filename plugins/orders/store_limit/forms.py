"""What an administrator says of the stores that somebody sees."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from core.choices import ManyField
from core.forms import Form, SelectChoice
from plugins.orders.channel.models import Store


class StoreLimitForm(Form):
    """All stores, or only some."""

    is_limited = BooleanField(
        _l("Sees only the stores that are ticked below"),
        description=_l("Otherwise this person sees all stores, and those that will be opened."),
    )
    stores = ManyField(_l("Stores"), coerce=int, option_widget=CheckboxInput())

    def offer(self, stores: Iterable[Store]) -> None:
        """Let one choose among these stores."""
        self.stores.choices = [
            SelectChoice(one.id, f"{one.channel} · {one.name} ({one.code})") for one in stores
        ]

    @property
    def chosen(self) -> list[int]:
        """The keys of the stores that are seen; none means all."""
        return list(self.stores.data or []) if self.is_limited.data else []

    def validate_stores(self, field: ManyField) -> None:
        """Refuse a limit that names no store."""
        if self.is_limited.data and not field.data:
            raise ValidationError(_("Tick at least one store, or let this person see all."))
