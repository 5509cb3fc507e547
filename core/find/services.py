"""Searching all sources that a reader may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from core import hooks
from core.extending import Hit, SearchSource, checked, gathered, refuse_equal_keys

HOOK = "search_sources"
LIMIT = 10  # hits of one kind on the page


@dataclass(frozen=True)
class Group:
    """What was found of one kind; ``failed`` if the plugin could not look."""

    title: Any
    hits: list[Hit]
    more: str
    failed: bool


def find(
    session: Session, words: str, own: Iterable[SearchSource], may: Callable[[str], bool]
) -> list[Group]:
    """Return what has the words, by kind; kinds without a hit are left out.

    :param own: the sources of the core.
    :param may: tells whether the reader holds a permission.
    """
    sources = [*(("core", one) for one in own), *gathered(HOOK, SearchSource)]
    refuse_equal_keys(sources, "")
    sources.sort(key=lambda pair: (pair[1].order, pair[0]))
    groups = [_group(session, words, *pair) for pair in sources if may(pair[1].permission)]
    return [group for group in groups if group.hits or group.failed]


def _group(session: Session, words: str, plugin: str, source: SearchSource) -> Group:
    look = partial(_look, session, words, source)
    failed = Group(source.title, [], "", failed=True)
    return hooks.attempt(plugin, HOOK, look, failed, session=session, what=str(source.title))


def _look(session: Session, words: str, source: SearchSource) -> Group:
    hits: list[Hit] = checked(Hit, source.find(session, words, LIMIT + 1))
    more = source.more(words) if source.more is not None and len(hits) > LIMIT else ""
    return Group(source.title, hits[:LIMIT], more, failed=False)
