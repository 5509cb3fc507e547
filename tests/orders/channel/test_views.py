from __future__ import annotations

import pytest
from sqlalchemy import select

from plugins.orders.channel.models import Channel, Store

ENGLISH = {"Accept-Language": "en"}
CHANNEL = {"code": "dy", "name": "抖音", "kind": "b2c"}
STORE = {"code": "dy1", "name": "直播间", "owner": ""}


@pytest.fixture
def manager(sign_in):
    return sign_in("orders.channel.index", "orders.channel.edit", name="Meng")


@pytest.fixture
def channel(manager, session) -> int:
    assert manager.post("/orders/channel/create", data=CHANNEL).status_code == 303
    return session.scalars(select(Channel.id)).one()


@pytest.fixture
def store(manager, session, channel) -> int:
    data = STORE | {"channel": str(channel)}
    assert manager.post("/orders/channel/store/create", data=data).status_code == 303
    return session.scalars(select(Store.id)).one()


def test_a_code_is_taken_once(manager, session, channel, store) -> None:
    again = manager.post("/orders/channel/create", data=CHANNEL, headers=ENGLISH)
    assert (again.status_code, "is taken" in again.text) == (422, True)
    data = STORE | {"channel": str(channel)}
    assert manager.post("/orders/channel/store/create", data=data).status_code == 422


def test_a_channel_changes_its_name_and_kind_but_not_its_code(manager, session, channel) -> None:
    page = manager.get(f"/orders/channel/{channel}").text
    assert 'name="code"' not in page
    data = {"name": "快手", "kind": "c2c", "version_id": "1"}
    assert manager.post(f"/orders/channel/{channel}", data=data).status_code == 303
    found = session.get(Channel, channel)
    assert (found.code, found.name, found.kind.value) == ("dy", "快手", "c2c")
    assert "快手" in manager.get(f"/orders/channel/{channel}").text


def test_a_store_has_an_owner_who_is_known(manager, session, shop, store) -> None:
    url = f"/orders/channel/store/{store}"
    data = {"name": "官方直播间", "owner": "nobody", "version_id": "1"}
    refused = manager.post(url, data=data, headers=ENGLISH)
    assert (refused.status_code, "There is no party" in refused.text) == (422, True)
    assert 'value="nobody"' in refused.text
    assert manager.post(url, data=data | {"owner": "S1"}).status_code == 303
    found = session.get(Store, store)
    assert (found.name, found.is_active) == ("官方直播间", False)
    assert found.owner_id == shop.parties["S1"]
    assert 'value="S1"' in manager.get(url).text
    assert "Works S1" in manager.get("/orders/channel/").text


@pytest.mark.parametrize("kind", ["channel", "store"])
def test_who_was_slower_sees_what_they_typed_and_who_was_faster(
    manager, session, channel, store, kind
) -> None:
    url = f"/orders/channel/{channel}" if kind == "channel" else f"/orders/channel/store/{store}"
    fast = {"name": "fast", "kind": "b2c", "owner": "", "version_id": "1"}
    assert manager.post(url, data=fast).status_code == 303
    slow = manager.post(url, data=fast | {"name": "slow"}, headers=ENGLISH)
    assert slow.status_code == 409
    assert 'value="slow"' in slow.text
    assert "Meng changed this record" in slow.text
    assert 'name="version_id" type="hidden" value="2"' in slow.text
    assert session.get(Channel if kind == "channel" else Store, 1).name == "fast"


def test_who_may_only_look_finds_no_links_to_change(sign_in, channel, store) -> None:
    viewer = sign_in("orders.channel.index", name="Bob")
    page = viewer.get("/orders/channel/").text
    assert "直播间" in page
    assert f"/orders/channel/store/{store}" not in page
    assert "/orders/channel/create" not in page
    assert viewer.get(f"/orders/channel/{channel}").status_code == 403


@pytest.mark.parametrize("url", ["/orders/channel/9", "/orders/channel/store/9"])
def test_what_is_not_there_is_a_page_and_no_error(manager, url) -> None:
    assert manager.get(url).status_code == 404
