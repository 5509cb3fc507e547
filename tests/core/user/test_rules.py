from __future__ import annotations

import pytest

from core.user.rules import local_path


@pytest.mark.parametrize(
    "target",
    ["/", "/finance/settlement/?q=a&page=2", "/core/party/?q=保温杯", "/a//b", "/a?next=//b"],
)
def test_a_path_of_this_site_is_followed(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "finance",
        "https://evil.example",
        "javascript:alert(1)",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\x00//evil.example",
        " //evil.example",
    ],
)
def test_anything_else_leads_to_the_first_page(target: str) -> None:
    assert local_path(target) == "/"
