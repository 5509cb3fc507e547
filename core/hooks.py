"""How plugins hear of each other: ``@hookimpl`` answers what :func:`call` asks.

Every answer is guarded: it cannot undo what the caller wrote, and when it crashes the caller
goes on without it, or refuses where data would be at risk.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar

import structlog
from flask import Flask, current_app, g
from flask_babel import gettext as _
from pluggy import HookImpl, HookimplMarker, HookspecMarker, PluginManager
from sqlalchemy.orm import Session

from core import inspector
from core.breaker import Breaker
from core.errors import BusinessError

T = TypeVar("T")
hookspec = HookspecMarker("bumen")
hookimpl = HookimplMarker("bumen")
log = structlog.get_logger(__name__)
FAILED: Any = object()
GUARDS = ("check_", "restrict_", "validate_")


class Answer(NamedTuple):
    """What one plugin answers."""

    plugin: str
    result: Any


class Answers(list[Answer]):
    """What the plugins answer, and the names of those that could not."""

    def __init__(self) -> None:
        super().__init__()
        self.failed: list[str] = []


class HookError(BusinessError):
    """A plugin crashed where going on without it would be wrong."""

    def __init__(self, plugin: str, hook: str) -> None:
        super().__init__(
            _(
                "The plugin %(plugin)s failed, so nothing has been done. The error is recorded.",
                plugin=plugin,
            )
        )
        self.plugin, self.hook = plugin, hook


def manager() -> PluginManager:
    """Return the register of hooks of the current app."""
    current: PluginManager = current_app.extensions["bumen.hooks"]
    return current


def implementations(hook: str) -> list[HookImpl]:
    """Return who answers a hook, by the name of the plugin."""
    found = getattr(manager().hook, hook).get_hookimpls()
    return sorted(found, key=lambda answer: answer.plugin_name)


def call(hook: str, read: Callable[[Any], Any] | None = None, /, **arguments: Any) -> Answers:
    """Return what the plugins answer, by their names; one that crashes is left out.

    With a ``session`` among the arguments each answers within a SAVEPOINT.  One that crashed
    five times in a minute is not asked for the next minute.  A hook that guards data by its
    name, such as ``check_…``, is asked as by :func:`demand`.

    :param read: makes the result from an answer; its errors count as those of the answer.
    :raises BusinessError: if an answer does.
    :raises HookError: if an answer that guards data crashes.
    """
    answers = Answers()
    for one in implementations(hook):
        act, session = partial(_answer, one, arguments, read), arguments.get("session")
        if hook.startswith(GUARDS):
            found = insist(one.plugin_name, hook, act, session=session)
        else:
            found = attempt(one.plugin_name, hook, act, FAILED, session=session)
        if found is FAILED:
            answers.failed.append(one.plugin_name)
        elif found is not None:
            answers.append(Answer(one.plugin_name, found))
    return answers


def demand(hook: str, **arguments: Any) -> list[Answer]:
    """Return what the plugins answer, all of them: for questions that guard data or money.

    :raises HookError: for the first that crashes.
    :raises BusinessError: if an answer does.
    """
    answers = []
    for one in implementations(hook):
        act = partial(_answer, one, arguments, None)
        found = insist(one.plugin_name, hook, act, session=arguments.get("session"))
        if found is not None:
            answers.append(Answer(one.plugin_name, found))
    return answers


def attempt(
    plugin: str,
    hook: str,
    act: Callable[[], T],
    default: T,
    *,
    session: Session | None = None,
    what: str = "",
    template: str = "",
) -> T:
    """Return what a part of a plugin returns, or a default when it crashes or is switched off.

    :param what: names the part for the inspector.
    :raises BusinessError: if the part does: that is an answer and no crash.
    """
    breaker: Breaker = current_app.extensions["bumen.breaker"]
    if not breaker.allows(plugin, hook):
        return default
    try:
        found = _act(plugin, hook, act, session, what, template)
    except BusinessError:
        raise
    except (Exception, SystemExit) as error:
        breaker.failed(plugin, hook)
        report(plugin, hook, error)
        return default
    breaker.succeeded(plugin, hook)
    return found


def insist(
    plugin: str,
    hook: str,
    act: Callable[[], T],
    *,
    session: Session | None = None,
    what: str = "",
) -> T:
    """Return what a part of a plugin returns; it is never switched off.

    :raises HookError: if it crashes.
    :raises BusinessError: if the part does.
    """
    try:
        return _act(plugin, hook, act, session, what, "")
    except BusinessError:
        raise
    except (Exception, SystemExit) as error:
        report(plugin, hook, error)
        raise HookError(plugin, hook) from error


def report(plugin: str, hook: str, error: BaseException) -> None:
    """Log a crash and remember it for the page of plugins, an equal one once a request."""
    faults: dict[tuple[str, str, str], None] = g.setdefault("plugin_faults", {})
    fault = (plugin, hook, f"{type(error).__name__}: {error}")
    if fault not in faults:
        log.error("hook fails", plugin=plugin, hook=hook, exc_info=error)
        faults[fault] = None


def asking(one: HookImpl, arguments: dict[str, Any]) -> Callable[[], Any]:
    """Return the call of an answer with those of the arguments that it takes."""
    return partial(one.function, **{name: arguments[name] for name in one.argnames})


def _answer(one: HookImpl, arguments: dict[str, Any], read: Callable[[Any], Any] | None) -> Any:
    result = asking(one, arguments)()
    return result if read is None or result is None else read(result)


def _act(
    plugin: str,
    hook: str,
    act: Callable[[], T],
    session: Session | None,
    what: str,
    template: str,
) -> T:
    begun = time.perf_counter()
    with contextlib.nullcontext() if session is None else session.begin_nested():
        found = act()
    if found is not None and found != []:
        inspector.note(plugin, hook, what, begun, template, found)
    return found


def init_app(app: Flask) -> None:
    """Give the app its breaker, and keep the crashes of a request when it has ended."""
    from core import faults  # its models know this module's register

    app.extensions["bumen.breaker"] = Breaker()

    @app.teardown_appcontext
    def keep(_error: BaseException | None) -> None:
        found = g.pop("plugin_faults", None)
        if found:
            faults.keep(found)
