"""Links lead to web addresses that somebody stored, and carry registered names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BusinessError
from core.setting import services as settings
from plugins.marketing.campaign.models import State
from plugins.marketing.link import rules

SEE, EDIT, ANY = "marketing.link.index", "marketing.link.edit", "marketing.link.any_host"
ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/orders",
        "https://",
        "https://a@evil.example/",
        "https://shop.example.com\\@evil.example/",
        "https://shop.example.com/ x",
        "https://shop.example.com:x/",
        "ftp://shop.example.com/",
        "https://shop.example.com/" + "x" * 2000,
    ],
)
def test_only_plain_web_addresses_are_targets(target):
    with pytest.raises(rules.TargetError):
        rules.host_of(target)


@given(st.text(max_size=60))
def test_what_has_a_host_leads_there(text):
    try:
        host = rules.host_of(f"https://shop.example.com{text}")
    except rules.TargetError:
        return
    assert host == "shop.example.com" or host.startswith("shop.example.com")


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("example.com", True), ("shop.example.com", True), ("evilexample.com", False), ("com", False)],
)
def test_a_host_includes_those_below_it(host, allowed):
    assert rules.is_allowed(host, rules.hosts_of("Example.com, .other.org")) is allowed


def test_the_address_carries_channel_kind_and_campaign(desk):
    link = desk.link(desk.channel("wechat"), campaign=desk.campaign())
    assert link.address == (
        "https://shop.example.com/p?id=1&utm_source=wechat&utm_medium=social"
        "&utm_campaign=mc-202611-0001"
    )


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"target": "https://shop.example.com/?UTM_source=me"}, "Leave utm parameters out"),
        ({"target": "shop.example.com"}, "Write a web address"),
        ({"hosts": {"other.org"}}, "may not lead to shop.example.com; allowed are: other.org"),
    ],
)
def test_a_target_that_cannot_be_is_refused(desk, facts, reason):
    with pytest.raises(BusinessError, match=reason):
        desk.link(**facts)


def test_a_closed_channel_gets_no_links(desk):
    channel = desk.channel()
    channel.is_active = False
    with pytest.raises(BusinessError, match="is closed"):
        desk.link(channel)


def test_a_clerk_builds_links_to_allowed_hosts_and_a_manager_to_any(sign_in, session, desk):
    settings.change(session, "marketing.hosts", "example.com")
    channel, campaign = desk.channel(), desk.campaign()
    form = {"title": "海报", "channel": channel.id, "campaign": campaign.id}
    away, near = "https://partner.org/", "https://www.example.com/"
    clerk = sign_in(SEE, EDIT)
    refused = clerk.post("/marketing/link/create", data=form | {"target": away}, headers=ENGLISH)
    assert (refused.status_code, "may not lead to partner.org" in refused.text) == (422, True)
    assert 'value="海报"' in refused.text
    assert clerk.post("/marketing/link/create", data=form | {"target": near}).status_code == 303
    manager = sign_in(SEE, EDIT, ANY, name="Bob")
    assert manager.post("/marketing/link/create", data=form | {"target": away}).status_code == 303
    typed = form | {"channel": "WeChat", "target": near}
    assert clerk.post("/marketing/link/create", data=typed).status_code == 422


def test_a_link_shows_its_code_to_scan_and_changes_its_target(sign_in, desk):
    link = desk.link()
    reader = sign_in(SEE, EDIT, ANY)
    svg = reader.get(f"/marketing/link/{link.id}/code.svg")
    png = reader.get(f"/marketing/link/{link.id}/code.png")
    assert (svg.content_type, b"<svg" in svg.data) == ("image/svg+xml", True)
    assert (png.content_type, png.data[:4]) == ("image/png", b"\x89PNG")
    assert reader.get(f"/marketing/link/{link.id}/code.gif").status_code == 404
    assert link.code in reader.get(f"/marketing/link/{link.id}").text
    form = {"title": "Poster", "target": "https://new.example.com/", "version_id": 1}
    address = f"/marketing/link/{link.id}/edit"
    assert reader.post(address, data=form | {"is_active": "y"}).status_code == 303
    assert reader.post(address, data=form).status_code == 409
    assert "new.example.com" in reader.get(f"/marketing/link/{link.id}").text


def test_the_sheet_has_the_codes_of_one_channel(sign_in, desk):
    link, other = desk.link(), desk.link(desk.channel("douyin"))
    page = sign_in(SEE).get(f"/marketing/link/sheet?channel={link.channel_id}").text
    assert (link.code in page, other.code in page) == (True, False)


def test_who_may_only_look_builds_nothing(sign_in, desk):
    link = desk.link()
    assert sign_in(SEE).get("/marketing/link/create").status_code == 403
    assert sign_in(SEE, name="Bob").get(f"/marketing/link/{link.id}/edit").status_code == 403
    assert sign_in(EDIT, name="Cid").get("/marketing/link/").status_code == 403


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_asks_as_often_for_many_links_as_for_few(sign_in, desk, queries, count):
    channel = desk.channel()
    for _number in range(count):
        desk.link(channel)
    reader = sign_in(SEE)
    reader.get("/marketing/link/")
    with queries() as asked:
        assert reader.get("/marketing/link/").text.count("Poster") == count
    assert asked.value <= 12


def test_links_of_a_dropped_campaign_are_not_offered(sign_in, desk):
    campaign = desk.campaign(title="Lost")
    campaign.state = State.DROPPED
    assert "Lost" not in sign_in(EDIT).get("/marketing/link/create").text
