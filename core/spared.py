"""Keeps libraries out of memory that others load only in case they are there.

Flask-Security loads Authlib and webauthn for ways of signing in that slices of ours do instead, and
Structlog loads Rich for colours that we do not use: twenty-five megabytes in each process.  All
three do without what is missing, so it is missing while they are imported.  Whoever needs one of
these libraries imports it as ever, where it is used.

Importing this module does it; `core.app` does so before anything else of ours.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

SPARED = ("authlib", "rich", "webauthn")


@contextmanager
def missing(names: tuple[str, ...]) -> Iterator[None]:
    """Let imports inside find none of these, unless one is loaded already."""
    modules = cast("dict[str, Any]", sys.modules)
    hidden = [name for name in names if name not in modules]
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del modules[name]


with missing(SPARED):
    import flask_security  # noqa: F401
    import structlog  # noqa: F401
