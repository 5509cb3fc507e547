"""Both languages are complete: no text is missing, unsure, or written into a template."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FOLDERS = [ROOT / "core", *(path.parent for path in sorted(ROOT.glob("plugins/*/plugin.toml")))]
TEMPLATES = sorted(path for folder in FOLDERS for path in folder.rglob("*.html"))
PLACEHOLDER = re.compile(r"%(?:\((\w+)\)[sd]|%)")
# Texts between tags once everything of Jinja, and what is the same in every language, is gone.
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<!--.*?-->|<svg.*?</svg>|<kbd>.*?</kbd>", re.S)
SAME_EVERYWHERE = {"English", "中文", "Bumen"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def collector():
    spec = spec_from_file_location("messages", ROOT / "build" / "messages.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def catalog(folder: Path):
    path = folder / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        return read_po(source)


def texts(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value or ""),)


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_text_has_its_chinese(folder: Path) -> None:
    tool, chinese = collector(), catalog(folder)
    found = extract_from_dir(str(folder), method_map=tool.METHODS, keywords=tool.KEYWORDS)
    used = {texts(message)[0] for _file, _line, message, _comments, _context in found}
    known = {texts(message.id)[0] for message in chinese if all(texts(message.string))}
    assert used - known == set(), "run: make messages, and translate"


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_a_translation_is_sure_and_keeps_its_placeholders(folder: Path) -> None:
    for message in catalog(folder):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        wanted = set(PLACEHOLDER.findall(texts(message.id)[0]))
        assert set(PLACEHOLDER.findall(texts(message.string)[0])) == wanted, message.id


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_says_nothing_that_is_not_translated(path: Path) -> None:
    bare = re.sub(r"<[^>]*>", "\n", JINJA.sub(" ", path.read_text(encoding="utf-8")))
    lines = (line.strip() for line in bare.splitlines() if '="' not in line)  # attributes
    words = {line for line in lines if re.search(r"[A-Za-z㐀-鿿]", line)}
    assert words <= SAME_EVERYWHERE


def test_a_text_means_the_same_wherever_it_stands() -> None:
    """All catalogs are one on the pages, so two meanings need two texts."""
    meanings: dict[str, set[str]] = {}
    for folder in FOLDERS:
        for message in catalog(folder):
            if message.id:
                meanings.setdefault(texts(message.id)[0], set()).add(texts(message.string)[0])
    assert {text: its for text, its in meanings.items() if len(its) > 1} == {}
