"""Imports what channels cost; a file that tells a day anew replaces what was told before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.clock import local_date
from core.company import company
from core.db import lock
from core.errors import BusinessError
from core.importing import Importer, Tell
from core.reports import Count, Report, Row, Verdict
from core.sources import Source
from core.user.models import User
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel import services as channel_services
from plugins.marketing.channel.models import Channel, ChannelKind
from plugins.marketing.channel.rules import key_of
from plugins.marketing.cost import queries, rules, services
from plugins.marketing.cost.models import Cost

LOCK = "marketing.cost.import"
CHUNK = 500
COUNTS = ("impressions", "clicks", "conversions")


@dataclass
class Known:
    """The records that rows refer to, by key, and the company's currency."""

    home: str
    channels: dict[str, Channel] = field(default_factory=dict)
    campaigns: dict[str, int] = field(default_factory=dict)


Told = tuple[Row, str, dict[str, Any]]


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import costs; the same file again adds and changes nothing."""
    report = Report()
    lock(session, LOCK)
    count = report.count("costs", _l("Costs"))
    told, done = _read(source, report, count, _known(session, source, by)), 0
    while chunk := list(islice(told, CHUNK)):
        _record(session, chunk, report, count, now)
        done += len(chunk)
        progress(done, 0, str(_("Costs")))
    return report


def _known(session: Session, source: Source, by: User) -> Known:
    known, facts = Known(company().currency), source.profile.constants
    if "channel" in facts and session.scalar(channels.spelt(facts["channel"])) is None:
        channel_services.register(
            session,
            code=facts["channel"],
            name=facts["channel_name"],
            kind=ChannelKind(facts["channel_kind"]),
            by=by,
        )
    for channel in session.scalars(channels.all_channels()):
        known.channels |= {channel.code: channel, channel.name_key: channel}
    known.campaigns = {one.number: one.id for one in session.scalars(campaigns.all_campaigns())}
    return known


def _read(source: Source, report: Report, count: Count, known: Known) -> Iterator[Told]:
    seen: set[str] = set()
    for row in source.rows("costs", report, count):
        name = row.values.get("reference") or row.values.get("channel") or ""
        try:
            key, facts = _facts(row.values, source.profile.constants, known)
            if key in seen:
                raise BusinessError(_("The file tells of this cost twice."))
        except BusinessError as error:
            count.refused += 1
            report.refuse(row, name, str(error))
            continue
        seen.add(key)
        yield row, key, facts


def _facts(
    values: dict[str, Any], constants: dict[str, str], known: Known
) -> tuple[str, dict[str, Any]]:
    spelt, number = constants.get("channel") or values["channel"], values.get("campaign") or ""
    channel = known.channels.get(key_of(spelt))
    if channel is None:
        raise BusinessError(_("There is no channel %(name)s; register it first.", name=spelt))
    if number and number not in known.campaigns:
        raise BusinessError(_("There is no campaign %(number)s.", number=number))
    # A list of ours tells the day on which a cost came whose own day nobody knows.
    day = None if values.get("undated") else values.get("spent_on")
    reference = values.get("reference") or ""
    currency = (values.get("currency") or constants.get("currency") or known.home).upper()
    amount, rate = _figure(rules.amount_of, values["amount"]), values.get("rate") or ""
    facts = {
        "channel_id": channel.id,
        "campaign_id": known.campaigns.get(number),
        "booked_on": day,
        "is_dated": day is not None,
        "reference": reference,
        "placement": values.get("placement") or "",
        **{name: values.get(name) or 0 for name in COUNTS},
        **services.priced(
            amount, currency, _figure(rules.rate_of, rate) if rate else None, known.home
        ),
    }
    if min(facts[name] for name in COUNTS) < 0:
        raise BusinessError(_("This cannot be below zero."))
    return rules.key_of(channel.code, number, reference, day), facts


def _figure(read: Any, text: str) -> Decimal:
    try:
        figure: Decimal = read(text)
    except ValueError as error:
        raise BusinessError(_("“%(value)s” cannot be read", value=text)) from error
    return figure


def _record(
    session: Session, chunk: list[Told], report: Report, count: Count, now: datetime
) -> None:
    asked = queries.keyed([key for _row, key, _facts in chunk])
    stored = {cost.key: cost for cost in session.scalars(asked)}
    today = local_date(now, company().zone)
    for row, key, facts in chunk:
        cost = stored.get(key)
        if facts["booked_on"] is None:  # it stays what it was when the file first came
            facts["booked_on"] = today if cost is None else cost.booked_on
        if cost is None:
            session.add(Cost(key=key, recorded_at=now, **facts))
            verdict = Verdict.ADDED
        else:
            changed = services.replace(cost, facts)
            verdict = Verdict.CHANGED if changed else Verdict.UNCHANGED
        report.take(count, verdict, row, facts["reference"] or key)
    session.flush()


importer = Importer(
    name="costs",
    title=_l("Import costs of channels"),
    permission="marketing.cost.edit",
    folder=Path(__file__).parent / "profiles",
    run=run,
)
