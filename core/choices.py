"""A field to choose several of what a form offers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField


class ManyField(SelectMultipleField):
    """Several choices; whoever chose what is gone meanwhile is told so in words, not by its key."""

    def __init__(self, *args: Any, **given: Any) -> None:
        """Take what the field of WTForms takes."""
        super().__init__(*args, **given)
        self.invalid_choice_message = _l(
            "Something that you chose is not offered any longer; look at the choices again."
        )
