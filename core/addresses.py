"""Absolute addresses of pages, for what is read outside of them: messages and labels."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app


def of_page(endpoint: str, **values: Any) -> str:
    """Return where users find a page, or nothing if ``BUMEN_PUBLIC_URL`` is not set."""
    where = urlsplit(current_app.extensions["bumen.settings"].public_url)
    if not where.netloc:
        return ""
    site = current_app.url_map.bind(where.netloc, where.path or "/", url_scheme=where.scheme)
    return site.build(endpoint, values, force_external=True)
