"""What can be done with leads.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.party import queries as parties
from core.party.models import Party
from core.user.models import User
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel.models import Channel
from plugins.marketing.lead import queries
from plugins.marketing.lead.models import Lead
from plugins.marketing.link import queries as links
from plugins.marketing.link.models import Link
from plugins.marketing.touch import queries as touches
from plugins.marketing.touch.models import Touch, TouchKind


def enter(
    session: Session,
    *,
    code: str,
    name: str,
    channel: Channel | None,
    campaign: Campaign | None = None,
    link: Link | None = None,
    kind: TouchKind = TouchKind.FORM,
    landing_page: str = "",
    contacted_on: date,
    by: User,
    now: datetime,
) -> Lead:
    """Enter a lead, and what reached it.

    :raises BusinessError: if the code is taken.
    """
    if session.scalar(queries.coded([code.strip()])) is not None:
        message = _("There is a lead with the code %(code)s already.", code=code.strip())
        raise BusinessError(message, field="code")
    lead = Lead(
        code=code.strip(),
        name=name.strip(),
        contacted_on=contacted_on,
        landing_page=landing_page.strip(),
        campaign_id=campaign.id if campaign else None,
        created_by_id=by.id,
        created_at=now,
    )
    session.add(lead)
    session.flush()
    if channel is not None:
        reach(session, lead, channel=channel, campaign=campaign, link=link, kind=kind, at=now)
    return lead


def capture(
    session: Session,
    *,
    code: str,
    name: str,
    link_code: str,
    kind: TouchKind,
    landing_page: str,
    on: date,
    by: User,
    now: datetime,
) -> Lead:
    """Enter a lead that came by a short link; one that is known is only touched again.

    :raises BusinessError: if there is no such link.
    """
    link = session.scalar(links.coded([link_code.strip().lower()]))
    if link is None:
        message = _("There is no short link %(code)s.", code=link_code)
        raise BusinessError(message, field="link")
    channel = session.get_one(Channel, link.channel_id)
    campaign = session.get(Campaign, link.campaign_id) if link.campaign_id else None
    known = session.scalar(queries.coded([code.strip()]))
    if known is not None:
        reach(session, known, channel=channel, campaign=campaign, link=link, kind=kind, at=now)
        return known
    return enter(
        session,
        code=code,
        name=name,
        channel=channel,
        campaign=campaign,
        link=link,
        kind=kind,
        landing_page=landing_page,
        contacted_on=on,
        by=by,
        now=now,
    )


def reach(
    session: Session,
    lead: Lead,
    *,
    channel: Channel,
    campaign: Campaign | None,
    link: Link | None = None,
    kind: TouchKind,
    at: datetime,
) -> None:
    """Note that a channel reached a lead; its first and its last channel follow."""
    session.add(
        Touch(
            lead_id=lead.id,
            party_id=lead.party_id,
            channel_id=channel.id,
            campaign_id=campaign.id if campaign else None,
            link_id=link.id if link else None,
            kind=kind,
            touched_at=at,
        )
    )
    session.flush()
    told = session.scalars(touches.of_lead(lead.id)).all()
    lead.channel_id, lead.last_channel_id = told[0].channel_id, told[-1].channel_id
    lead.campaign_id = lead.campaign_id or (campaign.id if campaign else None)
    session.flush()


def qualify(session: Session, lead: Lead, *, by: User) -> None:
    """Note that a lead is worth the work.

    :raises BusinessError: if it was qualified or decided before.
    """
    _locked(session, lead).move("qualify")
    session.flush()


def win(session: Session, lead: Lead, *, customer: str, by: User, now: datetime) -> None:
    """Note that a lead became a customer; its orders are credited to what reached it.

    :param customer: the code of the party, or an empty text.
    :raises BusinessError: if the lead is not qualified, or nobody has the code.
    """
    lead = _locked(session, lead)
    party = None
    if customer.strip():
        party = session.scalar(parties.by_code(customer))
        if party is None:
            message = _("There is no party with the code %(code)s.", code=customer.strip())
            raise BusinessError(message, field="customer")
    lead.move("win")
    lead.decided_at = now
    lead.customer_code = customer.strip()
    session.flush()
    if party is not None:
        identify(session, lead, party)


def lose(session: Session, lead: Lead, *, reason: str, by: User, now: datetime) -> None:
    """Note that a lead will not buy, and why.

    :raises BusinessError: if it was decided before.
    """
    _locked(session, lead).move("lose")
    lead.decided_at, lead.reason = now, reason.strip()
    session.flush()


def identify(session: Session, lead: Lead, party: Party) -> None:
    """Say which party a lead is: what reached the lead has reached the party."""
    lead.party_id, lead.customer_code = party.id, party.code
    session.flush()
    session.execute(sa.update(Touch).where(Touch.lead_id == lead.id).values(party_id=party.id))


def _locked(session: Session, lead: Lead) -> Lead:
    session.refresh(lead, with_for_update={"of": Lead})
    return lead
