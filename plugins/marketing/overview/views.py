"""The cards of the first page; each figure leads to its rows."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.hookspecs import Card, Trend
from core.permissions import allowed
from core.templating import number
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import State
from plugins.marketing.hit import queries as hits
from plugins.marketing.lead import queries as leads

LEADS, CAMPAIGNS, LINKS = (f"marketing.{slice}.index" for slice in ("lead", "campaign", "link"))
LATELY = timedelta(days=7)


def cards(session: Session, today: date) -> list[Card]:
    """Return what came lately, as far as the reader may see it."""
    found = [_leads(session, today)] if allowed(LEADS) else []
    if allowed(CAMPAIGNS):
        found.append(_live(session))
    if allowed(LINKS):
        found.append(_people(session, today))
    return found


def _leads(session: Session, today: date) -> Card:
    first, end = today - LATELY + timedelta(days=1), today + timedelta(days=1)
    now = session.scalar(leads.contacted_between(first, end)) or 0
    before = session.scalar(leads.contacted_between(first - LATELY, first)) or 0
    return Card(
        _("New leads of 7 days"),
        number(now),
        url_for(LEADS, contacted_from=first, contacted_to=today),
        LEADS,
        icon="user-plus",
        order=60,
        key="leads",
        trend=Trend(now, before, _("against the 7 days before"), "good"),
    )


def _live(session: Session) -> Card:
    return Card(
        _("Live campaigns"),
        number(session.scalar(campaigns.in_state(State.LIVE)) or 0),
        url_for(CAMPAIGNS, state=State.LIVE.value),
        CAMPAIGNS,
        icon="calendar",
        order=61,
        key="live",
    )


def _people(session: Session, today: date) -> Card:
    people = session.scalar(hits.people_since(today - LATELY + timedelta(days=1))) or 0
    return Card(
        _("Hits of people in 7 days"),
        number(people),
        url_for(LINKS),
        LINKS,
        hint=_("on short links, without robots and our staff"),
        icon="link",
        order=62,
        key="people",
    )
