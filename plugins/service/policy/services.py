"""What can be done with after-sales policies.  Services flush; they never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.user.models import User
from plugins.service.policy import queries
from plugins.service.policy.models import Policy, Right
from plugins.service.policy.rules import Window

# Source: rules.md §6, the return of online purchases without a reason.
USUAL_DAYS = {Right.NO_REASON: 7, Right.EXCHANGE: 15, Right.REPAIR: 365}


@dataclass(frozen=True)
class Standing:
    """Which policy applies to what was signed for, and how its days lie."""

    entitlement: Right
    category: str
    policy: Policy | None
    window: Window
    asked_on: date

    @property
    def is_excluded(self) -> bool:
        """Whether the category knows no such right."""
        return not self.window.days

    @property
    def day_number(self) -> int:
        """Which day after signing the customer asked on."""
        return self.window.day_number(self.asked_on)

    @property
    def is_open(self) -> bool:
        """Whether the customer asked in time."""
        return not self.is_excluded and self.window.is_open(self.asked_on)


def set_policy(
    session: Session,
    *,
    entitlement: Right,
    category: str,
    valid_from: date,
    days: int,
    basis: str,
    by: User,
) -> Policy:
    """Decide how long a right lasts for what is signed for from a day on.

    :raises BusinessError: if something begins on that day already.
    """
    category = category.strip()
    if session.scalar(queries.beginning(entitlement, category, valid_from)) is not None:
        raise BusinessError(
            _("A policy of this category begins on %(day)s already.", day=valid_from),
            field="valid_from",
        )
    policy = Policy(
        entitlement=entitlement,
        category=category,
        valid_from=valid_from,
        days=days,
        basis=basis.strip(),
    )
    session.add(policy)
    session.flush()
    return policy


def standing(
    session: Session, entitlement: Right, *, category: str, signed_on: date, asked_on: date
) -> Standing:
    """Return the policy for something that was signed for on a day, and its days."""
    policy = session.scalar(queries.applying(entitlement, category, signed_on))
    days = USUAL_DAYS[entitlement] if policy is None else policy.days
    return Standing(entitlement, category, policy, Window(signed_on, days), asked_on)
