"""Plugins that are not there: what an administrator may find installed."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from core.loader import Found
from core.manifest import Manifest, Text

VERSION = metadata.version("bumen")  # that of the plugins that run; another would want a restart


def found(name: str, *, bundled: bool = False, fault: str = "", **facts: object) -> Found:
    text = Text(en=name.title(), zh_Hans=name)
    manifest = Manifest.model_validate(
        {"name": name, "title": text, "summary": text, "api": 1} | facts
    )
    folder = Path("/nowhere")
    return Found(
        name,
        name,
        folder,
        VERSION if bundled else "1.0",
        bundled,
        None if fault else manifest,
        fault,
    )


INSTALLED = {
    "orders": found("orders", bundled=True),
    "finance": found("finance", bundled=True, requires={"orders": "*"}),
    "loyalty": found("loyalty", requires={"stamps": ">=1", "orders": "*"}),
    "stamps": found("stamps"),
    "broken": found("broken", fault="plugin.toml: title is missing"),
    "future": found("future", api=99),
}
