"""How the spellings of a channel become one."""

from __future__ import annotations

import re
import unicodedata

GAPS = re.compile(r"[\s_\-]+")
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def key_of(text: str) -> str:
    """Return what all spellings of a name have in common.

    Capital and full-width letters, spaces, hyphens and underscores make no difference:
    ``ＷｅＣｈａｔ  Moments`` and ``wechat-moments`` are one.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return GAPS.sub("_", folded.strip()).strip("_")


def is_code(text: str) -> bool:
    """Return whether a key may stand in addresses: small letters, digits, single underscores."""
    return CODE.fullmatch(text) is not None
