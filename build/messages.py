"""Collects the texts to translate from the core and each plugin into their own catalogs."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LANGUAGE = "zh_Hans"
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
# A template that cannot be read must not pass for one without texts.
OPTIONS = {"**/templates/**.html": {"silent": "false"}}
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def collect(folder: Path) -> tuple[int, int]:
    """Renew the catalog of one folder; return how many texts it has and how many lack Chinese."""
    path = folder / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"
    old = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog(LANGUAGE)
    new = Catalog(
        LANGUAGE,
        header_comment="# Chinese texts of Bumen; make messages renews this file.",
        project="Bumen",
        version="0",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        charset="utf-8",
        fuzzy=False,
        creation_date=old.creation_date,
        revision_date=old.creation_date,
    )
    for _file, _line, message, _comments, context in extract_from_dir(
        str(folder),
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        strip_comment_tags=True,
    ):
        known = old.get(message[0] if isinstance(message, tuple) else message, context)
        new.add(message, known.string if known else "", context=context)
    if len(new) == 0:
        return 0, 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, new, width=100, sort_output=True, omit_header=False, no_location=True)
    missing = [one for one in new if one.id and not any(_texts(one.string))]
    for one in missing:
        print(f"{folder.relative_to(ROOT)}: {one.id!r}")
    return len(new), len(missing)


def _texts(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple) else (string,)


def main() -> None:
    """Renew all catalogs."""
    folders = [ROOT / "core", *(path.parent for path in sorted(ROOT.glob("plugins/*/plugin.toml")))]
    for folder in folders:
        total, missing = collect(folder)
        print(f"{folder.relative_to(ROOT)}: {total} texts, {missing} to translate")


if __name__ == "__main__":
    main()
