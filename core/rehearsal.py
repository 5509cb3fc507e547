"""Building an app and asking it for a page before any reader does.

``python -m core.rehearsal`` is the process in which `core.trial` tries plugins.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection

import structlog
from flask import Flask

from core import loader, quarantine
from core.app import create_app
from core.config import Settings
from core.quarantine import PluginFault, blamed

SMOKE = "/login"
SMOKE_LANGUAGES = ("en", "zh-Hans")
SERVER_ERROR = 500


def faults_of(settings: Settings, new: Collection[str]) -> dict[str, str]:
    """Return which of the new plugins fail in an app with all that the settings name, and why."""
    app = create_app(settings)
    with app.app_context():  # the reasons are told in the language of the settings
        faults = {
            status.name: str(status.reason)
            for status in app.extensions["bumen.loaded"].quarantined
            if status.name in new
        }
    found = loader.everything(settings)
    for name in new:
        try:
            with blamed(name):
                stream = quarantine.stream_of(found[name])
                if stream is not None:
                    from core import revising

                    revising.script_of(stream).get_current_head()
        except PluginFault as fault:
            faults.setdefault(name, fault.reason)
    if not faults and new and (failure := smoke(app)):
        faults[list(new)[-1]] = failure
    return faults


def smoke(app: Flask) -> str:
    """Ask an app for a page in each language; return what is wrong with the answer."""
    for language in SMOKE_LANGUAGES:
        answer = app.test_client().get(SMOKE, headers={"Accept-Language": language})
        structlog.contextvars.clear_contextvars()  # what follows is of no request
        if answer.status_code >= SERVER_ERROR:
            return f"{SMOKE}: {answer.status}"
    return ""


def main() -> None:
    """Read the question from standard input and answer on standard output, as JSON."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as answer:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a plugin may print what it likes
        question = json.load(sys.stdin)
        settings = Settings(**question["settings"])
        json.dump(faults_of(settings, question["new"]), answer)


if __name__ == "__main__":
    main()
