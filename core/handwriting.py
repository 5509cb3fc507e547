"""What somebody draws with a finger, a pen or the mouse: a signature on a pad.

It is kept as text: a list of strokes in JSON, each ``[x, y, x, y, …]``, where the pad is 1,000
units wide.  Lines are smaller than a picture and sharp on paper, and hide nothing hostile.
"""

from __future__ import annotations

import json

from flask_babel import gettext as _

from core.errors import BusinessError

WIDTH, HEIGHT = 1_000, 334
MOST = 5_000  # points of a drawing
LONGEST = 10 * MOST  # signs of its text

Stroke = list[tuple[int, int]]


def strokes(text: str) -> list[Stroke]:
    """Return the strokes of a drawing; none of an empty text.

    :raises BusinessError: if it is no drawing, leaves the pad, or has too many points.
    """
    if not text:
        return []
    try:
        found = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(_is_stroke(one) for one in found):
        raise BusinessError(_("This signature cannot be read; clear the pad and sign again."))
    if sum(map(len, found)) > 2 * MOST:
        raise BusinessError(_("This signature has too many lines; clear the pad and sign again."))
    return [_points(one) for one in found]


def _is_stroke(stroke: object) -> bool:
    if not isinstance(stroke, list) or not stroke or len(stroke) % 2:
        return False
    if not all(type(one) is int for one in stroke):
        return False
    return all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in _points(stroke))


def _points(stroke: list[int]) -> Stroke:
    return [*zip(stroke[::2], stroke[1::2], strict=True)]


def path(text: str) -> str:
    """Return a drawing as the path of an SVG; a stroke of one point is a dot."""
    return " ".join(
        "M" + "L".join(f"{x} {y}" for x, y in (stroke if len(stroke) > 1 else stroke * 2))
        for stroke in strokes(text)
    )


def svg(text: str) -> str:
    """Return a drawing in black as an SVG of its own, as papers show it; empty if there is none."""
    if not text:
        return ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><path '
        f'd="{path(text)}" fill="none" stroke="#000" stroke-width="5" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )
