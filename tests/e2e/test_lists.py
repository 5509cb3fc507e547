"""Every list of the demo company fits on a usual screen, also with long titles in it."""

from __future__ import annotations

import re

import pytest

from core.demo import PASSWORD, PEOPLE
from tests.e2e.pages import ShellDesk

pytestmark = pytest.mark.e2e

WIDE = {"width": 1440, "height": 900}
NO_LISTS = re.compile(r"/create$|/logout$|/lines$|\d")
FEWEST = 40  # a walk that stops early would find nothing wrong
# Where the page leads to, and of its lists how wide each is and how wide it may be.  Before that,
# two titles as shops write them come into the first two cells that hold a text.
LOOK = """() => {
    const title = "新款太阳能庭院灯户外防水家用超亮大功率感应路灯".repeat(2);
    const tables = [...document.querySelectorAll(".listing .table")];
    for (const table of tables)
        [...table.querySelectorAll("tbody tr:first-child td:not(:first-child)")]
            .filter(cell => !cell.className && !cell.querySelector(".badge")).slice(0, 2)
            .forEach(cell => { cell.textContent = title; });
    return [
        [...document.querySelectorAll("#menu a, .tabs a, .headline a")].map(link => link.pathname),
        tables.map(table => [table.parentElement.scrollWidth, table.parentElement.clientWidth]),
    ];
}"""


def test_no_list_scrolls_sideways_in_the_language_with_the_longer_words(demo, new_context) -> None:
    page = new_context(base_url=demo.url, viewport=WIDE, java_script_enabled=False).new_page()
    ShellDesk(page).enter(PEOPLE[0][0], PASSWORD)
    switch = page.get_by_role("button", name="English")
    if switch.count():
        switch.click()
    waiting, seen, lists, wide = ["/"], {"/"}, 0, []
    while waiting:
        page.goto(address := waiting.pop(), wait_until="domcontentloaded")
        found, widths = page.evaluate(LOOK)
        new = {one for one in found if not NO_LISTS.search(one)} - seen
        seen |= new
        waiting += new
        lists += len(widths)
        wide += [f"{address}: {needed} px on {room} px" for needed, room in widths if needed > room]
    assert wide == []
    assert lists > FEWEST
