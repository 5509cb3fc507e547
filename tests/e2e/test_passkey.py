"""Passkeys in a real browser, with a virtual device."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Device, PasskeyDesk
from tests.e2e.site import PASSWORD

pytestmark = pytest.mark.e2e

ENTER = "Sign in with a passkey"


@pytest.fixture
def desk(site, new_context):
    # Passkeys belong to a domain, which an address of figures is not.
    address = site.url.replace("127.0.0.1", "localhost")
    return PasskeyDesk(new_context(base_url=address, locale="en").new_page())


def test_a_passkey_is_added_signs_in_alone_and_is_removed(site, desk):
    device, page = Device(desk.page), desk.page
    desk.sign_in(site.let_in("Ada"), PASSWORD)
    page.goto("/core/user/preferences")
    desk.follow("Passkeys")
    expect(page.locator("[data-unable]")).to_have_count(0)
    desk.fill(name="Phone")
    desk.press("Add a passkey")
    desk.says("From now on this passkey signs you in.")
    expect(desk.row("Phone")).to_contain_text("never")
    assert device.passkeys() == 1
    desk.sign_out()

    page.goto("/core/passkey/")
    desk.press(ENTER)
    expect(desk.heading("Passkeys")).to_be_visible()
    expect(desk.row("Phone")).not_to_contain_text("never")

    desk.row("Phone").locator("summary").click()
    desk.row("Phone").get_by_role("button", name="Remove").click()
    desk.says("The passkey is removed; it signs nobody in any more.")
    expect(desk.row("Phone")).to_have_count(0)
    desk.sign_out()

    page.goto("/login")
    desk.press(ENTER)
    expect(page.locator("main")).to_contain_text("This passkey lets nobody in.")


def test_who_fails_at_the_device_reads_so_and_tries_again(site, desk):
    device, page = Device(desk.page), desk.page
    failed = page.locator("[data-failed]")
    desk.sign_in(site.let_in("Ada"), PASSWORD)
    page.goto("/core/passkey/")
    device.knows_the_person(False)
    desk.press("Add a passkey")
    expect(failed).to_be_visible()
    device.knows_the_person(True)
    desk.press("Add a passkey")
    desk.says("From now on this passkey signs you in.")
    # The device has a key for this site by now and makes no second one.
    desk.press("Add a passkey")
    expect(failed).to_be_visible()
    desk.sign_out()

    page.goto("/login")
    device.knows_the_person(False)
    desk.press(ENTER)
    expect(failed).to_be_visible()
    expect(page).to_have_url(re.compile(r"/login$"))
    device.knows_the_person(True)
    desk.press(ENTER)
    expect(desk.heading("Overview")).to_be_visible()


def test_where_no_passkey_can_be_made_the_page_says_so_and_offers_none(site, new_context):
    email = site.let_in("Ada")
    # A browser that runs no script, and an address of figures.
    for runs_scripts in (False, True):
        page = new_context(
            base_url=site.url, locale="en", java_script_enabled=runs_scripts
        ).new_page()
        desk = PasskeyDesk(page)
        page.goto("/login")
        expect(page.get_by_role("button", name=ENTER)).to_be_hidden()
        desk.sign_in(email, PASSWORD)
        page.goto("/core/passkey/")
        expect(page.locator("[data-unable]")).to_be_visible()
        expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
