"""What a person types in about an asset."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from core.forms import EditedForm, MoneyField, PickField
from core.validators import not_in_future
from plugins.it_assets.asset.models import NAME_LENGTH, SERIAL_LENGTH, TAG_LENGTH
from plugins.it_assets.model import queries as models
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place import queries as places
from plugins.it_assets.place.models import Place

LONGEST, MOST_UNITS = 600, 10**12


class AssetForm(EditedForm):
    """An asset; tag, model and months of warranty are asked for once."""

    model = PickField(_l("Equipment model"), EquipmentModel, models.in_order)
    tag = StringField(
        _l("Asset tag"),
        [Length(max=TAG_LENGTH)],
        description=_l("Leave it empty for the next number."),
    )
    name = StringField(
        _l("Name of the asset"),
        [Length(max=NAME_LENGTH)],
        description=_l("Leave it empty for the name of the model."),
    )
    serial = StringField(_l("Serial number"), [Length(max=SERIAL_LENGTH)])
    place = PickField(_l("Place of equipment"), Place, places.in_use, none="–")
    supplier = StringField(_l("Supplier code"), [Length(max=64)])
    order_number = StringField(_l("Number of the purchase order"), [Length(max=64)])
    purchased_on = DateField(_l("Purchased on"), [Optional(), not_in_future])
    cost = MoneyField(_l("Original cost"))
    in_use_on = DateField(
        _l("In use since"),
        [Optional()],
        description=_l("Depreciation begins in the month after it."),
    )
    planned_units = IntegerField(
        _l("Units in its life"),
        [Optional(), NumberRange(0, MOST_UNITS)],
        description=_l("Only for depreciation by units of production."),
    )
    warranty_months = IntegerField(_l("Warranty in months"), [Optional(), NumberRange(0, LONGEST)])
    warranty_until = DateField(_l("Warranty until"), [Optional()])
    retire_on = DateField(_l("To be replaced on"), [Optional()])
    note = TextAreaField(_l("Note"), [Length(max=2000)])
