"""Writes docs/reference from the code: hooks, permissions, settings and commands."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from core import cli, hookspecs, loader
from core.config import Settings
from core.contract import suite
from core.loader import Found
from core.manifest import Manifest, SettingSpec

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "reference"
NOTE = "<!-- Made by `make reference`; do not edit. -->\n"
PREFIX = "BUMEN_"


def bundled() -> list[Found]:
    """Return the bundled plugins by name."""
    return [one for _name, one in sorted(loader.installed().items()) if one.bundled]


def manifests() -> list[Manifest]:
    """Return the facts of the core and of the bundled plugins."""
    return [loader.core_manifest(), *(one.manifest for one in bundled() if one.manifest)]


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """Write a table."""
    lines = [head, tuple("---" for _cell in head), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def hooks() -> str:
    """Every hook with its signature, and the types that its answers are made of."""
    parts = [NOTE, "# Hooks\n"]
    parts.append(
        "A plugin answers a hook with a function of the same name, marked with `@hookimpl` from\n"
        "`core.hooks`, in its `plugin.py` or in `with_<other>.py`; arguments may be left out.\n"
    )
    for module in (hookspecs, *_contracts()):
        parts.append(f"## `{module.__name__}`\n")
        for name, thing in _own(module):
            if hasattr(thing, "bumen_spec"):
                parts.append(_entry(f"{name}{_signature(thing)}", thing))
        for name, thing in _own(module):
            if inspect.isclass(thing):
                parts.append(_entry(f"{name}{_fields(thing)}", thing))
    parts += list(_answers())
    return "\n".join(parts)


def _contracts() -> Iterator[ModuleType]:
    for one in bundled():
        if one.folder and (one.folder / "contract.py").is_file():
            yield import_module(f"{one.package}.contract")


def _answers() -> Iterator[str]:
    """Return the types that answers to the hooks of the core are made of."""
    try:
        module = import_module("core.extending")
    except ModuleNotFoundError:
        return
    yield f"## `{module.__name__}`\n"
    for name, thing in _own(module):
        if inspect.isclass(thing) and hasattr(thing, "__dataclass_fields__"):
            yield _entry(f"{name}{_fields(thing)}", thing)


def _own(module: ModuleType) -> list[tuple[str, Any]]:
    found = [
        (name, thing)
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_")
    ]
    return sorted(found, key=lambda pair: pair[0])


def _entry(signature: str, thing: Any) -> str:
    text = inspect.getdoc(thing) or ""
    return f"```python\n{signature}\n```\n\n{text}\n"


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    arguments = [f"{name}: {one.annotation}" for name, one in signature.parameters.items()]
    return f"({', '.join(arguments)}) -> {signature.return_annotation}"


def _fields(kind: Any) -> str:
    fields = getattr(kind, "__dataclass_fields__", None)
    if not fields:
        return ""
    lines = [f"    {name}: {one.type}" for name, one in fields.items()]
    return "(\n" + ",\n".join(lines) + ",\n)"


def permissions() -> str:
    """Every permission, and the roles that hold it from the start."""
    parts = [NOTE, "# Permissions\n", "The role `administrator` holds them all.\n"]
    for facts in manifests():
        parts.append(f"## {facts.title.en}\n")
        parts.append(
            table(
                ("permission", "allows to", "roles"),
                (
                    (f"`{name}`", one.title.en, ", ".join(f"`{role}`" for role in one.roles))
                    for name, one in facts.permissions.items()
                ),
            )
        )
    return "\n".join(parts)


def settings() -> str:
    """What the environment sets, and what administrators set on the page."""
    parts = [NOTE, "# Settings\n", "## Environment\n", "Read once, at the start.\n"]
    parts.append(
        table(
            ("variable", "default", "meaning"),
            (
                (
                    f"`{PREFIX}{name.upper()}`",
                    f"`{field.default}`" if field.default not in (None, "") else "",
                    field.description or "",
                )
                for name, field in Settings.model_fields.items()
            ),
        )
    )
    for facts in manifests():
        if facts.settings:
            parts.append(f"## {facts.title.en}\n")
            parts.append("On the page Settings, or by `bumen setting set NAME VALUE`.\n")
            rows = ((f"`{name}`", *_setting(one)) for name, one in facts.settings.items())
            parts.append(table(("setting", "kind", "default", "meaning"), rows))
    return "\n".join(parts)


def _setting(spec: SettingSpec) -> tuple[str, str, str]:
    kind = f"{spec.kind}: {', '.join(spec.choices)}" if spec.choices else spec.kind
    meaning = f"{spec.title.en}. {spec.help.en}" if spec.help else spec.title.en
    return kind, f"`{spec.default}`", meaning


def commands() -> str:
    """Every command with its help."""
    parts = [NOTE, "# Commands\n"]
    parts += [_command(f"bumen {name}", one) for name, one in sorted(cli.main.commands.items())]
    for found in bundled():
        module = import_module(f"{found.package}.plugin")
        for one in sorted(getattr(module, "commands", ()), key=lambda one: str(one.name)):
            parts.append(_command(f"bumen {found.name.replace('_', '-')} {one.name}", one))
    return "\n".join(part for part in parts if part)


def _command(path: str, command: click.Command) -> str:
    if isinstance(command, click.Group):
        inner = sorted(command.commands.items())
        return "\n".join(_command(f"{path} {name}", one) for name, one in inner)
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f"## `{path}`\n", f"```\n{path} {usage}\n```\n"]
    parts.append(textwrap.dedent(inspect.cleandoc(command.help or "")) + "\n")
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if options:
        rows = ((f"`{', '.join(one.opts)}`", _plain(one.help)) for one in options)
        parts.append(table(("option", "meaning"), rows))
    return "\n".join(parts)


def _plain(text: str | None) -> str:
    return text or ""


def checks() -> str:
    """Every check of `bumen plugin check`, and what to do about its faults."""
    parts = [NOTE, "# Checks of plugins\n", "`bumen plugin check NAME` runs them all.\n"]
    parts += [f"## `{one.name}`\n\n{one.owed}\n\n{one.remedy}\n" for one in suite.checks().values()]
    return "\n".join(parts)


PAGES = {
    "checks.md": checks,
    "hooks.md": hooks,
    "permissions.md": permissions,
    "settings.md": settings,
    "commands.md": commands,
}


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {name: make().rstrip("\n") + "\n" for name, make in PAGES.items()}


def main() -> None:
    """Write all pages."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (TARGET / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
