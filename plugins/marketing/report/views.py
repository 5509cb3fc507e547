"""The pages below /marketing/report/."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from core.company import company
from core.db import session
from core.permissions import requires
from core.templating import render
from plugins.marketing.attribution.models import MODEL_WORDS
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.channel import queries as channels
from plugins.marketing.report import services
from plugins.marketing.report.rules import Result

blueprint = Blueprint("report", __name__)


@blueprint.get("/")
@requires("marketing.report.index")
def index() -> ResponseReturnValue:
    """Show what each channel cost and brought."""
    model = AttributionModel.named(request.args.get("model", ""))
    found = services.by_channel(session(), currency=company().currency, model=model)
    names = session().execute(channels.names()).all()
    rows = [(key, name, found.get(key, Result())) for key, name in names]
    return render(
        "marketing/report/index.html",
        rows=[row for row in rows if not row[2].is_empty],
        rest=found.get(None, Result()),
        total=services.total(found),
        attributed=services.attributed(session(), found),
        model=model,
        models=MODEL_WORDS,
    )
