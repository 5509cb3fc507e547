"""A request beyond what the post is entitled to is marked, on itself and in its approval."""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.approval.models import Approval
from core.errors import BusinessError
from core.history.models import Entry
from core.organisation import services as organisation
from plugins.it_assets.category.models import Category
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.entitlement import services
from plugins.it_assets.entitlement.models import Entitlement
from plugins.it_assets.entitlement.rules import Entitled, most
from plugins.it_assets.request import services as requests
from tests.it_assets.conftest import NOW

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def post(session, by, asker):
    """The post that the asker has held since January."""
    department = organisation.create_department(
        session, code="IT", name="技术部", parent_id=None, head_id=None, by=by
    )
    made = organisation.create_post(session, department, name="设计师", by=by)
    begins = {"from_on": date(2026, 1, 1), "until_on": None}
    organisation.assign(session, made, user_id=asker.id, **begins, by=by)
    return made


@pytest.fixture
def entitle(session, by, make_model, post):
    def entitled(quantity, price=None):
        category = session.get_one(Category, make_model("X0").category_id)
        return services.entitle(session, post, category, quantity=quantity, price=price, by=by)

    return entitled


def remark(session) -> str:
    return session.scalars(select(Approval.note)).one()


def test_of_several_posts_the_most_of_each_counts() -> None:
    few, dear = Entitled(1, Decimal(100)), Entitled(2, Decimal(300))
    assert most([few, dear]) == Entitled(2, Decimal(300))
    assert most([few, Entitled(1)]) == Entitled(1, None)
    assert most([]) == Entitled(0, None)


@pytest.mark.parametrize(
    ("had", "quantity", "price", "exceeded"),
    [(0, 2, 100, False), (1, 1, 100, False), (1, 2, 100, True), (0, 1, 101, True)],
)
def test_too_many_or_too_dear_is_beyond(had, quantity, price, exceeded) -> None:
    entitled = Entitled(2, Decimal(100))
    assert entitled.is_exceeded(had=had, quantity=quantity, price=Decimal(price)) is exceeded


@pytest.mark.parametrize(
    ("entitled", "price", "beyond"),
    [(3, None, False), (2, None, True), (3, "1000", False), (3, "999.99", True)],
)
def test_three_at_a_thousand_are_compared_with_the_post(
    session, ask, entitle, entitled, price, beyond
) -> None:
    entitle(entitled, price and Decimal(price))
    request = ask()
    assert (request.is_beyond, request.entitled, request.had) == (beyond, entitled, 0)
    assert bool(remark(session)) is beyond
    told = select(Entry.changes["is_beyond"]).where(Entry.model == "it_assets_request")
    assert session.scalars(told).all() == [[None, beyond]]


def test_nobody_is_limited_where_no_post_is_told_anything(session, ask, post) -> None:
    assert (ask().is_beyond, remark(session)) == (False, "")


def test_other_posts_are_entitled_to_nothing_where_some_are_told(
    session, ask, entitle, by, chief
) -> None:
    entitle(5)
    request = ask(quantity=1, by=chief)
    assert (request.is_beyond, request.entitled) == (True, 0)


def test_what_is_described_without_a_model_is_not_compared(session, ask, entitle, asker) -> None:
    entitle(0)
    wish = requests.create_request(
        session,
        None,
        title="投影仪",
        quantity=1,
        price=Decimal(1),
        reason="会议",
        by=asker,
        on=NOW.date(),
        now=NOW,
    )
    assert not wish.is_beyond


@pytest.fixture
def held(asker, make_model, make_piece, hand_over):
    """Give the asker a piece of the model that is returned."""
    model = make_model("X9")
    hand_over([make_piece(None, model).tag], Holder(asker.name, user_id=asker.id))
    return model


def test_what_is_held_and_asked_for_counts_and_asking_again_compares_anew(
    session, ask, entitle, asker, held, approve
) -> None:
    entitle(3, Decimal(1000))
    assert not ask(quantity=1, model=held).is_beyond
    request = ask(quantity=2, model=held)
    assert (request.is_beyond, request.had) == (True, 2)
    notes = select(Approval.note).order_by(Approval.id)
    assert [bool(note) for note in session.scalars(notes)] == [False, True]
    approve(request)
    requests.ask(session, request, price=Decimal(2000), by=asker, now=NOW)
    assert "2,000.00" in session.scalars(notes).all()[-1]
    assert request.had == 2


def test_it_is_decided_once_and_not_below_nothing(session, by, post, entitle) -> None:
    one = entitle(1)
    with pytest.raises(BusinessError, match="笔记本"):
        services.entitle(
            session, post, session.get_one(Category, one.category_id), quantity=2, by=by
        )
    with pytest.raises(BusinessError):
        services.edit_entitlement(session, one, version=1, quantity=-1, price=None, by=by)


def test_it_is_decided_changed_and_withdrawn_page_by_page(
    session, sign_in, post, make_model, ask
) -> None:
    category = make_model("X0").category_id
    session.commit()
    chief, page = sign_in("*"), "/it_assets/entitlement/"
    typed = {"post": post.id, "category": category, "quantity": "1", "price": "8,000"}
    assert chief.post(f"{page}create", data=typed).status_code == 303
    assert chief.post(f"{page}create", data=typed).status_code == 422
    one = session.scalars(select(Entitlement)).one()
    assert "设计师" in chief.get(page).text
    changed = {"version_id": "1", "quantity": "2", "price": ""}
    assert chief.post(f"{page}{one.id}", data=changed).status_code == 303
    session.refresh(one)
    assert (one.quantity, one.price) == (2, None)
    request = ask()
    session.commit()
    shown = chief.get(f"/it_assets/request/{request.id}", headers=ENGLISH).text
    assert "Beyond what the post is entitled to (2): 0 there" in shown
    approval = session.scalars(select(Approval.id)).one()
    asked = chief.get(f"/core/approval/{approval}", headers=ENGLISH).text
    assert session.scalars(select(Approval.note)).one() in html.unescape(asked)
    assert chief.post(f"{page}{one.id}/delete").status_code == 303
    assert session.scalars(select(Entitlement.id)).all() == []
    told = select(Entry.label).where(Entry.model == "it_assets_entitlement").order_by(Entry.id)
    assert session.scalars(told).all() == [f"设计师 · 笔记本 × {count}" for count in (1, 2, 2)]


def test_a_clerk_reads_and_does_not_decide(sign_in) -> None:
    clerk = sign_in("it_assets.entitlement.index")
    assert clerk.get("/it_assets/entitlement/").status_code == 200
    assert clerk.get("/it_assets/entitlement/create").status_code == 403
