from __future__ import annotations

from pathlib import Path

import pytest

from core.help import rules

ROOT = Path(__file__).parents[3]
TEXTS = sorted(path for top in ("core", "plugins") for path in (ROOT / top).rglob("help.en.md"))
ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh-CN"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_help_has_a_headline_and_the_same_parts_in_both_languages(path) -> None:
    english = path.read_text(encoding="utf-8")
    chinese = path.with_name("help.zh_Hans.md").read_text(encoding="utf-8")
    assert rules.title(english)
    assert rules.title(chinese)
    shape = [
        [line[:2] for line in text.splitlines() if line[:2] in {"# ", "##", "- ", "1.", "| "}]
        for text in (english, chinese)
    ]
    assert shape[0] == shape[1]


@pytest.mark.parametrize(
    ("page", "topic", "words"),
    [
        ("/finance/settlement/", "finance.settlement", "<h2>How it goes</h2>"),
        ("/orders/order/", "orders.order", "Paid another sum"),
        ("/", "core.dashboard", "Finding your way"),
    ],
)
def test_a_page_leads_to_its_help(sign_in, page, topic, words) -> None:
    reader = sign_in("*")
    address = f"/core/help/{topic}"
    assert f'href="{address}"' in reader.get(page).text
    assert words in reader.get(address, headers=ENGLISH).text


def test_the_panel_gets_the_text_alone_and_in_the_language_of_its_reader(sign_in) -> None:
    asked = {"HX-Target": "div#guide"} | CHINESE
    part = sign_in().get("/core/help/finance.settlement", headers=asked).text
    assert part.startswith('<h2 id="guide-title">对账单</h2>')
    assert "<html" not in part


def test_a_page_without_help_leads_to_all_topics_that_one_may_open(sign_in) -> None:
    reader = sign_in("core.history.index", "orders.order.index")
    assert 'href="/core/help/"' in reader.get("/core/history/").text
    page = reader.get("/core/help/", headers=ENGLISH).text
    assert "/core/help/orders.order" in page
    assert "/core/help/finance.settlement" not in page


def test_tags_in_a_text_are_only_text() -> None:
    told = rules.html("# T\n<script>x</script>")
    assert told == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"


@pytest.mark.parametrize("topic", ["nothing", "core.nothing", "core.history"])
def test_what_has_no_help_is_not_found(sign_in, topic) -> None:
    assert sign_in().get(f"/core/help/{topic}").status_code == 404


def test_nobody_reads_help_without_signing_in(client) -> None:
    assert client.get("/core/help/").status_code == 303
