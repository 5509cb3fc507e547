"""No template holds a text that only readers of one language understand."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted(
    path for top in ("core", "plugins", "examples") for path in (ROOT / top).rglob("*.html")
)
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
SPOKEN = {"alt", "aria-label", "aria-description", "label", "placeholder", "summary", "title"}
WORD = re.compile(r"[A-Za-z]{2}|[㐀-鿿]")
NAMES = {"Bumen"}
HOLE = "·"  # where the template puts something in, perhaps the name of a tag
PAIR = re.compile(r'[\w:-]+="[^"]*"')  # attributes that a variable holds
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "_fsdomain"}
# What is called with a text for people; other strings are names of icons, classes and the like.
SENTENCE = re.compile(r"[A-Z][a-z]+(\s|$)|[㐀-鿿]")


class Told(HTMLParser):
    """What a page says outside of scripts, keys, code and names of languages."""

    SILENT = frozenset({"script", "style", "kbd", "code", "svg"})
    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "use", "col", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.told: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.told += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "input" and names.get("type") in {"submit", "button"}:
            self.told.append(names.get("value") or "")
        if tag not in self.VOID:
            in_its_own_language = "lang" in names and tag != "html"
            self.open.append(tag in self.SILENT or in_its_own_language)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.told.append(data)


def bare(source: str) -> list[str]:
    """Return the texts of a template that are not translated."""
    html = "".join(
        value if kind == "data" else HOLE if kind.endswith("_end") else ""
        for _line, kind, value in ENVIRONMENT.lex(source)
    )
    reader = Told()
    reader.feed(re.sub(f"(</?){HOLE}", r"\1x", html))
    said = [PAIR.sub("", text).strip() for text in reader.told]
    found = [text for text in said if WORD.search(text)]
    tree = ENVIRONMENT.parse(source)
    translated = {
        id(text)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT
        for text in call.find_all(nodes.Const)
    }
    texts = [one for one in tree.find_all(nodes.Const) if id(one) not in translated]
    strings = [one.value for one in texts if isinstance(one.value, str)]
    found += [text for text in strings if SENTENCE.match(text)]
    return [text for text in found if text not in NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_of_a_template_is_translated(path: Path) -> None:
    assert bare(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Nothing here</p>",
        '<p title="A hint">{{ _("Text") }}</p>',
        '<button aria-label="{{ name }} is open"></button>',
        '{{ empty("Nothing yet") }}',
        '{% set word = "Saved" %}{{ word }}',
        "<p>{{ count }} rows</p>",
        "{% if x %}<p>没有</p>{% endif %}",
        '<input type="submit" value="Send">',
    ],
)
def test_a_bare_text_is_found(source) -> None:
    assert bare(source) != []


@pytest.mark.parametrize(
    "source",
    [
        '<p class="text-secondary">{{ _("Nothing here") }}</p>',
        '<button lang="en">English</button>',
        "<kbd>Ctrl</kbd><script src='x.js'></script>",
        '{{ icon("star") }} · {{ _("Rows: %(count)s", count=3) }}',
    ],
)
def test_what_is_translated_or_no_text_passes(source) -> None:
    assert bare(source) == []
