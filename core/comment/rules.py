"""Whom a comment mentions: a name right after an @, the longest that fits."""

from __future__ import annotations

from collections.abc import Collection

MOST = 20  # mentions of one comment
LENGTH = 100  # of a name
SHOWN = 120  # characters by which one knows what a comment is about


def beginning(body: str) -> str:
    """Return the first words of a comment in one line."""
    line = " ".join(body.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1].rstrip()}…"


def mentions(body: str) -> list[str]:
    """Return what follows each @ on its line, up to the length of a name."""
    parts = body.split("@")[1 : MOST + 1]
    return [part.split("\n")[0].strip()[:LENGTH] for part in parts]


def candidates(body: str) -> set[str]:
    """Return every text that may be the name of somebody who is mentioned."""
    return {text[:end] for text in mentions(body) for end in range(1, len(text) + 1)}


def mentioned(body: str, names: Collection[str]) -> set[str]:
    """Return those among the names that are mentioned; of several that fit, the longest.

    After it the name ends, so that @Ann does not mean the Ann of @Anna.
    """
    found = set()
    for text in mentions(body):
        fitting = [one for one in names if _fits(text, one)]
        if fitting:
            found.add(max(fitting, key=len))
    return found


def _fits(text: str, name: str) -> bool:
    # A Chinese name is followed by the sentence without a space; a Latin one is not.
    after = text[len(name) : len(name) + 1]
    return text.startswith(name) and not (after.isascii() and after.isalnum())
