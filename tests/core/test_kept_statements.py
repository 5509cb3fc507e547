from __future__ import annotations

import pytest
from sqlalchemy import exists, select, text
from sqlalchemy.orm import aliased

from core.kept_statements import MOST, ask
from core.party import services
from core.party.models import Party
from core.search import matches
from core.user import services as users

Other = aliased(Party)


@pytest.fixture(autouse=True)
def parties(session):
    rows = [{"code": code, "name": f"{code} 号", "is_supplier": True} for code in ("A", "B", "C")]
    services.upsert_parties(session, rows, by=users.system_user(session))
    session.commit()


def codes(kept, *conditions) -> list[str]:
    def write(named):
        return select(Party.code).where(*named).order_by(Party.code)

    return [row.code for row in ask(kept, "codes", conditions, write)]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (lambda code: Party.code == code, lambda code: [code]),
        (lambda code: Party.code.in_([code, "C"]), lambda code: [code, "C"]),
        (lambda code: matches(Party, code), lambda code: [code]),
        (lambda code: Party.name.like(f"{code}%"), lambda code: [code]),
        (
            lambda code: exists().where(Other.id == Party.id, Other.code != code),
            lambda code: [one for one in "ABC" if one != code],
        ),
    ],
)
def test_one_statement_answers_for_every_value(app, condition, found) -> None:
    kept = {}
    for code in ("A", "B", "A"):
        assert codes(kept, condition(code)) == found(code)
    assert len(kept) == 1


def test_values_stay_with_their_conditions(app) -> None:
    kept = {}
    for least, most in (("A", "B"), ("B", "C"), ("C", "A")):
        wanted = [one for one in "ABC" if least <= one <= most]
        assert codes(kept, Party.code >= least, Party.code <= most) == wanted
    assert len(kept) == 1


def test_other_conditions_are_another_statement(app) -> None:
    kept = {}
    assert codes(kept, Party.code == "A") == ["A"]
    assert codes(kept, Party.code != "A") == ["B", "C"]
    assert codes(kept, Party.code == "A", Party.code == "B") == []
    assert codes(kept) == ["A", "B", "C"]
    assert len(kept) == 4


def test_a_list_of_values_may_grow(app) -> None:
    kept = {}
    for chosen in (["A"], ["A", "C"], []):
        assert codes(kept, Party.code.in_(chosen)) == chosen


def test_the_statements_of_a_list_do_not_pile_up(app) -> None:
    kept = {}
    for number in range(MOST + 1):
        assert codes(kept, Party.code == "A", text(f"{number} = {number}")) == ["A"]
    assert len(kept) <= MOST
