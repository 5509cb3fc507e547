"""How a contact reads for those who need not know it."""

from __future__ import annotations

COVER = "***"
PREFIX, SUFFIX = 3, 4
AREA = 6


def masked(kind: str, value: str) -> str:
    """Return as much of a contact as tells two of them apart.

    Of a telephone number the first three and the last four digits stay, of an e-mail address
    the first sign and the domain, of an address the area, of anything else the first sign.

    :param kind: ``phone``, ``email``, ``address`` or another word.
    """
    if kind == "phone" and len(value) > PREFIX + SUFFIX:
        return f"{value[:PREFIX]}****{value[-SUFFIX:]}"
    if kind == "email" and "@" in value:
        name, _at, domain = value.rpartition("@")
        return f"{name[:1]}{COVER}@{domain}"
    if kind == "address" and len(value) > AREA:
        return f"{value[:AREA]}{COVER}"
    return f"{value[:1]}{COVER}"
