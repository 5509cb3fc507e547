"""Trying a set of plugins in a process of its own: what it breaks there breaks nothing here.

Only another process survives a plugin that ends the process, crashes the interpreter or never
returns from its import.  `core.rehearsal` is what happens there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection

from flask_babel import gettext as _

from core.config import Settings
from core.errors import BusinessError

SECONDS = 100  # less than a proxy waits for the answer


def run(
    settings: Settings,
    names: Collection[str],
    new: Collection[str],
    *,
    language: str,
    seconds: float = SECONDS,
) -> None:
    """Build an app with these plugins in another process.

    :param language: in which the reason is told.
    :param seconds: how long it may take.
    :raises BusinessError: if one of the new ones fails, with the reason.
    """
    facts = settings.model_dump(mode="json", exclude={"secret_key"})
    facts |= {"plugins": ",".join(sorted(names)), "language": language}
    question = {"settings": facts | {"secret_key": "trial"}, "new": list(new)}
    try:
        # The command is our own; names and settings go through standard input.
        done = subprocess.run(
            [sys.executable, "-m", "core.rehearsal"],
            input=json.dumps(question).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = _("It was not ready after %(seconds)s seconds.", seconds=f"{seconds:g}")
        raise _refusal(new, reason) from None
    try:
        faults: dict[str, str] = json.loads(done.stdout)
    except ValueError:
        reason = _("It ended the process (%(code)s).", code=done.returncode)
        raise _refusal(new, reason) from None
    for name, reason in faults.items():
        raise _refusal([name], reason)


def _refusal(names: Collection[str], reason: str) -> BusinessError:
    return BusinessError(
        _(
            "The plugin %(name)s cannot be enabled. %(reason)s",
            name=", ".join(names),
            reason=reason,
        )
    )
