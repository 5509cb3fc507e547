"""The tree of departments, and who holds posts in it."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from core.errors import BusinessError
from core.organisation import services
from core.user import services as users
from tests.core.organisation.conftest import TODAY

DEPARTMENT = "core_organisation_department"


@pytest.fixture
def three(open_department):
    top = open_department("A")
    middle = open_department("B", top)
    return top, middle, open_department("C", middle)


def edit(session, department, **changes):
    facts = {"name": department.name, "parent_id": department.parent_id, "head_id": None}
    services.edit_department(
        session,
        department,
        version=department.version_id,
        **{**facts, "is_active": True, **changes},
        by=users.system_user(session),
        on=TODAY,
    )


def test_a_department_cannot_lie_below_itself(session, three) -> None:
    top, _middle, bottom = three
    for parent in (top, bottom):
        with pytest.raises(BusinessError) as refused:
            edit(session, top, parent_id=parent.id)
        assert refused.value.field == "parent_id"
    edit(session, bottom, parent_id=top.id)
    assert bottom.parent_id == top.id


@pytest.mark.parametrize("target", [0, 2], ids=["itself", "what is below it"])
def test_the_database_refuses_circles_whoever_writes_them(session, three, target) -> None:
    session.commit()
    statement = f"UPDATE {DEPARTMENT} SET parent_id = {three[target].id} WHERE id = {three[0].id}"
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.text(statement))
    session.rollback()
    move = f"UPDATE {DEPARTMENT} SET parent_id = {three[0].id} WHERE id = {three[2].id}"
    session.execute(sa.text(move))


def test_a_department_closes_when_nothing_and_nobody_is_in_it(
    session, three, open_department, give_post, person
) -> None:
    top, middle, bottom = three
    with pytest.raises(BusinessError, match="below"):
        edit(session, middle, is_active=False)
    held = give_post(bottom, person("Ada"))
    with pytest.raises(BusinessError, match="posts"):
        edit(session, bottom, is_active=False)
    services.end(session, held, until_on=TODAY, by=users.system_user(session))
    edit(session, bottom, is_active=False)
    with pytest.raises(BusinessError, match="closed"):
        open_department("D", bottom)
    with pytest.raises(BusinessError, match="closed"):
        edit(session, open_department("E", top), parent_id=bottom.id)


def test_a_code_is_used_once(open_department, three) -> None:
    with pytest.raises(BusinessError) as refused:
        open_department("A")
    assert refused.value.field == "code"


TIMES = [
    (date(2026, 1, 1), date(2026, 2, 1), False),
    (date(2026, 1, 1), date(2026, 2, 2), True),
    (date(2026, 2, 15), date(2026, 2, 16), True),
    (date(2026, 3, 1), None, False),
    (date(2026, 2, 28), None, True),
]


@pytest.mark.parametrize("times", TIMES)
def test_nobody_holds_a_post_twice_on_a_day(
    session, open_department, give_post, person, times
) -> None:
    first, until, meets = times
    user, by = person("Ada"), users.system_user(session)
    held = give_post(
        open_department("A"), user, from_on=date(2026, 2, 1), until_on=date(2026, 3, 1)
    )
    session.commit()
    post = session.get_one(services.Post, held.post_id)
    values = {"post_id": post.id, "user_id": user.id, "from_on": first, "until_on": until}
    insert = sa.insert(services.Assignment.__table__).values(**values)
    if not meets:
        session.execute(insert)
        return
    with pytest.raises(BusinessError):
        services.assign(session, post, user_id=user.id, from_on=first, until_on=until, by=by)
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(insert)


def test_what_has_not_begun_leaves_no_trace_and_what_has_ends(
    session, open_department, give_post, person
) -> None:
    by, top = users.system_user(session), open_department("A")
    past = give_post(top, person("Ada"), name="Clerk")
    later = give_post(top, person("Bo"), name="Chief", from_on=date(2027, 1, 1))
    key = later.id
    services.end(session, past, until_on=TODAY, by=by)
    services.end(session, later, until_on=TODAY, by=by)
    assert past.until_on == TODAY
    assert session.get(services.Assignment, key) is None
    with pytest.raises(BusinessError, match="already"):
        services.end(session, past, until_on=TODAY, by=by)


def test_the_manager_is_the_nearest_head_who_is_somebody_else(
    session, open_department, give_post, person
) -> None:
    chief, head, clerk = person("Chief"), person("Head"), person("Clerk")
    top = open_department("A", head=chief)
    team = open_department("C", open_department("B", top), head=head)
    give_post(team, clerk)

    def leaders(user, **named):
        return services.managers(session, user.id, on=TODAY, **named)

    assert leaders(clerk) == {head.id}
    assert leaders(head) == {chief.id}
    assert leaders(chief) == set()
    assert leaders(clerk, without={head.id}) == {chief.id}
    head.active = False
    session.flush()
    assert leaders(clerk) == {chief.id}
    assert services.leader(session, team.id) == chief.id


def test_somebody_is_led_only_on_the_days_of_the_post(
    session, open_department, give_post, person
) -> None:
    clerk, top = person("Clerk"), open_department("A", head=person("Head"))
    give_post(top, clerk, from_on=date(2026, 1, 1), until_on=TODAY)
    assert services.managers(session, clerk.id, on=date(2026, 11, 1)) == {top.head_id}
    assert services.managers(session, clerk.id, on=TODAY) == set()
