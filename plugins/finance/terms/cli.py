"""``bumen finance terms``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import click
from flask_babel import gettext as _

from core.clock import PeriodKind
from core.db import session
from core.errors import BusinessError
from core.money import parse_rate
from core.party import queries as parties
from core.user import services as users
from plugins.finance.terms import queries, services
from plugins.finance.terms.models import SINCE_EVER, Basis, Event, Mode, Terms


def _rate(text: str) -> Decimal:
    try:
        return parse_rate(text)
    except ValueError as error:
        raise BusinessError(
            _("%(text)s is no percentage; write one such as 12%%.", text=text), field="rate"
        ) from error


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"


def _words(terms: Terms) -> str:
    since = "…" if terms.valid_from == SINCE_EVER else terms.valid_from.isoformat()
    rates = "".join(f", {one.category} {_percent(one.rate)}" for one in terms.rates)
    return (
        f"{terms.supplier.code if terms.supplier else '*'}\t{since} – {terms.valid_to}\t"
        f"{terms.mode.value}\t{_percent(terms.rate)}{rates}\t{terms.commission_on.value} → "
        f"{terms.basis.value}\t{terms.event.value} + {terms.after_sale_days}\t"
        f"{terms.period_kind.value}"
    )


@click.command("terms")
@click.option("--default", "is_default", is_flag=True, help="Agree on the terms of all others.")
@click.option("--supplier", help="The code of the supplier that the terms are for.")
@click.option("--mode", type=click.Choice([mode.value for mode in Mode]), default="commission")
@click.option("--rate", default="0%", help="Commission, such as 12%.")
@click.option("--category-rate", multiple=True, help="Another rate, such as 'garden=8%'.")
@click.option("--basis", type=click.Choice([basis.value for basis in Basis]), default="price")
@click.option(
    "--commission-on", type=click.Choice([basis.value for basis in Basis]), default="price"
)
@click.option("--after-sale-days", type=int, default=7, show_default=True)
@click.option("--event", type=click.Choice([event.value for event in Event]), default="signed")
@click.option("--period", type=click.Choice([kind.value for kind in PeriodKind]), default="month")
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="Since ever if left out."
)
@click.option("--as", "email", help="The user to act for; the system otherwise.")
def terms(
    is_default: bool,
    supplier: str | None,
    mode: str,
    rate: str,
    category_rate: tuple[str, ...],
    basis: str,
    commission_on: str,
    after_sale_days: int,
    event: str,
    period: str,
    valid_from: datetime | None,
    email: str | None,
) -> None:
    """Agree on settlement terms, or list them when neither --default nor --supplier is given."""
    if is_default or supplier:
        party = session().scalar(parties.by_code(supplier)) if supplier else None
        if supplier and party is None:
            raise BusinessError(_("There is no supplier %(code)s.", code=supplier))
        pairs = (text.rpartition("=") for text in category_rate)
        services.agree(
            session(),
            party,
            valid_from=valid_from.date() if valid_from else None,
            mode=Mode(mode),
            rate=_rate(rate),
            basis=Basis(basis),
            commission_on=Basis(commission_on),
            after_sale_days=after_sale_days,
            event=Event(event),
            period_kind=PeriodKind(period),
            rates={name: _rate(share) for name, _sign, share in pairs},
            by=users.command_user(session(), email),
        )
        session().commit()
    for one in session().scalars(queries.complete()):
        click.echo(_words(one))
