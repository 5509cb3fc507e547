"""The pages below /service/defect_rate/."""

from __future__ import annotations

from calendar import monthrange
from decimal import Decimal
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import exporting
from core.company import company, today
from core.db import session
from core.hookspecs import Chart, ChartRow
from core.permissions import requires
from core.templating import render
from plugins.service.defect_rate import services
from plugins.service.defect_rate.forms import RatesForm
from plugins.service.defect_rate.rules import NOTHING, Figure
from plugins.service.defect_rate.services import YEAR, Rates
from plugins.service.quality.models import By

blueprint = Blueprint("defect_rate", __name__)
MOST = 200


@blueprint.get("/")
@requires("service.defect_rate.index")
def index() -> ResponseReturnValue:
    """Show how many units of a thousand sold were defective, the worst first."""
    last = today()
    usual: dict[str, Any] = {"by": By.PRODUCT, "first": last - YEAR, "last": last}
    form = RatesForm(request.args if "by" in request.args else None, data=usual)
    is_sound = "by" not in request.args or bool(form.validate())
    chosen = form.data if is_sound else usual
    found = services.rates(session(), chosen["by"], chosen["first"], chosen["last"])
    if is_sound and request.args.get("format") in {"csv", "xlsx"}:
        return _file(found, request.args["format"])
    page = render(
        "service/defect_rate/index.html",
        form=form,
        chosen=chosen,
        rates=found,
        rows=[
            (one, _rows_url(one, chosen["by"], f"{chosen['first']}", f"{chosen['last']}"))
            for one in found.figures[:MOST]
        ],
        chart=_chart(found.figures)
        if chosen["by"] is By.MONTH and found.is_known and found.figures
        else None,
        most=MOST,
    )
    return page, 200 if is_sound else 422


def _rows_url(one: Figure, by: By, first: str, last: str) -> str:
    """Return where the records of a figure are listed."""
    if not one.key:
        return ""
    days: dict[str, Any] = {"found_from": first, "found_to": last}
    if by is By.MONTH:
        days = {
            "found_from": max(first, f"{one.key}-01"),
            "found_to": min(last, f"{one.key}-{_length(one.key)}"),
        }
    asked: dict[str, Any] = {} if by is By.MONTH else {by.value: one.key}
    return url_for("service.quality.index", counts="True", **days, **asked)


def _length(month: str) -> int:
    return monthrange(*map(int, month.split("-")))[1]


def _chart(figures: list[Figure]) -> Chart:
    """Draw the rates of the months beside their limits."""
    return Chart(
        (_("Month"), _("Per 1,000 sold"), _("Control limit")),
        tuple(
            ChartRow(
                one.label,
                tuple((value or NOTHING) * 1000 for value in (one.rate, one.limit)),
                tuple(_thousandths(value) for value in (one.rate, one.limit)),
            )
            for one in figures
        ),
        "line",
    )


def _thousandths(value: Decimal | None) -> str:
    return "–" if value is None else f"{value * 1000:.2f}"


def _file(found: Rates, form: str) -> ResponseReturnValue:
    header = [
        _("Key"),
        _("Name"),
        _("Sold"),
        _("Defective units"),
        _("Per 1,000 sold"),
        _("Control limit"),
        _("Over the limit"),
    ]
    rows = (
        (
            one.key,
            one.label,
            one.sold,
            one.defective,
            *(None if value is None else value * 1000 for value in (one.rate, one.limit)),
            _("yes") if one.is_alarming else _("no"),
        )
        for one in found.figures
    )
    name, zone = f"defect_rates.{form}", company().zone
    if form == "csv":
        return exporting.csv_response(name, header, rows, zone=zone, keep_digits=True)
    return exporting.xlsx_response(name, header, rows, zone=zone)
