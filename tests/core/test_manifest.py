from __future__ import annotations

import pytest

from core import manifest
from core.manifest import ManifestError

COMPLETE = """
name = "loyalty"
title = { en = "Loyalty", zh_Hans = "会员" }
summary = { en = "Points.", zh_Hans = "积分。" }
api = 1

[requires]
orders = ">=0.1"

[permissions]
"loyalty.points.index" = { title = { en = "See points" }, roles = ["order_clerk"] }
"""


def test_a_manifest_states_the_facts_of_a_plugin() -> None:
    facts = manifest.parse(COMPLETE)
    assert (facts.name, facts.requires) == ("loyalty", {"orders": ">=0.1"})
    assert facts.permissions["loyalty.points.index"].roles == ("order_clerk",)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('colour = "red"', "colour"),  # an unknown key is a typing error
        ('name = "Loyalty Points"', "name"),
        ("title = 5", "title"),
    ],
)
def test_a_wrong_key_is_named(line: str, key: str) -> None:
    kept = [text for text in COMPLETE.splitlines() if not text.startswith(f"{key} =")]
    with pytest.raises(ManifestError, match=f"plugin.toml: {key}"):
        manifest.parse("\n".join([line, *kept]))


def test_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(ManifestError, match="not valid TOML"):
        manifest.parse("name = ")
