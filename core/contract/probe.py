"""Watches, in a process of its own, what listing and importing a plugin does.

Run as ``python -m core.contract.probe``: what is imported cannot be taken back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
WATCHED = {
    "socket.connect": "opens a connection",
    "socket.bind": "listens to a port",
    "socket.getaddrinfo": "asks the network for a name",
    "sqlite3.connect": "opens a database",
    "subprocess.Popen": "starts a program",
    "os.system": "starts a program",
    "os.mkdir": "makes a folder",
    "os.remove": "deletes a file",
    "os.rename": "renames a file",
    "_thread.start_new_thread": "starts a thread",
    "_thread.start_joinable_thread": "starts a thread",
}


def look(names: Sequence[str], plugin_path: str) -> dict[str, dict[str, Any]]:
    """Return what listing and importing each plugin does: ``listed``, ``events``, ``error``."""
    given = json.dumps({"names": list(names), "path": plugin_path, "sys": sys.path})
    done = subprocess.run(
        [sys.executable, "-m", "core.contract.probe"],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    if done.returncode:
        return {name: {"error": done.stderr[-2000:]} for name in names}
    seen: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return seen


def watch(names: Iterable[str], plugin_path: str) -> dict[str, dict[str, Any]]:
    """List all plugins, then import each with what it requires, and tell what happened."""
    import_module("core.app")
    loader, ownership = import_module("core.loader"), import_module("core.ownership")
    engines = import_module("core.db")._engines
    found = loader.installed() | loader.add_paths(plugin_path.split(":"))
    listed = {name: _imported(found[name].package) for name in names if name in found}
    events: list[str] = []
    sys.addaudithook(lambda event, args: _note(events, event, args))
    _note_threads(events)
    seen = {}
    for name, imported in listed.items():
        facts = found[name].manifest
        for other in facts.requires if facts else ():
            if other in found:
                _load(ownership, found, other)
        events.clear()
        environment = dict(os.environ)
        error = _load(ownership, found, name)
        if engines:
            events.append("opens a database")
            engines.clear()
        if dict(os.environ) != environment:
            events.append("changes the environment")
        seen[name] = {"listed": imported, "events": sorted(set(events)), "error": error}
    return seen


def _imported(package: str) -> list[str]:
    return [name for name in sys.modules if name == package or name.startswith(f"{package}.")]


def _load(ownership: Any, found: Mapping[str, Any], name: str) -> str:
    package = found[name].package
    ownership.claim(package, name)
    try:
        import_module(f"{package}.plugin")
        if find_spec(f"{package}.contract"):
            import_module(f"{package}.contract")
    except (Exception, SystemExit) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _note(events: list[str], event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        path, _mode, flags = args
        if isinstance(flags, int) and flags & WRITING and "__pycache__" not in str(path):
            events.append(f"writes the file {path}")
    elif event in WATCHED:
        events.append(WATCHED[event])


def _note_threads(events: list[str]) -> None:
    """Note each start of a thread; Python 3.11 raises no auditing event for it."""
    start = threading.Thread.start

    def noted(self: threading.Thread) -> None:
        events.append("starts a thread")
        start(self)

    threading.Thread.start = noted  # type: ignore[method-assign]


def main() -> None:
    """Read what to look at from standard input, and print what was seen."""
    sys.dont_write_bytecode = True
    given = json.loads(sys.stdin.read())
    sys.path[:] = given["sys"]
    print(json.dumps(watch(given["names"], given["path"])))


if __name__ == "__main__":
    main()
