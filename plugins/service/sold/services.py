"""Asks the plugin that keeps orders.  Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from core import hooks, tombstones
from plugins.service.contract import LineRefund, LinesWanted, RefundTold, SoldLine

MOST = 50
ORDERS = "orders.order"
REFUNDS = "orders.refund"


def sold_lines(session: Session, wanted: LinesWanted, *, limit: int = MOST) -> list[SoldLine]:
    """Return sold lines, the latest order first; none while nobody keeps orders."""
    answers = hooks.call("service_order_lines", session=session, wanted=wanted, limit=limit)
    return [line for answer in answers for line in answer.result][:limit]


def refund_told(session: Session, refund_id: int) -> RefundTold | None:
    """Return what became of a refund, as far as somebody can tell."""
    answers = hooks.call("service_refund_told", session=session, refund_id=refund_id)
    return next((answer.result for answer in answers), None)


def refund_stands(session: Session, refund_id: int | None) -> bool:
    """Return whether a refund was asked for and not refused, as far as somebody can tell."""
    if refund_id is None:
        return False
    told = refund_told(session, refund_id)
    return told is None or told.stands


def line_refunds(
    session: Session, line_ids: Collection[int], since: datetime
) -> list[LineRefund] | None:
    """Return the refunds of sold lines since then, the oldest first; None if nobody can tell."""
    answers = hooks.demand("service_line_refunds", session=session, line_ids=line_ids, since=since)
    return [one for answer in answers for one in answer.result] if answers else None


def exchanged(session: Session, line_ids: Collection[int], since: datetime) -> dict[int, Decimal]:
    """Return how many units of sold lines are exchanged since then; none if nobody keeps orders."""
    answers = hooks.demand(
        "service_exchanged_quantities", session=session, line_ids=line_ids, since=since
    )
    return {line: units for answer in answers for line, units in answer.result.items()}


def order_label(number: str, *, is_linked: bool) -> str:
    """Return the number of an order, marked if it leads nowhere because its plugin is off."""
    return tombstones.of_name(ORDERS, number) if is_linked else number


def refund_label(number: str) -> str:
    """Return the number of a refund, marked if its plugin is off."""
    return tombstones.of_name(REFUNDS, number)


def answers(hook: str) -> list[Select[*tuple[Any, ...]]]:
    """Return the questions that plugins answer a hook with."""
    return [answer.result for answer in hooks.call(hook)]
