"""Checks of templates and of everything that people read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, TemplateSyntaxError

from core.contract.subject import Subject
from core.contract.suite import check

METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
INLINE = re.compile(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son[a-z]+="|hx-on|\|\s*safe\b')
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<!--.*?-->|<svg.*?</svg>|<kbd>.*?</kbd>", re.S)
PLACEHOLDER = re.compile(r"%(?:\((\w+)\)[sd]|%)")
SHOWN = {"flash": 0, "BusinessError": 0, "Column": 1, "ChoiceFilter": 1, "DateFilter": 1}


@check()
def templates_compile(subject: Subject) -> Iterator[str]:
    """Its templates are free of syntax errors.

    The line is named.
    """
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for path in subject.templates:
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            yield f"{subject.named(path)}:{error.lineno} {error.message}"


@check()
def templates_keep_the_security_policy(subject: Subject) -> Iterator[str]:
    """Its templates hold no inline style, no inline script, no event attribute and no |safe.

    Use the classes of the layout and the macros; put scripts into static files.
    """
    for path in subject.templates:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found = INLINE.search(line)
            if found:
                yield f"{subject.named(path)}:{number} {found.group().strip()}"


@check()
def templates_say_only_what_is_translated(subject: Subject) -> Iterator[str]:
    """No text stands bare in a template.

    Write {{ _("Text") }}.
    """
    for path in subject.templates:
        bare = re.sub(r"<[^>]*>", "\n", JINJA.sub(" ", path.read_text(encoding="utf-8")))
        for line in map(str.strip, bare.splitlines()):
            if '="' not in line and re.search(r"[A-Za-z㐀-鿿]", line):
                yield f"{subject.named(path)}: {line}"


@check()
def messages_are_translatable(subject: Subject) -> Iterator[str]:
    """Messages, refusals and the headings of columns go through gettext.

    Write _("Text") in functions and _l("Text") elsewhere.
    """
    for source in subject.sources:
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            place = 0 if name.endswith("Field") else SHOWN.get(name, len(node.args))
            told = node.args[place] if place < len(node.args) else None
            if isinstance(told, ast.Constant) and isinstance(told.value, str) and told.value:
                yield f"{subject.named(source.path)}:{node.lineno} {told.value!r}"


@check(after=["templates_compile"])
def every_text_has_its_chinese(subject: Subject) -> Iterator[str]:
    """Its catalog translations/zh_Hans/LC_MESSAGES/messages.po has every text, surely.

    Add msgid and msgstr, keep the placeholders, and remove the mark "fuzzy".
    """
    chinese, used = _chinese(subject), set()
    options = {"**/templates/**.html": {"silent": "false"}}
    for _file, _line, message, _comments, context in extract_from_dir(
        str(subject.folder), method_map=METHODS, options_map=options, keywords=KEYWORDS
    ):
        used.add((message[0] if isinstance(message, tuple) else message, context))
    for text, context in sorted(used, key=str):
        found = chinese.get(text, context)
        if found is None or not any(_strings(found.string)) or found.fuzzy:
            yield f"{text!r} has no Chinese"
        elif set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(_strings(found.string)[0])):
            yield f"{text!r} has other placeholders in Chinese"


def _chinese(subject: Subject) -> Catalog:
    path = subject.folder / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return Catalog("zh_Hans")
    with path.open("rb") as source:
        return read_po(source)


def _strings(string: Any) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (str(string or ""),)
