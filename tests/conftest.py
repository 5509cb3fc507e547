"""Fixtures of all tests come from the pytest plugin that plugin authors use too."""

from __future__ import annotations

pytest_plugins = ["core.testing"]
