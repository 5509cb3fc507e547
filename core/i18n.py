"""Which language a reader gets, and where the translations lie."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from core import words
from core.config import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.loader import Plugin

LANGUAGES = {"zh_Hans": "简体中文", "en": "English"}
DEFAULT = "zh_Hans"
CATALOG = Path("LC_MESSAGES", "messages.po")
COOKIE = "bumen_language"
SPOKEN = 100  # headers that are remembered, as reading one takes long
# Browsers say zh-CN; the folder is named zh_Hans, and Flask-Babel matches the name exactly.
BROWSER = {"zh": "zh_Hans", "zh-cn": "zh_Hans", "zh-hans": "zh_Hans", "en": "en"}


def reader_language() -> str:
    """Return the user's language, else the cookie's, else the browser's, else Chinese."""
    user = current_user._get_current_object() if current_user else None
    if user is not None and user.is_authenticated and user.language in LANGUAGES:
        return str(user.language)
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return spoken(request.headers.get("Accept-Language", ""))


@lru_cache(SPOKEN)
def spoken(header: str) -> str:
    """Return what somebody reads first whose browser says so, else Chinese."""
    for tag, _quality in parse_accept_header(header, LanguageAccept):
        language = BROWSER.get(tag.lower()) or BROWSER.get(tag.lower().partition("-")[0])
        if language:
            return language
    return DEFAULT


class Catalogs(Domain):
    """The texts of the core and the plugins in each language, kept by language.

    A page has a hundred texts; the parent class spells the name of the language for each.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[Locale | None, Any] = {}
        # What was asked for last: locales take long to compare, and a request has one.
        self.last: tuple[Locale | None, Any] = (None, None)

    def get_translations(self) -> Any:
        """Return the texts in the reader's language."""
        locale, (known, texts) = get_locale(), self.last
        if locale is known and texts is not None:
            return texts
        if locale not in self.found:
            self.found[locale] = super().get_translations()
            for folder in self.translation_directories:
                _add_uncompiled(self.found[locale], Path(folder) / str(locale) / CATALOG)
        self.last = (locale, self.found[locale])
        return self.found[locale]

    def gettext(self, string: str, **variables: Any) -> str:
        """Return a text in the reader's language."""
        return words.made(super().gettext(string, **variables), [string], variables)

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        """Return a text for one or for several."""
        variables.setdefault("num", num)
        text = super().ngettext(singular, plural, **variables)
        return words.made(text, [singular, plural], variables)


@cache
def _locale(language: str) -> Locale:
    """Return the locale of a language: reading its name takes a tenth of a small page."""
    return Locale.parse(language)


def _add_uncompiled(texts: Translations, source: Path) -> None:
    """Add what is new in a catalog that nobody compiled, as another author's may be."""
    if not source.is_file() or source.with_suffix(".mo").is_file():
        return
    compiled = io.BytesIO()
    with source.open("rb") as catalog:
        write_mo(compiled, read_po(catalog))
    compiled.seek(0)
    added = Translations(compiled)
    added.merge(texts)
    texts.merge(added)


def init_app(app: Flask, config: Settings, plugins: Iterable[Plugin]) -> None:
    """Choose the language of each request; commands and jobs speak the terminal's."""
    # The last one wins: no plugin gives a word of the core another meaning on every page.
    folders = [*(plugin.folder for plugin in plugins), Path(__file__).parent]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(
        str(folder / "translations") for folder in folders if (folder / "translations").is_dir()
    )

    def select() -> Locale:
        return _locale(reader_language() if has_request_context() else config.command_language())

    babel = Babel(app, default_locale=DEFAULT, locale_selector=select)
    catalogs = babel.domain_instance = Catalogs()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of jinja2.ext.i18n
        gettext=lambda text: catalogs.get_translations().ugettext(text),
        ngettext=lambda one, many, n: catalogs.get_translations().ungettext(one, many, n),
        newstyle=True,
    )
    # Jinja's own short name looks for the long one at each text.
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]
