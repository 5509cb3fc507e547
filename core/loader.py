"""Find the plugins without importing them, decide which may run, and import those."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from importlib import invalidate_caches
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Literal

from flask_babel import lazy_gettext as _l
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from pluggy import PluginManager

from core import hookspecs, manifest, quarantine
from core.config import Settings
from core.manifest import API_LEVEL, Manifest, ManifestError, Text
from core.quarantine import PluginFault
from core.registration import register

GROUP = "bumen.plugins"
CORE = Path(__file__).parent
# These would take the addresses, permissions or tables of the core.
RESERVED = frozenset({"alembic", "core", "login", "logout", "security", "static"})
State = Literal["enabled", "disabled", "broken", "incompatible", "missing"]
_imported: dict[str, str] = {}


@dataclass(frozen=True)
class Found:
    """A plugin as it lies on disk: located, its manifest read, nothing imported."""

    name: str
    package: str
    folder: Path | None
    version: str
    bundled: bool
    manifest: Manifest | None = None
    fault: str = ""


@dataclass(frozen=True)
class Status:
    """A plugin as an administrator sees it: its state and, if it is not on, the reason."""

    name: str
    title: Text | str
    version: str
    state: State
    reason: str = ""
    summary: Text | str = ""
    bundled: bool = False


@dataclass(frozen=True)
class Plugin:
    """An imported plugin: its facts, its module and the hooks it answers for others."""

    name: str
    folder: Path
    manifest: Manifest
    module: ModuleType


@dataclass
class Loaded:
    """What an app is built from; ``quarantined`` should run and cannot."""

    enabled: Collection[str] = ()
    reasons: dict[str, tuple[State, str]] = field(default_factory=dict)
    plugins: list[Plugin] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    quarantined: list[Status] = field(default_factory=list)
    hooks: PluginManager = field(default_factory=lambda: PluginManager("bumen"))


def core_manifest() -> Manifest:
    """Return the facts of the kernel itself, declared in the same form as a plugin's."""
    return manifest.read(CORE / "plugin.toml")


def everything(settings: Settings) -> dict[str, Found]:
    """Return every plugin that is installed or lies in a folder of the deployment."""
    return installed() | add_paths(settings.plugin_path.split(":"))


def installed() -> dict[str, Found]:
    """Return every installed plugin by name, read without running any of its code."""
    invalidate_caches()  # it may have been installed while this process runs
    found = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        dist = point.dist
        found[point.name] = _locate(
            point.name,
            point.value.partition(":")[0],
            dist.version if dist else "0",
            bundled=dist is not None and dist.name == "bumen",
        )
    return found


def add_paths(paths: Iterable[str]) -> dict[str, Found]:
    """Return the plugins in a deployment's own folders.

    Each lies in ``<name>/plugin.toml``, or in ``bumen_<name>/`` as in a distribution.
    """
    found = {}
    for path in filter(None, paths):
        if path not in sys.path:
            sys.path.append(path)
        for toml in sorted(Path(path).glob("*/plugin.toml")):
            package = toml.parent.name
            name = package.removeprefix("bumen_")
            found[name] = _locate(name, package, "0", bundled=False)
    return found


def _locate(name: str, package: str, version: str, *, bundled: bool) -> Found:
    try:
        if not _is_found_silently(package):
            raise ManifestError(f"{package} lies inside of another package.")
        spec = find_spec(package)
        places = list(spec.submodule_search_locations or []) if spec else []
        if not places:
            raise ManifestError(f"There is no package {package}.")
        folder = Path(places[0])
        facts = manifest.read(folder / "plugin.toml")
        if facts.name != name:
            raise ManifestError(f"plugin.toml names {facts.name}, the entry point {name}.")
        if name in RESERVED:
            raise ManifestError(f"The name {name} is the core's.")
    except (ManifestError, ImportError, ValueError) as error:
        return Found(name, package, None, version, bundled, fault=str(error))
    return Found(name, package, folder, version, bundled, facts)


def _is_found_silently(package: str) -> bool:
    """Return whether looking for a package runs no code: Python imports what it lies in."""
    parent = package.rpartition(".")[0]
    if not parent:
        return True
    spec = find_spec(parent) if _is_found_silently(parent) else None
    return spec is not None and spec.origin is None  # a namespace has no code


def of_version(found: Found, version: str) -> Found:
    """Return a plugin as if another version of it were installed, with the same manifest."""
    return replace(found, version=version)


def misfit(found: Found, everything: Mapping[str, Found], api: int = API_LEVEL) -> str:
    """Return why a plugin cannot run beside what is installed, or an empty text.

    :param api: the level that the core has, or will have.
    """
    facts = found.manifest
    if facts is None:
        return found.fault
    if facts.api != api:
        return _l(
            "It is made for API level %(its)s, this is level %(ours)s.",
            its=facts.api,
            ours=api,
        )
    for name, versions in facts.requires.items():
        other = everything.get(name)
        if other is None or other.manifest is None:
            return _l("It requires the plugin %(name)s, which is not installed.", name=name)
        if Version(other.version) not in SpecifierSet(versions.strip("*"), prereleases=True):
            return _l(
                "It requires %(name)s %(versions)s, installed is %(installed)s.",
                name=name,
                versions=versions,
                installed=other.version,
            )
    return ""


def load(
    enabled: Collection[str],
    everything: Mapping[str, Found],
    faults: Mapping[str, str] | None = None,
) -> Loaded:
    """Import the enabled plugins in the order of their requirements and register their hooks.

    A plugin that does not fit or fails is left out with its reason; the rest runs.

    :param faults: plugins that are known to fail, with the reason.
    """
    faults = dict(faults or {})
    loaded = Loaded(enabled)
    loaded.hooks.add_hookspecs(hookspecs)
    reasons = loaded.reasons
    for name in ordered(enabled, everything):
        found = everything[name]
        hindrance = _hindrance(found, everything, {plugin.name for plugin in loaded.plugins})
        if hindrance is not None:
            reasons[name] = hindrance
        elif name in faults:
            reasons[name] = ("broken", faults[name])
        else:
            try:
                module = quarantine.imported(found)
            except PluginFault as fault:
                reasons[name] = ("broken", fault.reason)
                continue
            _imported.setdefault(name, found.version)
            loaded.plugins.append(_plugin(found, module))
    try:
        register(loaded.hooks, [(everything[p.name].package, p) for p in loaded.plugins])
    except PluginFault as fault:
        if fault.plugin in faults:
            raise
        # The half-filled register of hooks is thrown away.
        return load(enabled, everything, faults | {fault.plugin: fault.reason})
    loaded.statuses = statuses(loaded, everything)
    loaded.quarantined = [
        status for status in loaded.statuses if status.name in enabled and status.state != "enabled"
    ]
    return loaded


def statuses(loaded: Loaded, everything: Mapping[str, Found]) -> list[Status]:
    """Return how all plugins are: those of an app, and what was installed since it was built."""
    missing = _l("It is enabled but not installed.")
    misfits: dict[str, tuple[State, str]] = {
        name: ("incompatible", reason)
        for name, found in everything.items()
        if found.manifest is not None and (reason := misfit(found, everything))
    }
    reasons = misfits | loaded.reasons
    return [_status(found, loaded.enabled, reasons) for found in everything.values()] + [
        Status(name, name, "", "missing", missing)
        for name in sorted(set(loaded.enabled) - set(everything))
    ]


def _hindrance(
    found: Found, everything: Mapping[str, Found], running: Collection[str]
) -> tuple[State, str] | None:
    reason = misfit(found, everything)
    if found.manifest is None:
        return "broken", reason
    off = [other for other in found.manifest.requires if other not in running]
    if off and not reason:
        reason = _l("It requires %(name)s, which is off.", name=off[0])
    return ("incompatible", reason) if reason else None


def _plugin(found: Found, module: ModuleType) -> Plugin:
    assert found.folder is not None  # noqa: S101 - a plugin with a manifest has a place
    assert found.manifest is not None  # noqa: S101 - or it would be left out
    return Plugin(found.name, found.folder, found.manifest, module)


def ordered(enabled: Collection[str], everything: Mapping[str, Found]) -> list[str]:
    """Return those of some plugins that are there, each after what it requires."""
    graph = {
        name: sorted(found.manifest.requires if found.manifest else ())
        for name, found in sorted(everything.items())
        if name in enabled
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError:
        order = sorted(graph)
    return [name for name in order if name in graph]


def _status(
    found: Found, enabled: Collection[str], reasons: Mapping[str, tuple[State, str]]
) -> Status:
    state: State
    if found.name in reasons:
        state, reason = reasons[found.name]
    elif found.manifest is None:
        state, reason = "broken", found.fault
    elif found.name not in enabled:
        state, reason = "disabled", ""
    elif _imported.get(found.name) != found.version:
        state, reason = "enabled", _l("Another version is installed by now: restart the server.")
    else:
        state, reason = "enabled", ""
    facts = found.manifest
    return Status(
        found.name,
        facts.title if facts else found.name,
        found.version,
        state,
        reason,
        facts.summary if facts else "",
        found.bundled,
    )
