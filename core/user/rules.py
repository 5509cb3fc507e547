"""What is calculated about users without asking the database."""

from __future__ import annotations

HOME = "/"
DELETE = 0x7F


def local_path(target: str) -> str:
    """Return a path of this site, or the first page for what could lead to another site.

    Browsers read a backslash as a slash and drop control characters, so both are refused.
    """
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return HOME
    if any(ord(character) < ord(" ") or ord(character) == DELETE for character in target):
        return HOME
    return target
