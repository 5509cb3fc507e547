"""Typesetting: data and a template become a PDF with Chinese fonts, by typst.

The data goes in as JSON and is never pasted into the template, so whatever somebody typed stays
text.  The same data gives the same bytes: nothing in a PDF tells when it was made.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

FONTS = Path(__file__).parent / "static" / "vendor" / "fonts"
FRAME = Path(__file__).parent / "document" / "templates" / "frame.typ"
PDF = "application/pdf"

# One compiler keeps the fonts, which take a second to read; it does one thing at a time.
_one_at_a_time = threading.Lock()


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """Return the PDF that a template makes of data.

    The template begins where ``frame.typ`` ends, so it knows ``data`` and the widgets there; it
    may read pictures from its own folder and nothing else.
    """
    source = FRAME.read_bytes() + b"\n" + template.read_bytes()
    told = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        made = _compiler().compile(
            source, root=template.parent, sys_inputs=told, format="pdf", timestamp=0
        )
    assert isinstance(made, bytes)  # noqa: S101 - several parts are made of pictures only
    return made


@cache
def _compiler() -> typst.Compiler:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    return typst.Compiler(font_paths=fonts)
