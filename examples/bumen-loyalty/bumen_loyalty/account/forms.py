"""What a person types in about an account, in the form of its party."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from bumen_loyalty.account.models import TIERS
from core.forms import SelectChoice, SubForm


class TierForm(SubForm):
    """The tier of a party."""

    tier = SelectField(
        _l("Tier"), choices=[SelectChoice(tier.value, text) for tier, (text, _) in TIERS.items()]
    )
