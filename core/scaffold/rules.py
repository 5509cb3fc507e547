"""What a new plugin may be called, and how its names follow from that."""

from __future__ import annotations

import keyword
import re

LONGEST = 20
NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
TAKEN = frozenset({"alembic", "core", "login", "logout", "plugins", "security", "static", "tests"})


def is_name(name: str) -> bool:
    """Return whether a plugin may be called so."""
    free = name not in TAKEN and not keyword.iskeyword(name)
    return free and len(name) <= LONGEST and NAME.match(name) is not None


def names(name: str) -> dict[str, str]:
    """Return every name that the files of a plugin hold."""
    return {
        "name": name,
        "package": f"bumen_{name}",
        "distribution": f"bumen-{name.replace('_', '-')}",
        "title": name.replace("_", " ").capitalize(),
    }


def path_of(template: str, name: str) -> str:
    """Return where a file goes that is made from a template."""
    path = template.removesuffix(".jinja").replace("package/", f"bumen_{name}/", 1)
    return path.replace("migrations/0001.py", f"migrations/{name}_0001.py")
