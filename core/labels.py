"""Labels: stickers of 50 × 30 mm with a QR code and Chinese text, many on a sheet or one by one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from core.documents import Document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.db import Model

TEMPLATE = Path(__file__).parent / "document" / "templates" / "labels.typ"
MOST = 5  # lines that fit below a title of two
QUIET = 2  # modules of white around a code; the paper around a label gives the rest


@dataclass(frozen=True)
class Label:
    """One sticker.

    :param code: what is printed below, such as the number of an asset.
    :param address: what the QR code holds instead, such as that of a page for a phone's camera.
    :param title: the line in bold, at most two lines of it are printed.
    :param lines: what stands below, at most five, each cut where the label ends.
    """

    code: str
    title: str
    lines: tuple[str, ...] = ()
    address: str = ""


def document(
    name: str,
    *,
    title: Any,
    model: type[Model],
    permission: str,
    labels: Callable[[Session, Sequence[int]], Iterable[Label]],
    on: Literal["a4", "roll"] = "a4",
) -> Document:
    """Declare labels of records as a document, to be named in ``documents`` of ``plugin.py``.

    :param labels: returns those of the records with these keys, in the order to print them.
    :param on: sheets of A4 with 4 × 9 labels, or a roll on which each label is a page.
    """

    def data(session: Session, keys: Sequence[int]) -> Mapping[str, Any]:
        return sheet(labels(session, keys), on=on)

    return Document(name, title, TEMPLATE, model, permission, data)


def sheet(labels: Iterable[Label], *, on: Literal["a4", "roll"] = "a4") -> dict[str, Any]:
    """Return what the template of labels shows."""
    told = [
        {
            "qr": str(qr_svg(one.address or one.code)),
            "code": one.code,
            "title": one.title,
            "lines": one.lines[:MOST],
        }
        for one in labels
    ]
    return {"labels": told, "on": on}


def qr_svg(text: str) -> Markup:
    """Draw a QR code, to be put into a page or a document; dark on white in every theme."""
    import segno

    drawn = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawn, kind="svg", border=QUIET, light="#fff", omitsize=True, xmldecl=False, nl=False)
    return Markup(drawn.getvalue().decode())  # noqa: S704 - a drawing without any of the text
