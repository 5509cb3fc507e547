"""Every page that the menu and the links of the demo company lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from core.demo import PASSWORD, PEOPLE
from tests.e2e.pages import write_orders

pytestmark = pytest.mark.e2e

ADMINISTRATOR = PEOPLE[0][0]
NOT_PAGES = re.compile(r"format=|/refused$|/corrections$|/logout|/static/|/description$")
LANGUAGES = {"en": "English", "zh-Hans": "中文"}
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
TWO_LINES = 100
EXPECTED = (  # a crawl that stops early would find nothing wrong
    "/finance/settlement/N",
    "/finance/settlement/line/N",
    "/finance/run/create",
    "/finance/payment/N",
    "/finance/payment/account/N",
    "/finance/terms/create",
    "/orders/order/N",
    "/orders/refund/N",
    "/catalog/product/N",
    "/catalog/suggestion/N",
    "/catalog/stock/adjust",
    "/catalog/supply/N",
    "/catalog/warehouse/N",
    "/core/import_run/N",
    "/core/party/N",
    "/core/user/preferences",
    "/core/plugin/",
    "/core/find/",
    "/core/help/",
    "/core/favourite/",
    "/core/dashboard/arrange",
)


@dataclass
class Crawl:
    """One example of every page, and what is wrong with each."""

    page: object
    faults: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def all(self, start: str) -> None:
        """Look at the first page of each kind that can be reached."""
        waiting = [start]
        while waiting:
            address = waiting.pop(0)
            kind = re.sub(r"\d+", "N", urlsplit(address).path)
            if kind not in self.seen:
                self.seen[kind] = address
                self.look(address)
                waiting += self.links()

    def links(self) -> list[str]:
        """Return the pages of this site that the page leads to."""
        addresses = self.page.locator("a[href]").evaluate_all(
            "links => links.filter(link => link.origin === location.origin && !link.download)"
            ".map(link => link.pathname + link.search)"
        )
        return [one for one in addresses if not NOT_PAGES.search(one)]

    def look(self, address: str, status: int = 200) -> None:
        """Open a page and note what is wrong."""
        answer = self.page.goto(address)
        if answer.status != status:
            self.faults.append(f"{address}: {answer.status}")
        policy = answer.headers.get("content-security-policy", "")
        if "default-src 'self'" not in policy or "unsafe" in policy:
            self.faults.append(f"{address}: {policy}")
        width, room = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if width > room:
            self.faults.append(f"{address}: {width} px wide on {room} px")
        toolbar = self.page.locator(".toolbar").all()
        if toolbar and room == WIDE["width"] and toolbar[0].bounding_box()["height"] > TWO_LINES:
            self.faults.append(f"{address}: the filters take more than two lines")
        self.check(address)

    def check(self, what: str) -> None:
        """Note what is hard to read or to use for somebody."""
        asked = "axe.run({resultTypes: ['violations']}).then(answer => answer.violations)"
        for fault in self.page.evaluate(asked):
            nodes = [f"{node['html'][:200]} {node['failureSummary']}" for node in fault["nodes"]]
            self.faults.append(f"{what}: {fault['id']}: {nodes[:3]}")


@pytest.fixture
def crawl(demo, new_context, viewport):
    page = new_context(base_url=demo.url, viewport=viewport, locale="zh-CN").new_page()
    crawl = Crawl(page)
    page.on("pageerror", lambda error: crawl.faults.append(f"{page.url}: {error}"))
    page.on("console", lambda message: note(crawl, message))
    page.add_init_script(AXE_SCRIPT)  # sent once: it is long
    page.add_init_script(
        "addEventListener('securitypolicyviolation',"
        "event => console.error('CSP', event.violatedDirective, event.blockedURI))"
    )
    return crawl


def note(crawl, message):
    answered = re.search("status of 4(04|22)", message.text)  # asked for by the test
    if message.type in {"error", "warning"} and not answered:
        crawl.faults.append(f"{crawl.page.url}: {message.text}")


def sign_in(page, language):
    """Sign in as somebody who may see everything, and choose a language."""
    page.locator("[name=email]").fill(ADMINISTRATOR)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_attached()
    page.wait_for_load_state()
    switch = page.get_by_role("button", name=LANGUAGES[language])
    if switch.count():
        switch.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.wait_for_load_state()


def upload(page, folder):
    """Leave an import with a refused row for the crawl to find."""
    rows = (
        ("E-1", "2026-03-02", "龙井", "spruce", "100.00"),
        ("E-2", "2026-03-02", "龙井", "spruce", "-1.00"),
    )
    page.goto("/core/import_run/create?importer=orders")
    page.locator("main [name=profile]").select_option("orders/generic")
    page.locator("main [name=files]").set_input_files(write_orders(folder / "orders.csv", *rows))
    page.locator("main .submit button").click()
    expect(page.locator("table:has(caption)")).to_be_visible(timeout=60_000)


def colours(page, language, theme):
    """Expect the language and the colours that were chosen, still."""
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)


@pytest.mark.long
@pytest.mark.parametrize("viewport", [WIDE], ids=["1440 px"])
def test_every_page_is_sound_in_chinese_by_day(crawl, tmp_path):
    crawl.look("/login")
    sign_in(crawl.page, "zh-Hans")
    upload(crawl.page, tmp_path)
    crawl.all("/")
    colours(crawl.page, "zh-Hans", "light")
    assert crawl.faults == []
    assert [kind for kind in EXPECTED if kind not in crawl.seen] == []


@pytest.mark.long
@pytest.mark.parametrize("viewport", [NARROW], ids=["390 px"])
def test_every_page_is_sound_in_english_by_night_on_a_telephone(crawl, tmp_path):
    page = crawl.page
    page.goto("/login")
    with page.expect_response("**/preferences"):
        page.locator(".to-dark").click()
    page.reload()
    colours(page, "zh-Hans", "dark")
    crawl.look("/login")
    sign_in(page, "en")
    upload(page, tmp_path)
    crawl.all("/")
    crawl.look("/no/such/page", status=404)
    colours(page, "en", "dark")
    assert crawl.faults == []
    assert [kind for kind in EXPECTED if kind not in crawl.seen] == []


@pytest.mark.parametrize("viewport", [NARROW], ids=["390 px"])
def test_what_opens_is_sound_too(crawl):
    page = crawl.page
    page.goto("/login")
    sign_in(page, "en")
    page.locator(".menu-button").click()
    expect(page.locator("#menu")).to_be_visible()
    crawl.check("the menu")
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    page.locator(".account > summary").click()
    crawl.check("the account")
    page.keyboard.press("Escape")
    page.locator("main").press("?")
    expect(page.locator("#keyboard-help")).to_be_visible()
    crawl.check("the help")
    page.keyboard.press("Escape")
    page.keyboard.press("F1")
    expect(page.locator("#guide h2").first).to_be_visible()
    crawl.check("the help of the page")
    page.goto("/finance/terms/create")
    page.locator("main [name=rate]").fill("200")
    page.locator("main .submit button").click()
    expect(page.get_by_role("alert")).to_be_focused()
    crawl.check("a refused form")
    page.goto("/finance/settlement/?q=nothing-like-this")
    expect(page.locator(".empty")).to_be_visible()
    crawl.check("an empty list")
    assert crawl.faults == []


@pytest.mark.parametrize("viewport", [WIDE], ids=["1440 px"])
def test_everything_is_searched_by_keyboard_and_plugins_show_what_they_add(crawl):
    page = crawl.page
    page.goto("/login")
    sign_in(page, "en")
    page.goto("/core/setting/")
    page.keyboard.press("/")
    expect(page.locator("#finder input")).to_be_focused()
    page.keyboard.type("GYS")
    expect(page.get_by_role("region", name="Parties").locator("li a").first).to_be_visible()
    crawl.check("what was found")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="What happened")).to_be_visible()
    crawl.look(f"{urlsplit(page.url).path}?tab=timeline&_plugins=1")
    expect(page.locator("#inspected")).to_contain_text("finance")
    assert crawl.faults == []
