from __future__ import annotations

from core.saved_view.models import SavedView

ENGLISH = {"Accept-Language": "en"}
LIST = "/core/party/?sort=name&q=acme"
URL = "/core/saved_view/"


def save(client, title: str, *, of: str = LIST, shared: bool = False):
    data = {"title": title} | ({"is_shared": "y"} if shared else {})
    return client.post(URL, query_string={"of": of}, data=data, headers=ENGLISH)


def seen(client) -> str:
    return client.get(URL, query_string={"of": "/core/party/"}, headers=ENGLISH).text


def test_a_view_leads_to_the_list_as_it_was_saved(sign_in) -> None:
    client = sign_in("core.party.index")
    answer = save(client, "Acme by name")
    assert (answer.status_code, answer.location) == (303, LIST)
    assert "/core/party/?sort=name&amp;q=acme" in seen(client)


def test_only_shared_views_are_seen_by_colleagues(sign_in) -> None:
    client = sign_in("core.party.index")
    save(client, "For all", shared=True)
    save(client, "For me")
    page = seen(sign_in("core.party.index"))
    assert "For all" in page
    assert "For me" not in page


def test_a_view_of_the_same_name_replaces_the_earlier_one(sign_in, session) -> None:
    client = sign_in("core.party.index")
    save(client, "Mine")
    save(client, "Mine", of="/core/party/?q=other")
    assert [one.args for one in session.query(SavedView)] == ["q=other"]


def test_a_place_in_the_list_is_no_part_of_a_view(sign_in, session) -> None:
    save(sign_in("core.party.index"), "Mine", of="/core/party/?q=a&page=x&at=3")
    assert [one.args for one in session.query(SavedView)] == ["q=a"]


def test_a_view_needs_a_name_and_nothing_typed_is_lost(sign_in, session) -> None:
    answer = save(sign_in("core.party.index"), "", shared=True)
    assert answer.status_code == 422
    assert "checked" in answer.text
    assert session.query(SavedView).count() == 0


def test_a_view_that_is_too_long_is_refused(sign_in, session) -> None:
    answer = save(sign_in("core.party.index"), "Long", of=f"/core/party/?q={'a' * 2_100}")
    assert answer.status_code == 422
    assert session.query(SavedView).count() == 0


def test_lists_that_one_may_not_open_have_no_views(sign_in) -> None:
    client = sign_in("core.job.index")
    assert client.get(URL, query_string={"of": "/core/party/"}).status_code == 404
    assert client.get(URL, query_string={"of": "//elsewhere.example/"}).status_code == 200
    assert client.get(URL, query_string={"of": "/nowhere"}).status_code == 404


def test_one_deletes_ones_own_views_only(sign_in, session) -> None:
    client = sign_in("core.party.index")
    save(client, "Mine", shared=True)
    url = f"{URL}{session.query(SavedView.id).scalar()}/delete"
    assert sign_in("core.party.index").post(url).status_code == 404
    assert client.post(url).status_code == 303
    assert session.query(SavedView).count() == 0


def test_strangers_have_to_sign_in(client) -> None:
    assert client.get(URL, query_string={"of": LIST}).location.startswith("/login")
    assert client.post(f"{URL}1/delete").status_code == 401
