"""Which passwords are good enough: long, about nobody, and not the first ones that are tried."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.setting import services as settings

LEAST = 8  # whatever the setting says
READ = 72  # zxcvbn looks at no more, as its work grows with the square of the length
GOOD = 3  # of zxcvbn's 0 to 4: not found within 10 ** 8 attempts
TELLING = 4  # letters of a name; shorter ones stand in too many words


def fault(session: Session, password: str, *about: str) -> str | None:
    """Return what is wrong with a new password, or None.

    :param about: the e-mail address and the name of its owner.
    """
    least = max(LEAST, int(settings.read(session, "password.length")["password.length"]))
    if len(password) < least:
        return _("A password has at least %(count)s characters.", count=least)
    words = [word.casefold() for text in about for word in (text, text.partition("@")[0])]
    if any(is_telling(word) and word in password.casefold() for word in words):
        return _("A password does not contain the name or the e-mail address.")
    from zxcvbn import zxcvbn  # its lists of words take a fifth of a second to read

    company = str(settings.read(session, "company.name")["company.name"])
    if zxcvbn(password[:READ], user_inputs=[*words, company])["score"] < GOOD:
        return _("This password is among the first that somebody would try. Take another one.")
    return None


def is_telling(word: str) -> bool:
    """Return whether a password with this word in it gives itself away."""
    return len(word) >= TELLING or (len(word) > 1 and not word.isascii())
