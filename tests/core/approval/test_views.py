"""The pages of approvals, flows and delegations: what they show, to whom, and what they refuse."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.approval.models import Approval, State
from core.approval_flow.models import Stage
from core.delegation.models import Delegation
from core.organisation.services import create_department
from core.testing import open_session

ENGLISH = {"Accept-Language": "en"}
BOX = "/core/approval/"
FLOW = "/core/approval_flow/core.party"
STAGE = {
    "title": "Finance",
    "role_id": "",
    "needed": "1",
    "from_amount": "",
    "due_hours": "4",
    "escalate_hours": "",
    "escalate_to_id": "",
}


@pytest.fixture
def approval(office):
    """A supplier that Ada asks about."""
    made = office.ask()
    office.session.commit()
    return made


def enter(sign_in, office, person):
    """Sign in as one of the office."""
    client = sign_in(name="Nobody")
    open_session(client, office.session, person)
    return client


def see(client, url) -> str:
    answer = client.get(url, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.text


def test_each_box_shows_what_belongs_there(sign_in, office, approval) -> None:
    ada, bob = (enter(sign_in, office, one) for one in (office.ada, office.bob))
    link = f"{BOX}{approval.id}"
    assert link in see(bob, BOX)
    assert link in see(ada, f"{BOX}asked")
    assert link not in see(ada, BOX)
    assert link not in see(bob, f"{BOX}decided")
    assert bob.post(f"{link}/approve").status_code == 303
    assert link not in see(bob, BOX)
    assert link in see(bob, f"{BOX}decided")
    assert ada.get(f"{BOX}everything").status_code == 403
    assert link in see(sign_in("core.approval.index"), f"{BOX}everything")


def test_a_list_exports_what_it_shows(sign_in, office, approval) -> None:
    bob = enter(sign_in, office, office.bob)
    assert "ACME" in bob.get(f"{BOX}?format=csv").text


def test_an_approval_is_seen_by_those_it_concerns(sign_in, office, approval) -> None:
    link = f"{BOX}{approval.id}"
    assert sign_in("core.user.index").get(link).status_code == 403
    for reader in (sign_in("core.party.index"), sign_in("core.approval.index")):
        page = see(reader, link)
        assert "For Bob to sign" in page
        assert "Your decision" not in page
    assert "Your decision" in see(enter(sign_in, office, office.bob), link)
    assert sign_in("*").get(f"{BOX}999").status_code == 404


def test_a_refused_decision_keeps_what_was_typed(sign_in, office, approval) -> None:
    link, carl = f"{BOX}{approval.id}", sign_in("core.party.index", name="Carl")
    answer = carl.post(f"{link}/reject", data={"reason": "Too dear"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "waits for somebody else" in answer.text
    bob = enter(sign_in, office, office.bob)
    answer = bob.post(f"{link}/give_back", data={"reason": " "}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Say why" in answer.text
    office.session.expire_all()
    assert approval.state is State.OPEN
    assert bob.post(f"{link}/reject", data={"reason": "Too dear"}).status_code == 303
    assert "Too dear" in see(bob, link)


def test_who_asked_withdraws(sign_in, office, approval) -> None:
    ada, link = enter(sign_in, office, office.ada), f"{BOX}{approval.id}"
    assert f"{link}/withdraw" in see(ada, link)
    assert ada.post(f"{link}/withdraw").status_code == 303
    assert office.session.scalar(sa.select(Approval.state)) is State.WITHDRAWN


def test_a_colleague_is_asked_too(sign_in, office, approval) -> None:
    carl, link = office.person("Carl"), f"{BOX}{approval.id}"
    bob = enter(sign_in, office, office.bob)
    assert bob.post(f"{link}/add_signer", data={"colleague": "0"}).status_code == 422
    assert bob.post(f"{link}/add_signer", data={"colleague": str(carl.id)}).status_code == 303
    assert "Carl was asked by Bob" in see(bob, link)
    other = sign_in("core.party.index").post(
        f"{link}/add_signer", data={"colleague": str(office.person("Dora").id)}
    )
    assert other.status_code == 422


def test_a_box_needs_as_many_queries_for_many_as_for_one(
    sign_in, office, approval, queries
) -> None:
    bob, counts = enter(sign_in, office, office.bob), []
    for more in (0, 20):
        for number in range(more):
            office.ask(code=f"S-{number}")
        office.session.commit()
        see(bob, BOX)
        with queries() as count:
            see(bob, BOX)
        counts.append(count.value)
    assert counts[0] == counts[1]


def test_a_flow_is_set_up(sign_in, office) -> None:
    chief = sign_in("core.approval_flow.edit")
    assert "One person who holds the permission signs" in see(chief, "/core/approval_flow/")
    posted = STAGE | {"people": str(office.bob.id)}
    assert chief.post(f"{FLOW}/create", data=posted).status_code == 303
    top = create_department(
        office.session, code="A", name="Sales", parent_id=None, head_id=None, by=office.bob
    )
    second = STAGE | {"title": "Director", "from_amount": "10,000"}
    second |= {"asks_manager": "y", "department_id": str(top.id)}
    assert chief.post(f"{FLOW}/create", data=second).status_code == 303
    stages = office.session.scalars(sa.select(Stage).order_by(Stage.position)).all()
    assert [one.title for one in stages] == ["Finance", "Director"]
    assert chief.post(f"/core/approval_flow/stage/{stages[1].id}/move_up").status_code == 303
    page = see(chief, FLOW)
    assert page.index("Director") < page.index("Finance")
    assert "4 working hours to decide" in page
    assert "The manager of whoever asks, The head of Sales" in page
    edit = f"/core/approval_flow/stage/{stages[0].id}/edit"
    assert 'value="Finance"' in see(chief, edit)
    assert chief.post(edit, data=posted | {"title": "Accounts"}).status_code == 303
    assert "Accounts" in see(chief, FLOW)
    assert chief.post(f"/core/approval_flow/stage/{stages[0].id}/delete").status_code == 303
    assert "Accounts" not in see(chief, FLOW)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"needed": "0"}, "Name the people"),
        ({"needed": "2", "people": "{bob}"}, "at least as many people"),
        ({"needed": "2", "asks_manager": "y"}, "at least as many people"),
        ({"escalate_hours": "3"}, "Say both"),
        ({"from_amount": "-1"}, "nothing or more"),
        ({"from_amount": "much"}, "amount such as"),
    ],
)
def test_an_impossible_stage_is_refused(sign_in, office, typed, told) -> None:
    chief = sign_in("core.approval_flow.edit")
    typed = {name: value.format(bob=office.bob.id) for name, value in typed.items()}
    answer = chief.post(f"{FLOW}/create", data=STAGE | typed, headers=ENGLISH)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Finance"' in answer.text
    assert office.session.scalar(sa.select(sa.func.count(Stage.id))) == 0


def test_only_those_who_may_set_up_flows(sign_in, office) -> None:
    stage = office.stage("Finance", office.bob)
    office.session.commit()
    reader, own = sign_in("core.approval.index"), f"/core/approval_flow/stage/{stage.id}"
    for page in ("/core/approval_flow/", FLOW, f"{FLOW}/create", f"{own}/edit"):
        assert reader.get(page).status_code == 403
    for act in ("move_up", "delete", "edit"):
        assert reader.post(f"{own}/{act}").status_code == 403
    assert sign_in("*").get("/core/approval_flow/no.such").status_code == 404


def test_somebody_stands_in_while_one_is_away(sign_in, office) -> None:
    bob = enter(sign_in, office, office.bob)
    carl = office.person("Carl")
    typed = {"delegate": str(carl.id), "from_on": "2999-01-01", "until_on": "2999-02-01"}
    wrong = bob.post(
        "/core/delegation/create", data=typed | {"until_on": "2999-01-01"}, headers=ENGLISH
    )
    assert wrong.status_code == 422
    assert "after the beginning" in wrong.text
    assert bob.post("/core/delegation/create", data=typed).status_code == 303
    assert "Carl signs for you" in see(bob, "/core/delegation/")
    carls = enter(sign_in, office, carl)
    assert "You sign for Bob" in see(carls, "/core/delegation/")
    row = office.session.scalar(sa.select(Delegation))
    assert carls.post(f"/core/delegation/{row.id}/end").status_code == 403
    assert bob.post(f"/core/delegation/{row.id}/end").status_code == 303
    assert "Carl signs for you" not in see(bob, "/core/delegation/")
