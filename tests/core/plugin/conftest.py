from __future__ import annotations

import pytest
from flask import Flask

from core import loader
from tests.core.plugin.installed import INSTALLED


@pytest.fixture
def installed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment with plugins of every state; finance and orders run."""
    monkeypatch.setattr(loader, "installed", lambda: INSTALLED)
    loaded = app.extensions["bumen.loaded"]
    monkeypatch.setattr(loaded, "statuses", loader.statuses(loaded, INSTALLED))
