"""The pages below /marketing/evaluation/."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.company import today
from core.db import session
from core.hookspecs import Chart, ChartRow
from core.money import round_money
from core.permissions import requires
from core.templating import day as written
from core.templating import money, render
from plugins.marketing.attribution.models import MODEL_WORDS
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.channel import queries as channels
from plugins.marketing.evaluation import services
from plugins.marketing.evaluation.services import Evaluation

blueprint = Blueprint("evaluation", __name__)
NOTHING = Decimal(0)


@blueprint.get("/<int:campaign_id>")
@requires("marketing.evaluation.detail")
def detail(campaign_id: int) -> ResponseReturnValue:
    """Show what a campaign brought."""
    campaign = session().scalar(campaigns.campaign(campaign_id)) or abort(404)
    model = AttributionModel.named(request.args.get("model", ""))
    found = services.evaluate(session(), campaign, model=model, today=today())
    names = dict(session().execute(channels.names()).all())
    return render(
        "marketing/evaluation/detail.html",
        campaign=campaign,
        found=found,
        channels=[(key, names[key], one) for key, one in found.channels.items() if key],
        days=_days(found, campaign.currency),
        model=model,
        models=MODEL_WORDS,
        turned=services.calibration_of(session(), campaign.created_by_id, model),
        orders_url=url_for("marketing.attribution.orders", campaign=campaign.id, model=model.value),
    )


def _days(found: Evaluation, currency: str) -> Chart:
    """Draw what was sold on each day beside what would have been."""
    rows = []
    for day, sold, mean in found.days:
        usual = round_money(mean) if mean is not None else NOTHING
        texts = (money(sold, currency), "–" if mean is None else money(usual, currency))
        rows.append(ChartRow(written(day), (sold, usual), texts))
    return Chart((_("Day"), _("Net revenue"), _("Usual on this weekday")), tuple(rows), "line")
