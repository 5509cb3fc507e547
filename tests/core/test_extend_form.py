from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from core import extending
from core.extending import ConflictError, FormPart
from core.hooks import hookimpl
from core.party.models import Contact, ContactKind, Party
from tests.core.conftest import LABEL, Sample, TierForm

ENGLISH = {"Accept-Language": "en"}
CREATE = "/core/party/create"
FACTS = {"code": "S1", "name": "Acme", "is_supplier": "y"}
GOLD = {"part-sample-tier": "gold", "part-sample-card": "12"}


@pytest.fixture
def clerk(sign_in):
    return sign_in("core.party.index", "core.party.edit", name="Ada")


def tier(session) -> str | None:
    return session.scalar(select(Contact.value).where(Contact.label == LABEL))


def chosen(page: str) -> list[str]:
    return re.findall(r'<option selected value="([a-z]+)"', page)


def test_fields_of_a_plugin_are_saved_with_a_new_party(clerk, session, answering) -> None:
    answering(Sample())
    page = clerk.get(CREATE, headers=ENGLISH).text
    assert ["Loyalty" in page, 'name="part-sample-tier"' in page] == [True, True]
    assert clerk.post(CREATE, data=FACTS | GOLD).status_code == 303
    assert (session.scalars(select(Party.code)).all(), tier(session)) == (["S1"], "gold")


def test_they_show_what_is_kept_and_change_it(clerk, session, answering, make_party) -> None:
    answering(Sample())
    party = make_party("S1", "silver")
    url = f"/core/party/{party.id}/edit"
    page = clerk.get(url, headers=ENGLISH).text
    assert "silver" in chosen(page)
    assert 'value="77"' in page
    version = {"version_id": str(party.version_id)}
    assert clerk.post(url, data=FACTS | GOLD | version).status_code == 303
    assert tier(session) == "gold"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"part-sample-tier": "lead"}, "Nobody is made of lead."),
        ({"part-sample-card": "00000"}, "No card has this number."),
        ({"part-sample-card": "123456"}, "Field cannot be longer than 5 characters."),
    ],
)
def test_what_a_plugin_refuses_is_shown_at_its_field_and_nothing_is_saved(
    clerk, session, answering, typed, said
) -> None:
    answering(Sample())
    answer = clerk.post(CREATE, data=FACTS | GOLD | typed, headers=ENGLISH)
    assert answer.status_code == 422
    (name,) = typed
    error = re.search(rf'id="{name}-error">(.*?)</div></div>', answer.text, re.S)
    assert error is not None
    assert said in error[1]
    assert f'href="#{name}"' in answer.text  # the summary leads to it
    assert session.scalars(select(Party)).all() == []


def test_a_refused_form_keeps_what_was_typed_in_both(clerk, answering) -> None:
    answering(Sample())
    typed = FACTS | GOLD | {"name": ""}
    answer = clerk.post(CREATE, data=typed, headers=ENGLISH)
    assert answer.status_code == 422
    assert ['value="S1"' in answer.text, "gold" in chosen(answer.text)] == [True, True]
    refused = clerk.post(CREATE, data=FACTS | {"part-sample-tier": "lead"}, headers=ENGLISH)
    assert ['value="Acme"' in refused.text, "lead" in chosen(refused.text)] == [True, True]


def refused_by_the_database(session, party) -> None:
    for _time in range(2):
        session.add(Contact(party_id=party.id, kind=ContactKind.OTHER, value="twice"))
    session.flush()


@pytest.mark.parametrize("crash", [lambda *_args: 1 / 0, refused_by_the_database])
def test_a_plugin_that_crashes_while_saving_saves_nothing_and_says_so(
    clerk, session, answering, crash
) -> None:
    class Bad(Sample):
        def save(self, session, party, values, by) -> None:
            crash(session, party)

    answering(Bad())
    answer = clerk.post(CREATE, data=FACTS | GOLD, headers=ENGLISH)
    assert (answer.status_code, "The plugin sample failed" in answer.text) == (422, True)
    assert session.scalars(select(Party)).all() == []


def test_a_plugin_that_crashes_while_checking_lets_nothing_pass(clerk, session, answering) -> None:
    class Form(TierForm):
        def validate_card(self, field) -> None:
            raise ZeroDivisionError

    class Bad(Sample):
        @hookimpl
        def extend_form(self, target) -> FormPart:
            return FormPart("sample", "L", Form, self.permission, self.load, self.save)

    answering(Bad())
    answer = clerk.post(CREATE, data=FACTS | GOLD, headers=ENGLISH)
    assert (answer.status_code, "The plugin sample failed" in answer.text) == (422, True)
    assert session.scalars(select(Party)).all() == []


def test_values_that_could_not_be_shown_are_not_overwritten(
    clerk, session, answering, make_party
) -> None:
    class Forgetful(Sample):
        def load(self, session, party):
            raise ZeroDivisionError

    answering(Forgetful())
    party = make_party("S1", "gold")
    page = clerk.get(f"/core/party/{party.id}/edit", headers=ENGLISH)
    assert (page.status_code, "part-sample" in page.text) == (200, False)
    data = {
        **FACTS,
        "version_id": str(party.version_id),
        "contacts-0-kind": "other",
        "contacts-0-value": "gold",
        "contacts-0-label": LABEL,
    }
    assert clerk.post(f"/core/party/{party.id}/edit", data=data).status_code == 303
    assert tier(session) == "gold"


def test_who_may_not_see_a_part_cannot_post_it(clerk, session, answering) -> None:
    sample = Sample()
    sample.permission = "core.user.edit"
    answering(sample)
    assert "part-sample" not in clerk.get(CREATE).text
    assert clerk.post(CREATE, data=FACTS | GOLD).status_code == 303
    assert tier(session) is None


def test_equal_names_do_not_meet(clerk, session, answering) -> None:
    class Other(Sample):
        @hookimpl
        def extend_form(self, target) -> FormPart:
            return FormPart("other", "Other", TierForm, self.permission, self.load, self.nothing)

        def nothing(self, session, party, values, by) -> None:
            party.note = values["card"]

    answering(Sample(), "sample")
    answering(Other(), "other")
    data = FACTS | GOLD | {"part-other-tier": "silver", "part-other-card": "99"}
    assert clerk.post(CREATE, data=data).status_code == 303
    assert tier(session) == "gold"
    assert session.scalar(select(Party.note)) == "99"


def test_two_plugins_with_one_key_are_refused_by_name(app, answering) -> None:
    answering(Sample(), "alpha")
    answering(Sample(), "beta")
    with pytest.raises(ConflictError, match=r"'sample'.*core\.party.*alpha and beta") as refused:
        extending.init_app(app)
    assert refused.value.plugins == ("alpha", "beta")


def test_a_part_asks_only_for_its_own_values(clerk, queries, answering, make_party) -> None:
    urls = (CREATE, f"/core/party/{make_party('S1', 'gold').id}/edit")
    asked = []
    for _round in range(2):
        for url in urls:
            clerk.get(url)
            with queries() as count:
                clerk.get(url)
            asked.append(count.value)
        if len(asked) == len(urls):
            answering(Sample())
    create, edit, create_extended, edit_extended = asked
    assert create_extended == create
    assert edit < edit_extended <= edit + 3  # the values, and the savepoint around them
