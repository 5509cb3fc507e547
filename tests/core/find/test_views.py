from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from core.extending import ConflictError, Hit, SearchSource
from core.find import services
from core.hooks import hookimpl

ENGLISH = {"Accept-Language": "en"}
URL = "/core/find/"


class Source:
    def __init__(self, key: str = "cards", permission: str = "core.party.index") -> None:
        self.key, self.permission = key, permission

    @hookimpl
    def search_sources(self):
        def more(words):
            return f"/cards?q={words}"

        return [SearchSource(self.key, "Cards", self.permission, self.find, more)]

    def find(self, session, words, limit):
        return [Hit(f"Card {number} {words}", f"/card/{number}") for number in range(limit)]


@pytest.fixture
def clerk(sign_in):
    return sign_in("core.party.index", name="Ada")


def groups(page: str) -> list[str]:
    return re.findall(r'<h2 class="card-title">([^<]*)</h2>', page)


def test_nobody_searches_without_signing_in(client) -> None:
    answer = client.get(f"{URL}?q=a")
    assert (answer.status_code, answer.location.startswith("/login")) == (303, True)


@pytest.mark.parametrize("query", ["", "?q=", "?q=+"])
def test_without_words_nothing_is_searched(clerk, make_party, query) -> None:
    make_party("S1")
    page = clerk.get(URL + query, headers=ENGLISH)
    assert (page.status_code, groups(page.text)) == (200, [])


def test_parties_are_found_by_the_beginning_of_their_words(clerk, make_party) -> None:
    party = make_party("S1")
    make_party("X2")
    page = clerk.get(f"{URL}?q=part+s1", headers=ENGLISH).text
    assert groups(page) == ["Parties"]
    assert re.findall(r'<li class="list-group-item"><a href="([^"]*)">([^<]*)', page) == [
        (f"/core/party/{party.id}", "Party S1 (S1)")
    ]


def test_only_kinds_that_the_reader_may_see_are_searched(sign_in, make_party, answering) -> None:
    make_party("Zoe1")
    answering(Source())
    sign_in("core.party.index", name="Zoe")
    assert groups(sign_in("*").get(f"{URL}?q=zoe", headers=ENGLISH).text) == [
        "Parties",
        "Users",
        "Cards",
    ]
    assert groups(sign_in("core.user.edit").get(f"{URL}?q=zoe", headers=ENGLISH).text) == ["Users"]
    assert groups(sign_in().get(f"{URL}?q=zoe", headers=ENGLISH).text) == []


def test_a_sign_of_a_pattern_is_only_a_sign(sign_in) -> None:
    assert groups(sign_in("core.user.edit").get(f"{URL}?q=%25", headers=ENGLISH).text) == []


def test_few_hits_are_shown_and_a_way_to_all(clerk, answering) -> None:
    answering(Source())
    page = clerk.get(f"{URL}?q=gold", headers=ENGLISH).text
    assert page.count('href="/card/') == services.LIMIT
    assert 'href="/cards?q=gold"' in page


def test_a_source_that_fails_says_so_and_leaves_the_others(clerk, make_party, answering) -> None:
    class Bad(Source):
        def find(self, session, words, limit):
            session.execute(sa.text("SELECT * FROM no_such_table"))

    make_party("S1")
    answering(Bad())
    page = clerk.get(f"{URL}?q=s1", headers=ENGLISH)
    assert (page.status_code, groups(page.text)) == (200, ["Parties", "Cards"])
    assert "cannot be searched at the moment" in page.text


def test_two_sources_with_one_key_are_refused_by_name(app, session, answering) -> None:
    answering(Source(), "beta")
    answering(Source(), "alpha")
    with pytest.raises(ConflictError, match="alpha and beta"):
        services.find(session, "x", (), lambda _permission: True)


def test_the_top_bar_leads_there(clerk) -> None:
    assert f'href="{URL}"' in clerk.get("/core/party/").text


def test_pages_of_the_menu_are_found_by_those_who_may_open_them(clerk, sign_in) -> None:
    assert groups(clerk.get(f"{URL}?q=parties", headers=ENGLISH).text) == ["Menu"]
    assert groups(sign_in().get(f"{URL}?q=parties", headers=ENGLISH).text) == []


def test_while_one_types_only_what_was_found_comes_back(clerk) -> None:
    asked = {"HX-Target": "div#found"} | ENGLISH
    part = clerk.get(f"{URL}?q=parties", headers=asked).text
    assert (groups(part), "<html" in part) == (["Menu"], False)
