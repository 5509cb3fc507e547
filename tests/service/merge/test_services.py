"""Merges are undone without loss, in whatever order."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BusinessError
from plugins.service.casework.models import Case
from plugins.service.customer import services as customers
from plugins.service.customer.models import Customer
from plugins.service.duplicate import services as duplicates
from plugins.service.duplicate.models import Duplicate, State
from plugins.service.identity.models import Identity, Kind
from plugins.service.merge import rules, services
from plugins.service.merge.models import Merge
from plugins.service.plugin import check_invariants
from tests.service.conftest import NOW

SIZE = 6


def archives(session) -> set[frozenset[int]]:
    """Who is kept together."""
    found: dict[int, set[int]] = {}
    for party, head in session.execute(sa.select(Customer.party_id, Customer.head_id)):
        found.setdefault(head, set()).add(party)
    return {frozenset(one) for one in found.values()}


def contents(session, party_id) -> tuple[list[str], list[str]]:
    """What the archive of a customer holds."""
    members = customers.members(session, party_id)
    values = sa.select(Identity.value).where(Identity.party_id.in_(members))
    subjects = sa.select(Case.subject).where(Case.party_id.in_(members))
    return sorted(session.scalars(values)), sorted(session.scalars(subjects))


@pytest.fixture
def merge(session, desk):
    return lambda one, other: services.merge(
        session, one.id, other.id, reason="test", by=desk.manager, now=NOW
    )


@pytest.fixture
def undo(session, desk):
    return lambda made: services.undo(session, made, by=desk.manager, now=NOW)


def test_an_archive_holds_what_both_had_and_undoing_gives_each_its_own(desk, session, merge, undo):
    first, second = desk.customer("A"), desk.customer("B")
    desk.identity(first, "13812345678")
    desk.identity(second, "13912345678")
    desk.case(first, subject="from A")
    desk.case(second, subject="from B")
    before = [contents(session, one.id) for one in (first, second)]
    made = merge(first, second)
    assert contents(session, first.id) == contents(session, second.id)
    assert contents(session, first.id)[1] == ["from A", "from B"]
    desk.case(second, subject="new of B")  # by B's telephone
    desk.identity(first, "13712345678")
    undo(made)
    after = [contents(session, one.id) for one in (first, second)]
    assert after[0] == (sorted([*before[0][0], "+8613712345678"]), before[0][1])
    assert after[1] == (before[1][0], ["from B", "new of B"])


def test_a_merge_is_undone_once_and_a_pair_is_merged_once(desk, merge, undo):
    first, second = desk.customer("A"), desk.customer("B")
    made = merge(first, second)
    with pytest.raises(BusinessError, match="one archive already"):
        merge(second, first)
    undo(made)
    with pytest.raises(BusinessError, match="undone already"):
        undo(made)


@pytest.mark.parametrize("seed", range(8))
def test_any_sequence_of_merges_and_undoings_keeps_every_archive_whole(
    desk, session, merge, undo, seed
):
    chance = random.Random(seed)
    people = [desk.customer(f"C{number}") for number in range(SIZE)]
    for number, party in enumerate(people):
        desk.identity(party, f"1381234560{number}")
    alive: list[tuple[Merge, set[frozenset[int]]]] = []
    own = {party.id: contents(session, party.id) for party in people}
    for _turn in range(12):
        if alive and chance.random() < 0.4:
            undo(alive.pop(chance.randrange(len(alive)))[0])
        else:
            one, other = chance.sample(people, 2)
            if customers.head_of(session, one.id) != customers.head_of(session, other.id):
                before = archives(session)
                made = merge(one, other)
                # Undone at once it leaves everything as it was.
                undo(made)
                assert archives(session) == before
                alive.append((merge(one, other), before))
        assert check_invariants(session) == []
        edges = {made.merged_id: made.kept_id for made, _before in alive}
        heads = rules.heads([party.id for party in people], edges)
        stored = dict(session.execute(sa.select(Customer.party_id, Customer.head_id)).all())
        assert stored == heads
    while alive:
        undo(alive.pop(chance.randrange(len(alive)))[0])
    assert archives(session) == {frozenset({party.id}) for party in people}
    assert {party.id: contents(session, party.id) for party in people} == own


@given(steps=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=25))
def test_heads_are_the_roots_of_what_was_merged(steps):
    edges: dict[int, int] = {}
    for one, other, undoes in steps:
        heads = rules.heads(range(SIZE), edges)
        if undoes:
            edges.pop(one, None)
        elif heads[one] != heads[other]:
            edges[heads[other]] = heads[one]
    heads = rules.heads(range(SIZE), edges)
    assert all(heads[heads[one]] == heads[one] for one in range(SIZE))
    assert all(heads[merged] == heads[kept] for merged, kept in edges.items())
    assert len(set(heads.values())) == SIZE - len(edges)


def found(session) -> list[tuple[int, dict[str, str]]]:
    duplicates.find(session, now=NOW)
    pairs = session.scalars(sa.select(Duplicate).order_by(Duplicate.id))
    return [(one.score, one.evidence) for one in pairs]


def test_the_same_telephone_is_evidence_and_stays_masked(desk, session):
    first, second = desk.customer("A"), desk.customer("B")
    desk.identity(first)
    desk.identity(second)
    assert found(session) == [(60, {"phone": "138****5678"})]
    assert len(found(session)) == 1  # the second night finds nothing new


def test_what_many_have_is_a_switchboard(desk, session):
    for number in range(9):
        desk.identity(desk.customer(f"C{number}"), "010-6552 9988")
    assert found(session) == []


def test_a_weak_sign_alone_proposes_nothing(desk, session):
    contacts = [{"kind": "address", "value": "杭州市西湖区文三路 1 号"}]
    desk.customer("A", contacts=contacts)
    desk.customer("B", contacts=contacts)
    assert found(session) == []


def test_who_was_dismissed_or_merged_is_not_proposed_again(desk, session, merge, undo):
    first, second, third = (desk.customer(name) for name in "ABC")
    for one in (first, second, third):
        desk.identity(one)
    assert len(found(session)) == 3
    made = merge(first, second)
    states = sa.select(Duplicate.state).order_by(Duplicate.id)
    assert session.scalars(states).all().count(State.MERGED) == 1
    undo(made)
    assert session.scalars(states).all().count(State.MERGED) == 0
    pair = session.scalars(sa.select(Duplicate).limit(1)).one()
    duplicates.dismiss(session, pair, by=desk.manager)
    with pytest.raises(BusinessError, match="already"):
        duplicates.dismiss(session, pair, by=desk.manager)
    assert len(found(session)) == 3


def verified(desk, party, *values, kind=Kind.PHONE, scope=""):
    for value in values:
        desk.identity(party, value, kind, scope=scope, is_verified=True)


def certain(session, desk) -> int:
    return services.merge_certain(session, by=desk.manager, now=NOW)


def test_who_proved_the_same_telephone_is_merged_by_itself(desk, session):
    first, second = desk.customer("A"), desk.customer("B")
    verified(desk, first, "13812345678")
    verified(desk, second, "13812345678")
    assert certain(session, desk) == 1
    assert archives(session) == {frozenset({first.id, second.id})}
    assert session.scalars(sa.select(Merge.is_automatic)).all() == [True]
    assert certain(session, desk) == 0


def test_an_unproved_telephone_merges_nobody(desk, session):
    first, second = desk.customer("A"), desk.customer("B")
    verified(desk, first, "13812345678")
    desk.identity(second, "13812345678")
    assert certain(session, desk) == 0


def test_who_proved_different_openids_is_never_merged_by_itself(desk, session):
    first, second = desk.customer("A"), desk.customer("B")
    for party, openid in ((first, "o1"), (second, "o2")):
        verified(desk, party, "13812345678")
        verified(desk, party, openid, kind=Kind.WECHAT, scope="shop")
    assert certain(session, desk) == 0


def test_a_chain_is_merged_until_something_contradicts(desk, session):
    first, second, third = (desk.customer(name) for name in "ABC")
    verified(desk, first, "13812345678")
    verified(desk, second, "13812345678", "13912345678")
    verified(desk, third, "13912345678")
    verified(desk, first, "o1", kind=Kind.WECHAT, scope="shop")
    verified(desk, third, "o3", kind=Kind.WECHAT, scope="shop")
    assert certain(session, desk) == 1
    assert frozenset({third.id}) in archives(session)
