"""How often something may be asked for; counted in each process, or in Redis for all of them."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from core.config import Settings


def init_app(app: Flask) -> Limiter:
    """Return what counts the requests of this app."""
    settings: Settings = app.extensions["bumen.settings"]
    app.extensions["bumen.limiter"] = limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=settings.rate_storage,
        headers_enabled=True,
    )
    return limiter
