"""What a run did, in numbers and in sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _

from core.clock import Period

SHOWN = 5


@dataclass
class Result:
    """What a run did, in counts, and which suppliers it had to leave out."""

    period: Period
    statements: int = 0
    lines: int = 0
    without_terms: list[str] = field(default_factory=list)
    without_cost: list[str] = field(default_factory=list)

    def text_lines(self) -> list[str]:
        """Return the result in sentences."""
        lines = [
            _(
                "Statements: %(statements)s created. Lines: %(lines)s added.",
                statements=self.statements,
                lines=self.lines,
            )
        ]
        if self.without_terms:
            lines.append(
                _(
                    "Left out for lack of settlement terms: %(codes)s. Agree on terms with them "
                    "and run the period again.",
                    codes=_some(self.without_terms),
                )
            )
        if self.without_cost:
            lines.append(
                _(
                    "Left out for lack of an agreed cost: %(codes)s. Agree on the cost of these "
                    "products and run the period again.",
                    codes=_some(self.without_cost),
                )
            )
        return lines


def _some(codes: list[str]) -> str:
    more = len(codes) - SHOWN
    return ", ".join(codes[:SHOWN]) + (f" (+{more})" if more > 0 else "")
