from __future__ import annotations

import re

import pytest

ENGLISH = {"Accept-Language": "en"}
LIST = "/core/party/?q=spruce"


@pytest.fixture
def clerk(sign_in):
    return sign_in("core.party.index", name="Ada")


def starred(browser) -> list[tuple[str, str]]:
    """Read the favourites in the menu: address and name."""
    page = browser.get("/", headers=ENGLISH).text
    links = re.findall(r'href="([^"]*)" data-favourite>.*?</svg>([^<]*)</a>', page)
    return [(url.replace("&amp;", "&"), title) for url, title in links]


def star(browser, url: str, title: str = "Parties", on: str = "1"):
    posted = {"url": url, "title": title, "starred": on, "next": url}
    return browser.post("/core/favourite/mark", data=posted, headers=ENGLISH)


def test_a_filtered_list_is_starred_with_its_filters_and_without_its_page(clerk) -> None:
    answer = star(clerk, f"{LIST}&page=sealed")
    assert (answer.status_code, answer.location) == (303, f"{LIST}&page=sealed")
    assert starred(clerk) == [(LIST, "Parties")]
    assert 'aria-pressed="true"' in clerk.get(LIST).text
    assert 'aria-pressed="false"' in clerk.get("/core/party/").text
    star(clerk, LIST, on="0")
    assert starred(clerk) == []


def test_favourites_are_of_one_user_and_kept_once(clerk, sign_in) -> None:
    star(clerk, LIST)
    star(clerk, LIST, "Again")
    assert starred(clerk) == [(LIST, "Parties")]
    assert starred(sign_in("core.party.index", name="Eve")) == []


@pytest.mark.parametrize("url", ["/no/such/page", "/core/user/", "/core/party/create"])
def test_a_page_that_one_may_not_open_is_no_favourite(clerk, url) -> None:
    assert star(clerk, url).status_code == 400


def test_an_address_of_another_site_only_leads_home(clerk) -> None:
    answer = star(clerk, "//evil.example/")
    assert answer.location == "/"


def test_favourites_are_named_put_in_order_and_removed(clerk) -> None:
    for title, url in (("A", "/core/party/"), ("B", LIST), ("C", "/")):
        star(clerk, url, title)
    keys = re.findall(r'name="item" value="(\d+)"', clerk.get("/core/favourite/").text)
    a, b, c = keys
    posted = {"item": keys, f"title-{b}": "Spruces", "move": f"{c} -1", "remove": a}
    assert clerk.post("/core/favourite/", data=posted).status_code == 303
    assert starred(clerk) == [("/", "C"), (LIST, "Spruces")]


def test_a_favourite_without_a_name_is_refused_and_what_was_typed_is_kept(clerk) -> None:
    star(clerk, LIST)
    star(clerk, "/", "Home")
    first, second = re.findall(r'name="item" value="(\d+)"', clerk.get("/core/favourite/").text)
    typed = {"item": [first, second], f"title-{first}": "  ", f"title-{second}": "Start"}
    answer = clerk.post("/core/favourite/", data=typed, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Give the favourite Parties a name." in answer.text
    assert 'value="Start"' in answer.text
    assert starred(clerk) == [(LIST, "Parties"), ("/", "Home")]


def test_nobody_stars_without_signing_in(client) -> None:
    assert client.post("/core/favourite/mark", data={"url": "/"}).status_code == 401
    assert client.get("/core/favourite/").status_code == 303


def test_a_title_with_signs_that_nobody_sees_is_one_title(clerk) -> None:
    star(clerk, LIST, "Dark\x1e7\x1f/core/user/\x1f\nSpruces ")
    assert starred(clerk) == [(LIST, "Dark 7 /core/user/ Spruces")]
