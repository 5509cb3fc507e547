"""Browsers for tests that click: Chromium as the system has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.site import served

CHROMIUM = Path("/usr/bin/chromium")
# Pages answer at once; where something else keeps the machine busy that may take seconds.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session", autouse=True)
def chromium():
    """These tests need Chromium; only outside of CI may it be missing."""
    if CHROMIUM.exists():
        return
    reason = f"there is no {CHROMIUM}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def base_url():
    """Each deployment has an address of its own."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture
def site(tmp_path):
    """A deployment that nobody has used yet."""
    with served(tmp_path, "db", "upgrade") as running:
        yield running


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo company; its people are in core/demo.py."""
    folder = tmp_path_factory.mktemp("demo")
    with served(folder, "demo", "--orders", "120", "--no-serve") as running:
        yield running
