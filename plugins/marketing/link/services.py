"""What can be done with short links.  Services flush; they never commit."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.user.models import User
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel.models import Channel
from plugins.marketing.link import rules
from plugins.marketing.link.models import Link

# No digit or letter that looks like another, for codes are read aloud and typed.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 7  # 27,000,000,000 codes


def create(
    session: Session,
    *,
    channel: Channel,
    campaign: Campaign | None,
    title: str,
    target: str,
    hosts: Collection[str] | None,
    by: User,
    now: datetime,
) -> Link:
    """Build a link for a registered channel and campaign.

    :param hosts: those that the person may lead to; None means any.
    :raises BusinessError: if the channel is closed, or the target is no web address, carries utm
        parameters of its own, or lies on another host.
    """
    if not channel.is_active:
        message = _("The channel %(name)s is closed; choose another.", name=channel.name)
        raise BusinessError(message, field="channel")
    link = Link(
        code="".join(secrets.choice(ALPHABET) for _place in range(LENGTH)),
        title=title.strip(),
        channel_id=channel.id,
        campaign_id=campaign.id if campaign else None,
        created_by_id=by.id,
        created_at=now,
    )
    _lead_to(link, channel, campaign, target, hosts)
    session.add(link)
    session.flush()
    return link


def edit(
    session: Session,
    link: Link,
    *,
    version: int,
    title: str,
    target: str,
    is_active: bool,
    hosts: Collection[str] | None,
    by: User,
) -> None:
    """Change where a link leads; what is printed stays good.

    :raises StaleEditError: if somebody else changed it since ``version``.
    :raises BusinessError: as :func:`create` says of the target.
    """
    expect_version(session, link, version)
    if target.strip() != link.target:
        _lead_to(link, link.channel, link.campaign, target, hosts)
    link.title, link.is_active = title.strip(), is_active
    session.flush()


def _lead_to(
    link: Link,
    channel: Channel,
    campaign: Campaign | None,
    target: str,
    hosts: Collection[str] | None,
) -> None:
    target = target.strip()
    try:
        host = rules.host_of(target)
    except rules.OwnTagsError as error:
        message = _("Leave utm parameters out; channel and campaign are added to the target.")
        raise BusinessError(message, field="target") from error
    except rules.TargetError as error:
        message = _("Write a web address such as https://shop.example.com/page.")
        raise BusinessError(message, field="target") from error
    if hosts is not None and not rules.is_allowed(host, hosts):
        message = _(
            "Links may not lead to %(host)s; allowed are: %(hosts)s. A marketing manager may "
            "lead anywhere.",
            host=host,
            hosts=", ".join(sorted(hosts)) or "–",
        )
        raise BusinessError(message, field="target")
    tags = {"utm_source": channel.code, "utm_medium": channel.kind.value}
    if campaign is not None:
        tags["utm_campaign"] = campaign.number.lower()
    link.target, link.host, link.address = target, host, rules.tagged(target, tags)
