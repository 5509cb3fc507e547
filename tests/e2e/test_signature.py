"""A signature is drawn in a real browser, with the mouse."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Desk
from tests.e2e.site import PASSWORD

pytestmark = pytest.mark.e2e

EQUIPMENT = "资产编号,资产名称,设备类别,制造商,设备型号\nT1,财务本,笔记本电脑,联想,X13\n"


@pytest.fixture
def desk(site, new_context, tmp_path):
    """Somebody who is about to hand over a laptop."""
    files = tmp_path / "equipment"
    files.mkdir()
    (files / "file.csv").write_text(EQUIPMENT, "utf-8")
    site.bumen("it-assets", "import", "assets", "--profile", "generic", str(files / "file.csv"))
    desk = Desk(new_context(base_url=site.url, locale="en").new_page())
    desk.sign_in(site.let_in("Ada", "administrator"), PASSWORD)
    desk.page.goto("/it_assets/handover/create")
    desk.fill(name="王芳", tags="T1")
    desk.press("Prepare for signing")
    desk.follow("Sign on this device")
    return desk


def draw(page, *points: tuple[float, float]) -> None:
    """Draw one stroke on the pad, by shares of its width and height."""
    pad = page.locator("[data-signature] canvas")
    expect(pad).to_be_visible()
    box = pad.bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def test_a_signature_is_drawn_kept_over_a_mistake_and_shown(desk):
    page = desk.page
    drawing = page.locator("input[name=drawing]")
    draw(page, (0.1, 0.5), (0.5, 0.2))
    desk.press("Clear the pad")
    expect(drawing).to_have_value("")
    draw(page, (0.2, 0.2), (0.8, 0.8))
    draw(page, (0.8, 0.2), (0.2, 0.8))
    first, second = json.loads(drawing.input_value())
    assert first[:2] == pytest.approx([200, 67], abs=12)
    assert second[-2:] == pytest.approx([200, 267], abs=12)
    drawn = drawing.input_value()
    desk.fill(signature=" ")
    desk.press("Sign for all of it")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(drawing).to_have_value(drawn)
    desk.fill(signature="王芳")
    desk.press("Sign for all of it")
    desk.says("is signed")
    expect(page.get_by_role("img", name="Signature of 王芳")).to_be_visible()
    assert page.locator(".ink path").get_attribute("d").count("M") == 2
