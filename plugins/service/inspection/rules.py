"""What the inspection of goods that came back asks of a case."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from decimal import Decimal

from plugins.service.casework.rules import Outcome

INSPECT = "inspect"  # the name of the step


class Owed(enum.Enum):
    """What keeps a case from going on."""

    INSPECTION = "inspection"
    REFUND = "refund"
    EXCHANGE = "exchange"
    WORD = "word"


def owed(
    outcome: Outcome | None,
    accepted: Decimal | None,
    *,
    is_bought: bool,
    refunded: Decimal,
    exchanged: Decimal,
) -> Owed | None:
    """Return what the customer still lacks of what the inspection of a line promised.

    Where no order stands behind the line, and for repairs, nobody but the clerk can tell.

    :param refunded: how many units somebody asked to refund since the case was opened, and
        ``exchanged`` how many to exchange.
    """
    if not accepted or outcome in {None, Outcome.NOTHING}:
        return None
    if is_bought and outcome is Outcome.REFUND:
        return None if refunded >= accepted else Owed.REFUND
    if is_bought and outcome is Outcome.EXCHANGE:
        return None if exchanged >= accepted else Owed.EXCHANGE
    return Owed.WORD


def came_again(verbs: Iterable[str]) -> bool:
    """Return whether goods came back once more, and nobody has looked at them since.

    :param verbs: the steps of a case in their order.
    """
    times, is_seen = 0, True
    for verb in verbs:
        if verb == "receive":
            times, is_seen = times + 1, False
        elif verb == INSPECT:
            is_seen = True
    return times > 1 and not is_seen


def awaits_inspection(steps: Iterable[tuple[str, str]]) -> bool:
    """Return whether goods came back, and nobody went on with a word on why none is inspected.

    :param steps: the steps of a case in their order, each with its note.
    """
    awaits = False
    for verb, note in steps:
        if verb == "receive":
            awaits = True
        elif verb == "resolve" and note:
            awaits = False
    return awaits
