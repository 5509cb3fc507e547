"""What surrounds every page: by keyboard alone, without a script, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.demo import PASSWORD, PEOPLE
from tests.e2e.pages import ShellDesk

pytestmark = pytest.mark.e2e

CLERK, MANAGER = PEOPLE[1][0], PEOPLE[2][0]
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def desk(demo, new_context):
    def open_desk(email, **options):
        page = new_context(base_url=demo.url, **options).new_page()
        desk = ShellDesk(page)
        desk.enter(email, PASSWORD)
        return desk

    return open_desk


def test_by_keyboard_a_filtered_list_is_starred_found_again_and_named(desk):
    ada = desk(CLERK, locale="en")
    page = ada.page
    page.goto("/orders/order/")
    page.locator("[name=state]").select_option("paid")
    expect(page).to_have_url(re.compile(r"\?state=paid$"))
    page.locator("main").focus()
    expect(ada.star()).to_have_attribute("aria-pressed", "false")
    ada.press_keys("s")
    expect(ada.star()).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"\?state=paid$"))
    assert len(ada.favourites()) == 1
    ada.press_keys("g", "f")
    name = page.locator("[name^=title-]")
    name.focus()
    ada.press_keys("Control+a", "P", "a", "i", "d", "Enter")
    expect(page.locator(".flashes [role=status]")).to_be_visible()
    expect(page.locator("[data-spoken]")).not_to_be_empty()
    assert ada.favourites() == ["Paid"]


def test_by_keyboard_cards_are_moved_and_the_focus_stays(desk):
    ada = desk(MANAGER, locale="en")
    page = ada.page
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    first, second, *_rest = ada.cards()
    page.goto("/core/dashboard/arrange")
    ada.move(first, 1).focus()
    ada.press_keys("Enter")
    expect(ada.move(first, 1)).to_be_focused()
    expect(page.locator("[data-says]")).to_have_text(re.compile("2"))
    page.locator(f"[name='width-{first}']").select_option("2")
    page.locator("main .submit .btn-primary").press("Enter")
    expect(page.locator(f"[data-card='{first}']")).to_have_class(re.compile("w2"))
    assert ada.cards()[:2] == [second, first]


def test_colours_of_a_chart_follow_the_theme(desk):
    page = desk(MANAGER, color_scheme="light").page
    bar = page.locator("[data-chart] svg path[fill^=rgb]").first
    expect(bar).to_be_attached()
    by_day = bar.get_attribute("fill")
    expect(bar).to_have_css("fill", by_day)
    page.locator(".to-dark").click()
    expect(bar).not_to_have_attribute("fill", by_day)


def test_a_chart_fills_its_card(desk):
    page = desk(MANAGER).page
    expect(page.locator("[data-chart] svg path").first).to_be_attached()
    card = page.locator(".card:has([data-chart])").first
    chart = card.locator("[data-chart]")
    assert chart.bounding_box()["width"] > card.bounding_box()["width"] * 0.9


def test_without_a_script_on_a_telephone_nothing_is_missing(desk):
    ada = desk(MANAGER, locale="zh-CN", java_script_enabled=False, viewport=NARROW)
    page = ada.page
    expect(page.locator("[data-chart] tbody tr").first).to_be_visible()
    expect(page.locator(".plot").first).to_be_hidden()
    cards = ada.cards()
    page.goto("/core/dashboard/arrange")
    ada.move(cards[-1], -1).click()
    page.goto("/")
    assert ada.cards()[-2:] == [cards[-1], cards[-2]]
    ada.star().click()
    expect(ada.star()).to_have_attribute("aria-pressed", "true")
    page.locator("[data-opens=guide-panel]").click()
    expect(page.locator(".prose h2").first).to_be_visible()
    page.locator("[data-opens=finder]").click()
    page.locator("main [type=search]").fill("GYS")
    page.keyboard.press("Enter")
    expect(page.locator("#found section").first).to_be_visible()


def test_a_statement_is_printed_black_on_white_without_the_menu(desk):
    page = desk(MANAGER, color_scheme="dark").page
    page.goto("/finance/settlement/")
    page.locator("#rows a").first.click()
    page.emulate_media(media="print", color_scheme="dark")
    for part in (".sidebar", ".topbar", ".actions", ".star"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".timeline-list").first).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("thead").first).to_have_css("display", "table-header-group")
