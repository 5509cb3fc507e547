"""A month of a finance department, in the browser, by three people."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Desk, ImportDesk, StatementDesk, write_orders
from tests.e2e.site import PASSWORD

pytestmark = pytest.mark.e2e


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def has_script(request):
    return request.param


@pytest.fixture
def enter(site, new_context, has_script):
    """Let somebody with these roles sign in; return their browser."""

    def enter(name, *roles):
        email = site.let_in(name, *roles)
        context = new_context(base_url=site.url, java_script_enabled=has_script, locale="en-GB")
        page = context.new_page()
        Desk(page).sign_in(email, PASSWORD)
        return page

    return enter


def test_from_the_orders_to_the_file_for_the_bank(enter, has_script, tmp_path):
    clerk = enter("Lin", "finance_clerk", "order_clerk")
    manager = enter("Zhao", "finance_manager", "order_manager")
    director = enter("Zhou", "finance_manager")

    import_orders(clerk, tmp_path)
    agree_on_terms(manager)
    run_settlement(clerk)
    disputed = dispute_a_line(clerk)
    confirm_another(clerk)
    freeze_and_fail_to_approve(manager)
    approve(director)
    enter_and_confirm_account(clerk, manager)
    file = pay(clerk)

    assert "6222000011112222" in file
    assert "90.00" in file
    assert disputed not in file
    see_history(clerk)
    walk_the_list(clerk, has_script)


def import_orders(page, folder):
    desk = ImportDesk(page)
    desk.open("Orders")
    desk.follow("Import orders")
    desk.upload(
        write_orders(
            folder / "orders.csv",
            ("A-1", "2026-03-02", "龙井", "spruce", "100.00"),
            ("A-2", "2026-03-03", "普洱", "larch", "200.00"),
            ("A-3", "2026-03-04", "红茶", "larch", "50.00"),
            ("A-4", "2026-03-05", "白茶", "larch", "-1.00"),
        )
    )
    assert desk.counts()["Orders"] == [3, 0, 0, 1]
    expect(desk.row("A-4")).to_be_visible()
    desk.press("Import")
    desk.wait_for("What was imported")
    desk.open("Orders")
    expect(desk.page.locator("[data-total]")).to_have_text("Rows: 3")


def agree_on_terms(page):
    desk = Desk(page)
    desk.open("Settlement terms")
    desk.follow("New terms")
    desk.fill(rate="100.1")
    desk.press("Agree")
    expect(page.get_by_role("alert")).to_be_visible()
    desk.fill(rate="10")
    desk.press("Agree")
    desk.says("The terms are agreed.")


def run_settlement(page):
    desk = Desk(page)
    desk.open("Statements")
    desk.follow("Run a settlement")
    desk.fill(period_from="2026-03-01", period_to="2026-04-01")
    desk.press("Run")
    expect(desk.heading("Statements")).to_be_visible()
    expect(page.locator("[data-total]")).to_have_text("Rows: 2")


def dispute_a_line(page):
    desk = StatementDesk(page)
    number = desk.open_statement("Larch")
    desk.press("Mark as sent")
    desk.dispute("A-3", "The price was 60")
    desk.state("Disputed")
    return number


def confirm_another(page):
    desk = StatementDesk(page)
    desk.open_statement("Spruce")
    desk.press("Mark as sent")
    desk.press("Confirm")
    desk.state("Confirmed")
    sums = desk.sums()
    assert "100.00" in sums["Gross"]
    assert "90.00" in sums["Net"]
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def freeze_and_fail_to_approve(page):
    desk = StatementDesk(page)
    desk.open_statement("Spruce")
    desk.press("Freeze")
    desk.state("Frozen")
    desk.follow("Approval")
    expect(page.locator("#content")).to_contain_text("For Zhou to sign")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def approve(page):
    desk = StatementDesk(page)
    desk.open_statement("Spruce")
    desk.follow("Approval")
    desk.press("Approve")
    desk.open_statement("Spruce")
    desk.state("Approved")


def enter_and_confirm_account(clerk, manager):
    desk = Desk(clerk)
    desk.open("Payments")
    desk.follow("Bank accounts")
    desk.follow("Enter a bank account")
    spruce = clerk.locator("main [name=supplier] option").filter(has_text="Spruce")
    desk.fill(
        supplier=spruce.get_attribute("value"),
        holder="Spruce Ltd",
        bank="中国银行",
        number="6222 0000 1111 2222",
    )
    desk.press("Save")
    desk.says("a colleague has to confirm it")
    expect(clerk.get_by_role("button", name="Confirm this account")).to_have_count(0)

    desk = Desk(manager)
    desk.open("Payments")
    desk.follow("Bank accounts")
    desk.row("Spruce").get_by_role("link").first.click()
    desk.press("Confirm this account")
    desk.state("In use")


def pay(page):
    desk = StatementDesk(page)
    desk.open("Payments")
    desk.follow("New payment batch")
    page.get_by_label("Spruce").check()
    desk.press("Make the batch")
    desk.state("Draft")
    with page.expect_download() as download:
        desk.press("Download the file for the bank")
    page.reload()
    desk.state("Sent to the bank")
    assert "Draft → Sent to the bank" in desk.history()
    return download.value.path().read_text(encoding="utf-8-sig")


def see_history(page):
    desk = StatementDesk(page)
    desk.open_statement("Spruce")
    history = desk.history()
    for name in ("Lin", "Zhao", "Zhou"):
        assert name in history
    for state in ("Sent", "Confirmed", "Frozen", "Approved"):
        assert state in history


def walk_the_list(page, has_script):
    """Reach the second statement without a mouse: by letters, or by Tab alone."""
    desk = Desk(page)
    page.wait_for_load_state()
    if has_script:
        page.keyboard.press("g")
        page.keyboard.press("s")
    else:
        desk.open("Statements")
    expect(desk.heading("Statements")).to_be_visible()
    second = page.locator("#rows tr").nth(1).get_by_role("link").first
    number = second.inner_text()
    page.wait_for_load_state()
    if has_script:
        page.keyboard.press("j")
        page.keyboard.press("j")
    else:
        page.locator("#rows tr").nth(0).get_by_role("link").first.focus()
        page.keyboard.press("Tab")  # the box that chooses the next row
        page.keyboard.press("Tab")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(desk.heading(number)).to_be_visible()
