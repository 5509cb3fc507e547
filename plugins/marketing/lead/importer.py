"""Imports leads and won deals, a thousand at a time, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import audit
from core.clock import from_local
from core.company import company
from core.db import lock
from core.importing import Importer, Tell
from core.party import queries as parties
from core.party.models import Party
from core.reports import Count, Report, Row, Verdict
from core.rows import hidden
from core.search import row_tokens
from core.sources import Source
from core.user.models import User
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel import services as channel_services
from plugins.marketing.channel.models import ChannelKind
from plugins.marketing.channel.rules import key_of
from plugins.marketing.lead import queries, services
from plugins.marketing.lead.models import LABELS, Lead, State
from plugins.marketing.touch.models import Touch, TouchKind

LOCK = "marketing.lead.import"
CHUNK = 1_000
STATE = "state"  # of the profile's constants; the others are channels with their kinds
DEAL = ("customer_code", "segment", "kind", "decided_at")


@dataclass
class Known:
    """The records that files refer to, by key."""

    channels: dict[str, int] = field(default_factory=dict)
    campaigns: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What the files say of one lead; ``facts`` are columns of it."""

    row: Row
    facts: dict[str, Any]


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import leads; the same files again add and change nothing."""
    report = Report()
    lock(session, LOCK)
    leads, deals = report.count("leads", _l("Leads")), report.count("deals", _l("Deals"))
    won = {row.values["code"]: row for row in source.rows("deals", report, deals)}
    known = _known(session, source, won, by)
    told, missing, done = _read(source, report, leads, known, won), 0, 0
    while chunk := list(islice(told, CHUNK)):
        missing += sum(one.facts["channel_id"] is None for one in chunk)
        _record(session, chunk, report, by=by, now=now)
        done += len(chunk)
        progress(done, 0, str(_("Leads")))
    for code, row in won.items():  # those of which no lead was read are left
        deals.refused += 1
        report.refuse(row, code, _("No file tells of the lead %(code)s.", code=code))
    if missing:
        report.notes.append(_("%(count)s leads are direct or of unknown origin.", count=missing))
    return report


def _known(session: Session, source: Source, won: dict[str, Row], by: User) -> Known:
    """Return what rows may refer to; the channels that the profile itself names are registered."""
    known = Known(
        campaigns={one.number: one.id for one in session.scalars(campaigns.all_campaigns())}
    )
    for code, kind in source.profile.constants.items():
        if code != STATE and session.scalar(channels.spelt(code)) is None:
            name = code.replace("_", " ").capitalize()
            channel_services.register(session, code=code, name=name, kind=ChannelKind(kind), by=by)
    for channel in session.scalars(channels.all_channels()):
        known.channels |= {channel.code: channel.id, channel.name_key: channel.id}
    codes = {row.values["customer"] for row in won.values()}
    asked = parties.stored(codes, Party.code, Party.id)
    known.parties = {code: key for code, key in session.execute(asked)}
    return known


def _read(
    source: Source, report: Report, count: Count, known: Known, won: dict[str, Row]
) -> Iterator[Told]:
    state = State(source.profile.constants.get(STATE, State.NEW.value))
    seen: set[str] = set()
    for row in source.rows("leads", report, count):
        values = row.values
        reason = _objection(values, known, seen)
        seen.add(values["code"])
        deal = won.pop(values["code"], None)
        if reason:
            count.refused += 1
            report.refuse(row, values["code"], reason)
            continue
        facts = {
            "code": values["code"],
            "name": values.get("name") or "",
            "contacted_on": values["contacted_on"],
            "landing_page": values.get("landing_page") or "",
            "channel_id": known.channels.get(key_of(values["channel"] or "")),
            "campaign_id": known.campaigns.get(values.get("campaign") or ""),
            "state": state,
        }
        yield Told(row, facts | (_deal(deal, known) if deal else {}))


def _objection(values: dict[str, Any], known: Known, seen: set[str]) -> str:
    channel, campaign = values["channel"], values.get("campaign")
    if values["code"] in seen:
        return str(_("The file tells of this lead twice."))
    if channel and key_of(channel) not in known.channels:
        return str(_("There is no channel %(name)s; register it first.", name=channel))
    if campaign and campaign not in known.campaigns:
        return str(_("There is no campaign %(number)s.", number=campaign))
    return ""


def _deal(row: Row, known: Known) -> dict[str, Any]:
    values = row.values
    return {
        "state": State.WON,
        "decided_at": values["won_at"],
        "customer_code": values["customer"],
        "party_id": known.parties.get(values["customer"]),
        "segment": values["segment"],
        "kind": values["kind"],
    }


def _record(
    session: Session, chunk: list[Told], report: Report, *, by: User, now: datetime
) -> None:
    leads, deals = report.counts["leads"], report.counts["deals"]
    asked = queries.coded([one.facts["code"] for one in chunk])
    stored = {lead.code: lead for lead in session.scalars(asked)}
    theirs = hidden(session, by, Lead, [lead.id for lead in stored.values()])
    _add(session, [one.facts for one in chunk if one.facts["code"] not in stored], by, now)
    for one in chunk:
        facts, lead = one.facts, stored.get(one.facts["code"])
        is_deal = "decided_at" in facts
        if lead is not None and lead.id in theirs:
            leads.refused += 1
            deals.refused += is_deal
            report.refuse(
                one.row,
                facts["code"],
                _("The lead %(code)s is none of those that you see.", code=facts["code"]),
            )
            continue
        if lead is None:
            report.take(leads, Verdict.ADDED, one.row, facts["code"])
            deals.added += is_deal
            continue
        is_news = is_deal and lead.state is not State.WON
        changed = _change(lead, facts, is_news)
        verdict = Verdict.CHANGED if changed else Verdict.UNCHANGED
        report.take(leads, verdict, one.row, facts["code"])
        deals.changed += is_news
        deals.unchanged += is_deal and not is_news
        session.flush()
        if is_news and facts["party_id"]:
            services.identify(session, lead, session.get_one(Party, facts["party_id"]))


def _change(lead: Lead, facts: dict[str, Any], is_news: bool) -> bool:
    """Take over what a file corrects; a decision is only taken over once."""
    names = ["contacted_on", *(name for name in ("name", "landing_page") if facts[name])]
    if is_news:
        names += [STATE, *DEAL]
    changed = [name for name in names if getattr(lead, name) != facts[name]]
    for name in changed:
        setattr(lead, name, facts[name])
    return bool(changed)


def _add(session: Session, new: list[dict[str, Any]], by: User, now: datetime) -> None:
    """Insert leads with their first touches, past the mapper and into the trail."""
    if not new:
        return
    empty: dict[str, Any] = dict.fromkeys(("customer_code", "segment", "kind"), "")
    empty |= dict.fromkeys(("party_id", "decided_at"))
    rows = [
        empty
        | facts
        | {
            "last_channel_id": facts["channel_id"],
            "search_tokens": row_tokens(Lead, empty | facts),
            "created_by_id": by.id,
            "created_at": now,
        }
        for facts in new
    ]
    returned = session.execute(sa.insert(Lead).returning(Lead.code, Lead.id), rows)
    keys = {code: key for code, key in returned}
    touches = [
        {
            "lead_id": keys[row["code"]],
            "kind": TouchKind.FORM,
            "touched_at": from_local(
                datetime.combine(row["contacted_on"], time.min), company().zone
            ),
            **{name: row[name] for name in ("party_id", "channel_id", "campaign_id")},
        }
        for row in rows
        if row["channel_id"] is not None
    ]
    if touches:
        session.execute(sa.insert(Touch), touches)
    audit.record_many(session, Lead, audit.CREATE, _entries(rows, keys))


def _entries(rows: list[dict[str, Any]], keys: dict[str, int]) -> Iterator[tuple[int, str, Any]]:
    for row in rows:
        changes = {name: [None, row[name]] for name in LABELS if row.get(name)}
        yield keys[row["code"]], row["name"] or row["code"], changes


importer = Importer(
    name="leads",
    title=_l("Import leads"),
    permission="marketing.lead.edit",
    folder=Path(__file__).parent / "profiles",
    run=run,
    area="marketing.lead",
)
