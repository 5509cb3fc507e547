"""Which plugin a module and its models belong to.

Each plugin has a registry of its own on the shared metadata, so that equal class names do not
meet and a plugin that fails to map harms no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import registry

_registries: dict[str, registry] = {}
_owners: dict[str, str] = {}


def claim(package: str, name: str) -> None:
    """Say which plugin a package belongs to; called before its models are imported."""
    _owners[package] = name


def owner_of(module: str) -> str:
    """Return the plugin (or ``core``) that a module belongs to."""
    package = module
    while package:
        if package in _owners:
            return _owners[package]
        package = package.rpartition(".")[0]
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "plugins" and rest else first


def registry_of(owner: str, metadata: sa.MetaData, types: Mapping[Any, Any]) -> registry:
    """Return the registry of a plugin's models, making it once."""
    if owner not in _registries:
        _registries[owner] = registry(metadata=metadata, type_annotation_map=dict(types))
    return _registries[owner]


def map_models(owner: str) -> None:
    """Map the models of a plugin now, so that its mistakes show before anybody uses them.

    :raises sqlalchemy.exc.SQLAlchemyError: naming what is wrong.
    """
    if owner in _registries:
        _registries[owner].configure(cascade=True)


def forget_models(owner: str) -> None:
    """Unmap the models of a plugin that nobody uses, so that it can be imported anew."""
    own = _registries.pop(owner, None)
    if own is None:
        return
    own.dispose()
    for table in [one for one in own.metadata.tables.values() if _is_of(one, owner)]:
        own.metadata.remove(table)


def _is_of(table: sa.Table, owner: str) -> bool:
    # A table of a many-to-many relation has no model that could have said whose it is.
    return bool(table.info.get("plugin", owner) == owner) and table.name.startswith(f"{owner}_")
