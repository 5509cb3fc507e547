"""Registering what plugins say to each other; order never decides."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from itertools import permutations
from typing import TYPE_CHECKING

from pluggy import PluginManager, PluginValidationError

from core.quarantine import PluginFault, blamed

if TYPE_CHECKING:
    from core.loader import Plugin


def register(hooks: PluginManager, plugins: Iterable[tuple[str, Plugin]]) -> None:
    """Announce all hooks of the plugins first, then their answers and what two say of each other.

    :param plugins: each with the package that it lies in.
    :raises PluginFault: naming the plugin that cannot be registered.
    """
    plugins = list(plugins)
    for package, plugin in plugins:
        with blamed(plugin.name):
            if find_spec(f"{package}.contract"):
                hooks.add_hookspecs(import_module(f"{package}.contract"))
    for _package, plugin in plugins:
        with blamed(plugin.name):
            hooks.register(plugin.module, plugin.name)
    for (package, one), (_package, other) in permutations(plugins, 2):
        bridge = f"{package}.with_{other.name}"
        with blamed(one.name):
            if find_spec(bridge):
                hooks.register(import_module(bridge), f"{one.name}.with_{other.name}")
    try:
        hooks.check_pending()
    except PluginValidationError as error:
        name = hooks.get_name(error.plugin) or ""
        raise PluginFault(name.partition(".")[0], str(error)) from error
