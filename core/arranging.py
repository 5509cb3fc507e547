"""Putting a few things into an order of one's own, with and without JavaScript.

The form names each thing by a field ``item``, in their order; a button ``move`` with the value
``<item> -1`` or ``<item> 1`` moves one of them.  ``js/arrange.js`` moves them before they are sent.
"""

from __future__ import annotations

from werkzeug.datastructures import MultiDict


def arranged(form: MultiDict[str, str]) -> list[str]:
    """Return the things of a form in the order that was asked for, each once."""
    items = list(dict.fromkeys(form.getlist("item")))
    item, _space, step = form.get("move", "").rpartition(" ")
    return moved(items, item, -1 if step == "-1" else 1)


def moved(items: list[str], item: str, step: int) -> list[str]:
    """Return the things with one of them some places further; at an end it stays."""
    if item not in items:
        return items
    others = [one for one in items if one != item]
    others.insert(max(items.index(item) + step, 0), item)
    return others
