"""What every plugin owes the core."""

from __future__ import annotations


def test_it_keeps_the_contract(contract) -> None:
    assert contract("loyalty") == []
