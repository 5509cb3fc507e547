"""What a person does on the pages, with and without JavaScript."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PREVIEW_SECONDS = 60


class Desk:
    """One person at one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by keyboard alone: the first field has the focus, Enter sends."""
        self.page.goto("/")
        expect(self.page.get_by_label("E-mail address")).to_be_focused()
        for key in (email, "Tab", password, "Enter"):
            if key in {"Tab", "Enter"}:
                self.page.keyboard.press(key)
            else:
                self.page.keyboard.type(key)
        expect(self.heading("Overview")).to_be_visible()

    def heading(self, text: str) -> Locator:
        """Return the headline of a page."""
        return self.page.get_by_role("heading", level=1, name=text, exact=True)

    def open(self, entry: str) -> None:
        """Open a page by the menu."""
        self.page.locator("#menu").get_by_role("link", name=entry, exact=True).click()
        expect(self.heading(entry)).to_be_visible()

    def follow(self, name: str) -> None:
        """Follow a link of the content."""
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def press(self, name: str) -> None:
        """Press a button of the content."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def fill(self, **fields: str) -> None:
        """Fill in fields by their names; choose where there is a choice."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def says(self, text: str) -> None:
        """Expect a message of the last step."""
        expect(self.page.locator(".flashes")).to_contain_text(text)

    def state(self, text: str) -> None:
        """Expect the badge beside the headline."""
        expect(self.page.locator(".headline .badge").first).to_have_text(text)

    def facts(self) -> dict[str, str]:
        """Read the facts of a record."""
        shown = self.page.locator(".facts > div").all()
        return {one.locator("dt").inner_text(): one.locator("dd").inner_text() for one in shown}

    def row(self, text: str) -> Locator:
        """Return the row of a list with a text."""
        return self.page.locator("main tbody tr").filter(has_text=text)


class ShellDesk(Desk):
    """What surrounds every page, and the cards of the first one."""

    def enter(self, email: str, password: str) -> None:
        """Sign in, whatever the language."""
        self.page.goto("/login")
        self.page.locator("[name=email]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#menu")).to_be_attached()
        self.page.wait_for_load_state()  # the menu is there before the rest

    def press_keys(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        self.page.wait_for_load_state()  # by then the scripts listen
        for key in keys:
            self.page.keyboard.press(key)

    def star(self) -> Locator:
        """Return the star of the page."""
        return self.page.locator("[data-star] button")

    def favourites(self) -> list[str]:
        """Read the favourites in the menu, also while a telephone hides it."""
        links = self.page.locator("#menu [data-favourite]")
        return [text.strip() for text in links.all_text_contents()]

    def cards(self) -> list[str]:
        """Read the keys of the cards in their order."""
        cards = self.page.locator("[data-card]").all()
        return [card.get_attribute("data-card") or "" for card in cards]

    def move(self, item: str, step: int) -> Locator:
        """Return the button that moves one of several things."""
        return self.page.locator(f"[name=move][value='{item} {step}']")


class Device:
    """A device of the browser that keeps passkeys, and knows who holds it."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.number = made["authenticatorId"]

    def passkeys(self) -> int:
        """Count the passkeys that the device keeps."""
        asked = {"authenticatorId": self.number}
        return len(self.session.send("WebAuthn.getCredentials", asked)["credentials"])

    def knows_the_person(self, knows: bool) -> None:
        """Say whether the device knows the finger that touches it."""
        asked = {"authenticatorId": self.number, "isUserVerified": knows}
        self.session.send("WebAuthn.setUserVerified", asked)


class PasskeyDesk(Desk):
    """Signing in with a passkey, and out again."""

    def sign_out(self) -> None:
        """Sign out by the menu of the user."""
        self.page.locator(".account summary").click()
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page).to_have_url(re.compile("/login"))


class ImportDesk(Desk):
    """Uploads and their preview."""

    def upload(self, file: Path) -> None:
        """Hand in a file and wait for what it would do."""
        self.page.locator("main [name=profile]").select_option("orders/generic")
        self.page.locator("main [name=files]").set_input_files(file)
        self.press("Upload and check")
        self.wait_for("What the import would do")

    def wait_for(self, title: str) -> None:
        """Wait for the worker; the page asks again by itself, with or without JavaScript."""
        expect(self.page.get_by_role("columnheader", name=title)).to_be_visible(
            timeout=PREVIEW_SECONDS * 1000
        )

    def counts(self) -> dict[str, list[int]]:
        """Read the table of the preview: added, changed, unchanged, refused."""
        rows = self.page.locator("table:has(caption) tbody tr").all()
        return {
            row.locator("th").inner_text(): [
                int(one) for one in row.locator("td").all_inner_texts()
            ]
            for row in rows
        }


class StatementDesk(Desk):
    """Statements, their lines and their steps."""

    def open_statement(self, supplier: str) -> str:
        """Open the statement of a supplier and return its number."""
        self.open("Statements")
        link = self.row(supplier).get_by_role("link").first
        number = link.inner_text()
        link.click()
        expect(self.heading(number)).to_be_visible()
        return number

    def dispute(self, reference: str, reason: str) -> None:
        """Dispute a line of the open statement."""
        self.page.locator("#rows").get_by_role("link", name=reference).click()
        self.page.locator("main [name=reason]").fill(reason)
        self.press("Dispute this line")
        self.says("The line is disputed")

    def sums(self) -> dict[str, str]:
        """Read how the net amount comes about."""
        rows = self.page.locator(".sums tr").all()
        return {row.locator("th").inner_text(): row.locator("td").inner_text() for row in rows}

    def history(self) -> str:
        """Read the history of the record."""
        return re.sub(r"\s+", " ", self.page.locator(".timeline-list").inner_text())


ORDER = {
    "店铺编码": "S1",
    "店铺": "云杉旗舰店",
    "渠道编码": "WX",
    "渠道": "微信商城",
    "渠道类型": "微信商城",
    "行号": "1",
    "订单状态": "交易成功",
    "买家编码": "B1",
    "买家": "王芳",
    "类目": "茶叶",
    "支付方式": "微信",
    "数量": "1",
}


def write_orders(path: Path, *orders: tuple[str, str, str, str, str]) -> Path:
    """Write orders as files tell them: number, day, product, supplier and price of each."""
    rows = [
        {
            **ORDER,
            "订单编号": number,
            **dict.fromkeys(("下单时间", "付款时间", "发货时间", "签收时间"), f"{day} 10:00:00"),
            "商品编码": f"P-{product}",
            "商品名称": product,
            "供应商编码": supplier,
            "供应商": supplier.title(),
            "金额": price,
            "实付金额": price,
        }
        for number, day, product, supplier, price in orders
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path
