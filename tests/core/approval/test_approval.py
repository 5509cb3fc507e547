"""Who may sign, when a record is approved, and what nobody may ever do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from core.approval import services
from core.approval.models import State
from core.calendar import services as calendar
from core.delegation import services as delegations
from core.errors import BusinessError
from core.organisation import services as organisation
from core.signature import queries, rules
from core.signature.models import Decision, Signer
from core.user.services import system_user
from tests.core.approval.conftest import NOW, PERMISSION

TODAY = date(2026, 11, 20)


def test_one_holder_of_the_permission_signs_where_no_flow_is_set_up(office) -> None:
    assert office.sign(office.ask(), office.bob) == "approved"
    assert office.outcomes == [("approved", "ACME", "Bob")]


def test_nobody_signs_what_they_asked_for_or_prepared(office) -> None:
    carl = office.person("Carl", PERMISSION)
    office.preparers = [carl.id]
    approval = office.ask(by=office.bob)
    for person in (office.bob, carl):
        with pytest.raises(BusinessError, match="prepared this yourself"):
            office.decide(approval, person)
    assert approval.state is State.OPEN


def test_the_database_refuses_the_signature_of_who_asked(office) -> None:
    approval = office.ask()
    step = approval.steps[0]
    facts = {"approval_id": approval.id, "step_id": step.id, "decided_at": NOW}
    row = {"user_id": office.ada.id, "principal_id": office.ada.id, "verdict": "approve"}
    with pytest.raises(sa.exc.IntegrityError):
        office.session.execute(
            sa.insert(Decision).values(requested_by_id=office.ada.id, reason="", **facts, **row)
        )


def test_a_stranger_does_not_sign(office) -> None:
    with pytest.raises(BusinessError, match="somebody else"):
        office.decide(office.ask(), office.person("Eve", "core.party.index"))


def test_a_record_is_asked_about_once_at_a_time(office) -> None:
    approval = office.ask()
    with pytest.raises(BusinessError, match="waits for approval already"):
        office.ask()
    office.sign(approval, office.bob)
    assert office.ask().state is State.OPEN


def test_stages_follow_each_other(office) -> None:
    carl = office.person("Carl")
    office.stage("Finance", office.bob)
    office.stage("Director", carl)
    approval = office.ask()
    with pytest.raises(BusinessError, match="somebody else"):
        office.decide(approval, carl)
    assert office.sign(approval, office.bob) == "open"
    assert office.outcomes == []
    assert office.sign(approval, carl) == "approved"


@pytest.mark.parametrize(
    ("amount", "currency", "stages"),
    [
        ("9999.99", "CNY", ["Finance"]),
        ("10000.00", "CNY", ["Finance", "Director"]),
        ("9999.99", "USD", ["Finance", "Director"]),  # nobody knows how much that is
    ],
)
def test_large_amounts_pass_more_stages(office, amount, currency, stages) -> None:
    office.stage("Finance", office.bob)
    office.stage("Director", office.person("Carl"), from_amount=10_000)
    approval = office.ask(amount, currency=currency)
    assert [step.title for step in approval.steps] == stages


def test_somebody_signs_even_where_every_stage_is_for_larger_amounts(office) -> None:
    office.stage("Director", office.person("Carl"), from_amount=10_000)
    assert office.sign(office.ask("1.00"), office.bob) == "approved"


@pytest.mark.parametrize(
    ("needed", "signatures"), [(1, 1), (2, 2), (0, 3)], ids=["any", "two of three", "all"]
)
def test_a_stage_needs_as_many_signatures_as_it_says(office, needed, signatures) -> None:
    people = [office.bob, office.person("Carl"), office.person("Dora")]
    office.stage("Board", *people, needed=needed)
    approval = office.ask()
    for person in people[: signatures - 1]:
        assert office.sign(approval, person) == "open"
    assert office.sign(approval, people[signatures - 1]) == "approved"


def test_everybody_signs_except_who_asked(office) -> None:
    carl = office.person("Carl")
    office.stage("Board", office.ada, office.bob, carl, needed=0)
    assert office.sign(office.ask(), office.bob, carl) == "approved"


def test_nobody_signs_a_step_twice(office) -> None:
    office.stage("Board", office.bob, office.person("Carl"), needed=2)
    approval = office.ask()
    office.sign(approval, office.bob)
    with pytest.raises(BusinessError, match="signed it already"):
        office.decide(approval, office.bob)


def test_the_holders_of_a_role_sign(office) -> None:
    office.stage("Finance", role=office.role_of(office.bob))
    approval = office.ask()
    with pytest.raises(BusinessError, match="somebody else"):
        office.decide(approval, office.person("Carl", PERMISSION))
    assert office.sign(approval, office.bob) == "approved"


def department(office, code, head, parent=None):
    return organisation.create_department(
        office.session,
        code=code,
        name=code,
        parent_id=parent and parent.id,
        head_id=head and head.id,
        by=office.bob,
    )


def works_in(office, where, person) -> None:
    facts = {"user_id": person.id, "from_on": date(2026, 1, 1), "until_on": None}
    name = f"Work of {person.name}"
    post = organisation.create_post(office.session, where, name=name, by=office.bob)
    organisation.assign(office.session, post, **facts, by=office.bob)


def signers(approval) -> list[int]:
    return [one.user_id for one in approval.steps[0].signers]


def test_the_manager_of_whoever_asks_signs_and_for_the_manager_the_one_above(office) -> None:
    chief, head = office.person("Chief"), office.person("Head")
    team = department(office, "B", head, department(office, "A", chief))
    works_in(office, team, office.ada)
    office.stage("Manager", asks_manager=True)
    assert signers(office.ask(code="ONE")) == [head.id]
    assert signers(office.ask(code="TWO", by=head)) == [chief.id]
    office.preparers = [head.id]
    approval = office.ask(code="SIX")
    assert signers(approval) == [chief.id]
    with pytest.raises(BusinessError):
        office.decide(approval, head)
    assert office.sign(approval, chief) == "approved"


def test_the_head_of_a_department_signs_unless_it_is_who_asks(office) -> None:
    chief, head = office.person("Chief"), office.person("Head")
    team = department(office, "B", head, department(office, "A", chief))
    office.stage("Purchasing", needed=0, department_id=team.id)
    assert signers(office.ask(code="ONE")) == [head.id]
    assert signers(office.ask(code="TWO", by=head)) == [chief.id]


def test_without_a_manager_whoever_holds_the_permission_signs(office) -> None:
    office.stage("Manager", asks_manager=True)
    assert office.sign(office.ask(), office.bob) == "approved"


@pytest.mark.parametrize(("verdict", "state"), [("return", "returned"), ("reject", "rejected")])
def test_whoever_says_no_says_why(office, verdict, state) -> None:
    approval = office.ask()
    with pytest.raises(BusinessError, match="Say why"):
        office.decide(approval, office.bob, verdict, " ")
    office.decide(approval, office.bob, verdict, "The bank account is missing.")
    assert approval.state.value == state
    assert office.outcomes == [("declined", "ACME", "Bob")]
    assert approval.steps[0].decisions[0].reason == "The bank account is missing."
    with pytest.raises(BusinessError, match="decided or withdrawn"):
        office.decide(approval, office.bob)


def test_who_asked_may_withdraw_and_ask_again(office) -> None:
    approval = office.ask()
    with pytest.raises(BusinessError, match="Only who asked"):
        services.withdraw(office.session, approval, by=office.bob, now=NOW)
    services.withdraw(office.session, approval, by=office.ada, now=NOW)
    assert approval.state is State.WITHDRAWN
    assert office.ask().state is State.OPEN


def stand_in(office, user, delegate, first=TODAY, days=7) -> None:
    delegations.create(
        office.session,
        user,
        delegate,
        from_on=first,
        until_on=first + timedelta(days=days),
        by=user,
        on=TODAY,
        now=NOW,
    )


def test_a_delegate_signs_in_the_place_of_who_is_away(office) -> None:
    carl, dora = office.person("Carl"), office.person("Dora")
    office.stage("Finance", office.bob)
    stand_in(office, office.bob, carl)
    stand_in(office, carl, dora)
    approval = office.ask()
    with pytest.raises(BusinessError, match="somebody else"):
        office.decide(approval, dora)  # stands in for Carl, not for those Carl stands in for
    office.decide(approval, carl)
    signed = approval.steps[0].decisions[0]
    assert (signed.user_id, signed.principal_id) == (carl.id, office.bob.id)


@pytest.mark.parametrize("first", [TODAY - timedelta(days=7), TODAY + timedelta(days=1)])
def test_a_delegate_signs_on_the_agreed_days_only(office, first) -> None:
    carl = office.person("Carl")
    office.session.execute(
        sa.text(
            "INSERT INTO core_delegation (user_id, delegate_id, from_on, until_on, created_at)"
            " VALUES (:user, :delegate, :first, :until, :at)"
        ),
        {
            "user": office.bob.id,
            "delegate": carl.id,
            "first": first.isoformat(),
            "until": (first + timedelta(days=7)).isoformat(),
            "at": "2026-11-01",
        },
    )
    with pytest.raises(BusinessError, match="somebody else"):
        office.decide(office.ask(), carl)


def test_who_asked_does_not_sign_as_a_delegate(office) -> None:
    stand_in(office, office.bob, office.ada)
    approval = office.ask()
    assert services.principal_of(office.session, approval, office.ada, now=NOW) is None
    with pytest.raises(BusinessError, match="prepared this yourself"):
        office.decide(approval, office.ada)


def test_one_delegate_at_a_time(office) -> None:
    stand_in(office, office.bob, office.person("Carl"))
    with pytest.raises(BusinessError, match="stands in on one of these days"):
        stand_in(office, office.bob, office.person("Dora"), TODAY + timedelta(days=6))


def test_a_colleague_who_is_added_has_to_sign_too(office) -> None:
    carl = office.person("Carl")
    approval = office.ask()
    facts = {"manages": False, "by": office.bob, "now": NOW}
    services.add_signer(office.session, approval, carl, **facts)
    with pytest.raises(BusinessError, match="asked already"):
        services.add_signer(office.session, approval, carl, **facts)
    with pytest.raises(BusinessError, match="cannot approve it"):
        services.add_signer(office.session, approval, office.ada, **facts)
    assert office.sign(approval, carl) == "open"
    assert office.sign(approval, office.bob) == "approved"


def test_time_to_decide_is_working_time_and_then_somebody_else_is_asked_too(office) -> None:
    carl = office.person("Carl")
    office.stage("Finance", office.bob, due_hours=1, escalate_hours=2, escalate_to_id=carl.id)
    approval = office.ask()
    step = approval.steps[0]
    assert step.due_at == calendar.deadline(office.session, NOW, timedelta(hours=1))
    assert step.due_at == NOW + timedelta(hours=1)
    assert step.escalate_at == NOW + timedelta(days=2, hours=17)  # Monday, 10:00 in Shanghai
    system = system_user(office.session)
    assert services.escalate(office.session, by=system, now=step.due_at) == 1
    assert services.escalate(office.session, by=system, now=step.due_at) == 0
    with pytest.raises(BusinessError, match="somebody else"):
        office.decide(approval, carl)
    assert services.escalate(office.session, by=system, now=step.escalate_at) == 1
    assert services.escalate(office.session, by=system, now=step.escalate_at) == 0
    office.decide(approval, carl, now=step.escalate_at)
    assert approval.state is State.APPROVED


def test_a_signature_is_never_changed_or_deleted(office) -> None:
    office.sign(office.ask(), office.bob)
    office.session.commit()
    for statement in ("UPDATE {} SET reason = 'Never'", "DELETE FROM {}"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            office.session.execute(sa.text(statement.format(Decision.__tablename__)))
        office.session.rollback()


def test_what_waits_for_somebody_is_found(office) -> None:
    carl = office.person("Carl")
    stand_in(office, office.bob, carl)
    approval = office.ask()

    def waiting() -> list[str]:
        people = (office.ada, office.bob, carl, office.person("Eve"))
        found = [
            one.name
            for one in people
            if approval.id in office.session.scalars(queries.waiting_for(one.id, TODAY)).all()
        ]
        named = office.session.scalars(queries.signatories_of_open(approval.id)).all()
        assert ("Bob" in found) is ("Bob" in [one.name for one in named])
        return found

    assert waiting() == ["Bob", "Carl"]
    office.sign(approval, office.bob)
    assert waiting() == []


def test_somebody_who_has_left_is_not_asked(office) -> None:
    office.bob.active = False
    office.session.flush()
    approval = office.ask()
    assert office.session.scalars(queries.waiting_for(office.bob.id, TODAY)).all() == []
    with pytest.raises(BusinessError, match="somebody else"):
        office.decide(approval, office.bob)


def test_a_changed_flow_counts_from_the_next_question_on(office) -> None:
    stage = office.stage("Finance", office.bob)
    approval = office.ask()
    office.session.delete(stage)
    office.session.flush()
    assert office.session.scalars(sa.select(Signer.user_id)).all() == [office.bob.id]
    assert office.sign(approval, office.bob) == "approved"


PEOPLE = st.sets(st.integers(1, 9))


@given(PEOPLE, PEOPLE, st.integers(1, 5), st.integers(1, 9))
def test_a_signature_never_undoes_a_step(required, signed, needed, one_more) -> None:
    if rules.is_done(needed, required, signed):
        assert rules.is_done(needed, required, {*signed, one_more})
        assert len(signed) >= needed


@given(st.integers(1, 9), PEOPLE, PEOPLE)
def test_a_signature_stands_for_somebody_who_may_and_has_not(user, may_sign, signed) -> None:
    found = rules.principal(user, may_sign, signed)
    assert (found is None) is (may_sign <= signed)
    if user in may_sign - signed:
        assert found == user
    elif found is not None:
        assert found in may_sign - signed
