from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.extending import Action, Holding, Panel, Tab, TimelineEntry
from core.hooks import hookimpl
from core.plugin_fault.models import PluginFault

ENGLISH = {"Accept-Language": "en"}
MAY = "core.party.index"
TEMPLATE = "core/party/timeline.html"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(title: str, hours: int = 0, permission: str = MAY) -> TimelineEntry:
    return TimelineEntry(NOON + timedelta(hours=hours), title, "/there", permission, "detail")


class Sample:
    """Puts something of each kind on the page of a party."""

    def __init__(self, target: str = "core.party", permission: str = MAY) -> None:
        self.target, self.permission = target, permission

    @hookimpl
    def extend_page(self, target, record):
        if target != self.target:
            return []
        return [
            Panel("Points", TEMPLATE, self.permission, self.context),
            Tab("card", "Card", TEMPLATE, self.permission, self.context),
            Action("Send a card", "/send", self.permission),
            Action("Void", "/void", self.permission, method="post", confirm="Really void it?"),
        ]

    def context(self, session, record):
        return {"entries": [entry(f"Seen {record}")]}


@pytest.fixture
def party(make_party):
    return make_party("S1")


@pytest.fixture
def clerk(sign_in):
    return sign_in(MAY, name="Ada")


def shown(page: str, *texts: str) -> list[bool]:
    return [text in page for text in texts]


def test_panels_and_buttons_stand_on_the_page_of_the_record(clerk, party, answering) -> None:
    answering(Sample())
    page = clerk.get(f"/core/party/{party.id}", headers=ENGLISH).text
    assert "Seen Party S1 (S1)" in page
    assert re.search(r'<a class="btn" href="/send">\s*Send a card', page)
    assert re.search(r'Really void it\?.*?action="/void".*?name="csrf_token"', page, re.S)
    assert shown(page, "No contacts yet.", '<h2 class="card-title">Points</h2>') == [True, True]


def test_a_tab_takes_the_place_of_the_content_when_it_is_chosen(clerk, party, answering) -> None:
    answering(Sample())
    url = f"/core/party/{party.id}"
    page = clerk.get(url, headers=ENGLISH).text
    assert f'href="{url}?tab=card"' in page
    chosen = clerk.get(f"{url}?tab=card", headers=ENGLISH).text
    assert shown(chosen, "No contacts yet.", '<h2 class="card-title">Card</h2>') == [False, True]
    assert re.search(r'tab=card" aria-current="page"', chosen)
    assert "No contacts yet." in clerk.get(f"{url}?tab=other", headers=ENGLISH).text


def test_who_may_not_see_it_sees_nothing_of_it(clerk, party, answering) -> None:
    answering(Sample(permission="core.user.edit"))
    page = clerk.get(f"/core/party/{party.id}?tab=card", headers=ENGLISH).text
    assert shown(page, "Points", ">Card</a>", "/send", "No contacts yet.") == [*[False] * 3, True]


class Broken(Sample):
    def context(self, session, record):
        session.execute(sa.text("SELECT * FROM no_such_table"))


@pytest.mark.parametrize("tab", ["", "?tab=card"])
def test_a_part_that_crashes_is_a_note_for_administrators_and_nothing_for_others(
    clerk, sign_in, party, answering, session, tab
) -> None:
    answering(Broken(), "loyalty")
    url = f"/core/party/{party.id}{tab}"
    answer = clerk.get(url, headers=ENGLISH)
    assert (answer.status_code, "loyalty" in answer.text) == (200, False)
    page = sign_in("*").get(url, headers=ENGLISH).text
    assert "The plugin loyalty cannot show its part of this page" in page
    assert session.scalar(sa.select(PluginFault.count)) == 2


def test_a_plugin_that_cannot_even_answer_leaves_the_page_alone(
    clerk, sign_in, party, answering
) -> None:
    class Dumb:
        @hookimpl
        def extend_page(self, target):
            raise ZeroDivisionError

    answering(Dumb(), "loyalty")
    url = f"/core/party/{party.id}"
    page = clerk.get(url, headers=ENGLISH).text
    assert shown(page, "No contacts yet.", "loyalty") == [True, False]
    assert "The plugin loyalty" in sign_in("*").get(url, headers=ENGLISH).text


def test_a_page_that_nobody_extends_asks_the_same_questions(
    clerk, party, answering, queries
) -> None:
    url = f"/core/party/{party.id}"
    clerk.get(url)
    with queries() as plain:
        clerk.get(url)
    answering(Sample(target="orders.order"))
    with queries() as other:
        clerk.get(url)
    assert other.value == plain.value


class Teller:
    def __init__(self, *entries: TimelineEntry) -> None:
        self.entries = entries

    @hookimpl
    def timeline(self, session, party_id, limit):
        return list(self.entries)


def test_what_happened_with_a_party_is_told_by_all_plugins_in_the_order_of_time(
    clerk, party, answering
) -> None:
    answering(Teller(entry("Second", 2), entry("Fourth", 0)), "alpha")
    answering(Teller(entry("First", 3), entry("Third", 1), entry("Secret", 9, "core.x")), "beta")
    url = f"/core/party/{party.id}"
    assert "?tab=timeline" in clerk.get(url).text
    page = clerk.get(f"{url}?tab=timeline", headers=ENGLISH).text
    assert re.findall(r'href="/there">(\w+)<', page) == ["First", "Second", "Third", "Fourth"]


def test_one_who_cannot_tell_does_not_silence_the_others(clerk, party, answering) -> None:
    naive = TimelineEntry(datetime(2026, 1, 1), "Naive", "/there", MAY)
    answering(Teller(naive), "alpha")
    answering(Teller(entry("Told")), "beta")
    page = clerk.get(f"/core/party/{party.id}?tab=timeline", headers=ENGLISH).text
    assert re.findall(r'href="/there">(\w+)<', page) == ["Told"]


class Lender:
    @hookimpl
    def holdings(self, session, user_id):
        return [Holding("Laptop 7", "since March", "/laptop")] if user_id == self.user_id else []


@pytest.fixture
def lender(answering, sign_in) -> Lender:
    lender = Lender()
    lender.user_id = sign_in("core.party.index", name="Bob").user.id
    answering(lender)
    return lender


def test_what_a_person_has_stands_on_the_page_of_the_person(sign_in, lender) -> None:
    boss = sign_in("*", name="Eve")
    page = boss.get(f"/core/user/{lender.user_id}/edit", headers=ENGLISH).text
    assert shown(page, 'href="/laptop"', "Laptop 7", "since March") == [True] * 3
    other = boss.get(f"/core/user/{boss.user.id}/edit", headers=ENGLISH).text
    assert "Laptop" not in other


@pytest.mark.parametrize(("active", "warned"), [({}, True), ({"active": "y"}, False)])
def test_who_lets_a_person_go_is_told_what_is_still_held(sign_in, lender, active, warned) -> None:
    boss = sign_in("*", name="Eve")
    url = f"/core/user/{lender.user_id}/edit"
    answer = boss.post(url, data={"name": "Bob"} | active, follow_redirects=True, headers=ENGLISH)
    assert answer.status_code == 200
    assert ("Still held, to be taken back: Laptop 7." in answer.text) is warned
    assert ("Still held" in boss.post(url, data={"name": "Bob"}, follow_redirects=True).text) in {
        False,
        not warned,
    }


def test_the_page_of_a_person_has_panels_too(sign_in, lender, answering) -> None:
    answering(Sample("core.user", "core.user.edit"), "panels")
    page = sign_in("*").get(f"/core/user/{lender.user_id}/edit", headers=ENGLISH).text
    assert shown(page, "Seen Bob", "/send") == [True, True]


def test_an_administrator_sees_who_put_what_on_a_page(sign_in, party, answering) -> None:
    answering(Sample(), "loyalty")
    page = sign_in("*").get(f"/core/party/{party.id}?_plugins=1", headers=ENGLISH).text
    table = page[page.index('id="inspected"') :]
    told = re.findall(r'<th scope="row"[^>]*>(\w+)</th><td[^>]*>(\w+)</td><td[^>]*>([^<]*)<', table)
    assert ("loyalty", "extend_page", "Points") in told
    assert ("finance", "menu") in {(plugin, slot) for plugin, slot, _what in told}
    assert TEMPLATE in table
    assert re.search(r'<td class="num"[^>]*>\d+\.\d\d</td>', table)


@pytest.mark.parametrize("query", ["", "?_plugins=0", "?_plugins=1"])
def test_nobody_else_sees_it(clerk, party, answering, query) -> None:
    answering(Sample(), "loyalty")
    page = clerk.get(f"/core/party/{party.id}{query}", headers=ENGLISH).text
    assert "inspected" not in page


def test_it_appears_only_when_asked_for(sign_in, party) -> None:
    assert "inspected" not in sign_in("*").get(f"/core/party/{party.id}").text
