"""What a scan says about a thing, and what may be decided about it.

Source of the rules: features.md I5.
"""

from __future__ import annotations

from enum import StrEnum

from plugins.it_assets.asset.rules import asset_in

LONGEST = 100


class Verdict(StrEnum):
    """How the register and the place agree about a thing."""

    PRESENT = "present"
    MISPLACED = "misplaced"
    MISSING = "missing"
    UNREGISTERED = "unregistered"


class Decision(StrEnum):
    """What follows from a difference."""

    WRITE_OFF = "write_off"
    SEARCH = "search"
    MOVE = "move"
    BRING_BACK = "bring_back"
    REGISTER = "register"
    NOT_OURS = "not_ours"


ALLOWED = {
    Verdict.PRESENT: (),
    Verdict.MISSING: (Decision.WRITE_OFF, Decision.SEARCH),
    Verdict.MISPLACED: (Decision.MOVE, Decision.BRING_BACK),
    Verdict.UNREGISTERED: (Decision.REGISTER, Decision.NOT_OURS),
}


def scanned(text: str) -> list[str]:
    """Return each code once, in the order in which they were scanned or typed, one for a line.

    Capital letters say nothing: tags are read by machines and typed by people.

    :raises ValueError: for a line that is longer than any code.
    """
    kept: dict[str, str] = {}
    for line in text.splitlines():
        code = " ".join(line.split())
        if len(code) > LONGEST and asset_in(code) is None:
            raise ValueError(code)
        if code:
            kept.setdefault(code.casefold(), code)
    return list(kept.values())
