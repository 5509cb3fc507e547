"""What a plugin may put on the pages of others: typed answers to the hooks of the core."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from flask import Flask, url_for

from core import hooks
from core.breaker import Breaker
from core.quarantine import PluginFault

if TYPE_CHECKING:
    import wtforms
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.filters import Filter
    from core.listing import Listing
    from core.user.models import User

T = TypeVar("T")
KEY = re.compile("[a-z][a-z0-9_]*")
RESERVED = frozenset({"q", "sort", "page", "format", "tab"})
Context = Callable[["Session", Any], Mapping[str, Any]]


class Keyed:
    """Something that bears a name among its like, for addresses and fields.

    :raises ValueError: if it is no small word, or one that every page uses.
    """

    key: str

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key) or self.key in RESERVED:
            raise ValueError(f"{self.key!r} is no key: take a word such as loyalty_tier")


@dataclass(frozen=True)
class FormPart(Keyed):
    """Fields of a plugin below those of another's form, saved in the same transaction.

    :param key: names the fields, ``part-<key>-<field>``; the plugin's name is a good one.
    :param form: the fields, a :class:`core.forms.SubForm`.
    :param load: returns the current values by field; not asked for a new record.
    :param save: keeps the values; called after the host's service, with
        ``(session, record, values, by)``; may raise ``BusinessError`` and never commits.
    """

    key: str
    title: Any
    form: type[wtforms.Form]
    permission: str
    load: Context
    save: Callable[[Session, Any, Mapping[str, Any], User], None]
    order: int = 100


@dataclass(frozen=True)
class ExtraColumn(Keyed):
    """A column of a plugin in another's list and in its exports.

    :param key: names it in addresses, beside the columns of the list.
    :param load: returns the values by id for one page of ids, in one query.
    :param kind: as of :class:`core.columns.Column`; ``labels`` belong to the kind ``badge``.
    :param href: makes a link from the id of the row.
    :param expression: makes a correlated scalar subquery from the key of the list, by which
        people may then sort; a row without a value comes as the least one.  Sorting reads the
        value of every row, so it wants an index.
    :param filter: makes a filter from that expression; its key becomes that of the column.
    """

    key: str
    label: Any
    permission: str
    load: Callable[[Session, Sequence[int]], Mapping[int, Any]]
    kind: str = "text"
    labels: Mapping[Any, tuple[Any, str]] | None = None
    href: Callable[[int], str] | None = None
    expression: Callable[[Any], Any] | None = None
    filter: Callable[[Any], Filter] | None = None
    order: int = 100


@dataclass(frozen=True)
class Panel:
    """A box below what a page shows of its record; the template also knows ``record``."""

    title: Any
    template: str
    permission: str
    context: Context
    order: int = 100


@dataclass(frozen=True)
class Tab(Keyed):
    """Something that a page shows instead of its own content once it is chosen."""

    key: str
    title: Any
    template: str
    permission: str
    context: Context
    order: int = 100


@dataclass(frozen=True)
class Action:
    """A button in the headline of a page.

    :param confirm: the sentence to agree to before something is posted.
    """

    label: Any
    url: str
    permission: str
    method: Literal["get", "post"] = "get"
    icon: str = ""
    confirm: str = ""
    order: int = 100


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened with a party."""

    at: datetime
    title: str
    url: str
    permission: str
    detail: str = ""
    icon: str = "clock"


@dataclass(frozen=True)
class Holding:
    """Something that a person has, and should give back before leaving."""

    title: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Hit:
    """One record that a search found."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class SearchSource(Keyed):
    """A kind of record that the search page looks through.

    :param find: returns at most ``limit`` hits: ``(session, words, limit)``.
    :param more: makes the address of the full list from the words.
    """

    key: str
    title: Any
    permission: str
    find: Callable[[Session, str, int], list[Hit]]
    more: Callable[[str], str] | None = None
    order: int = 100


def record_source(
    key: str,
    title: Any,
    page: str,
    found: Callable[[str, int], Select[Any]],
    hit: Callable[[Any], Hit],
    *,
    order: int,
) -> SearchSource:
    """Return a source whose records one question finds; the page that lists them is its permission.

    :param found: the question, made of the words and the limit.
    :param hit: says how a record is shown.
    """
    return SearchSource(
        key,
        title,
        page,
        lambda session, words, limit: [hit(one) for one in session.scalars(found(words, limit))],
        lambda words: url_for(page, q=words),
        order,
    )


def list_source(
    key: str, title: Any, page: str, listing: Callable[[], Listing], *, order: int
) -> SearchSource:
    """Return a source that finds what the search of a list does.

    A hit is what the first column shows, with its link; the next two tell more.

    :param page: the endpoint of the list, whose permission holds.
    """

    def find(_session: Session, words: str, limit: int) -> list[Hit]:
        rows = zip(*listing().page({"q": words}).cells, strict=True)
        return [
            Hit(first.text, first.href, " · ".join(one.text for one in others[:2] if one.text))
            for first, *others in islice(rows, limit)
        ]

    return SearchSource(key, title, page, find, lambda words: url_for(page, q=words), order)


class ConflictError(PluginFault):
    """Two plugins claim what only one can have; the second is left out.

    :param plugins: the names of both.
    """

    def __init__(self, what: str, plugins: tuple[str, str]) -> None:
        reason = f"{what} is claimed by two plugins: {plugins[0]} and {plugins[1]}."
        super().__init__(plugins[1].partition(".")[0], reason)
        self.plugins = plugins


def gathered(
    hook: str, kinds: Any, /, failed: list[str] | None = None, **arguments: Any
) -> list[tuple[str, Any]]:
    """Return what the plugins answer, each thing with its plugin, by order and plugin.

    The order in which plugins were registered decides nothing.

    :param kinds: the types that an answer may consist of.
    :param failed: takes the names of the plugins that crash.
    :raises ConflictError: if two things of one type bear the same key.
    """
    answers = hooks.call(hook, partial(checked, kinds), **arguments)
    if failed is not None:
        failed += answers.failed
    found = [(answer.plugin, one) for answer in answers for one in answer.result]
    found.sort(key=lambda pair: (pair[1].order, pair[0]))
    where = f" of {arguments['target']}" if "target" in arguments else ""
    refuse_equal_keys(found, where)
    return found


def checked(kinds: Any, answer: Any) -> list[Any]:
    """Return what an answer consists of.

    :raises TypeError: if that is something else than the hook asks for.
    """
    things = list(answer) if isinstance(answer, Iterable) else [answer]
    for one in things:
        if not isinstance(one, kinds):
            raise TypeError(f"{one!r} is no answer to this hook")
    return things


def refuse_equal_keys(found: Iterable[tuple[str, Any]], where: str) -> None:
    """Refuse two things of one type with the same key, naming who brought them.

    :raises ConflictError: for the first such pair.
    """
    owners: dict[tuple[str, str], str] = {}
    for plugin, one in found:
        if isinstance(one, Keyed):
            name = (type(one).__name__, one.key)
            if name in owners:
                raise ConflictError(f"{name[0]} {one.key!r}{where}", (owners[name], plugin))
            owners[name] = plugin


def init_app(app: Flask) -> None:
    """Refuse an app in which two plugins exclude each other.

    :raises ConflictError: naming both.
    """
    specs = [hook for hook in vars(app.extensions["bumen.hooks"].hook).values() if hook.spec]
    for hook in specs:
        names = sorted(answer.plugin_name for answer in hook.get_hookimpls())
        if hook.spec.opts["firstresult"] and len(names) > 1:
            raise ConflictError(f"The hook {hook.name}", (names[0], names[1]))
    with app.app_context():
        for target in [name for name in app.blueprints if "." in name]:
            gathered("extend_form", FormPart, target=target)
            gathered("extend_listing", ExtraColumn, target=target)
        gathered("search_sources", SearchSource)
    app.extensions["bumen.breaker"] = Breaker()  # a crash here is no crash of a page
