"""What a signature under a handover covers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def written(facts: Mapping[str, Any]) -> str:
    """Return facts as one text that is the same for the same facts."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: str) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(content.encode()).hexdigest()


def scanned(text: str) -> dict[str, str]:
    """Return the tags of a text with the condition of each: a line is ``tag`` or ``tag, worn``.

    The same tag twice is one: whoever scans does not count.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        tag, _comma, condition = line.replace("，", ",").partition(",")
        if tag.strip():
            found[tag.strip()] = condition.strip() or found.get(tag.strip(), "")
    return found
