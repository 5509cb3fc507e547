"""Which of several translations of a text a page shows."""

from __future__ import annotations

from pathlib import Path

from flask_babel import force_locale

import core
from core.i18n import Catalogs

CATALOG = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Error"
msgstr "误差"

msgid "A probe of a test"
msgstr "测试"
"""


def test_a_plugin_adds_texts_and_leaves_those_of_the_core_their_meaning(app, tmp_path) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(CATALOG, encoding="utf-8")

    class WithPlugin(Catalogs):
        translation_directories = (str(tmp_path), str(Path(core.__file__).parent / "translations"))

    with app.app_context(), force_locale("zh_Hans"):
        assert WithPlugin().gettext("Error") == "错误"
        assert WithPlugin().gettext("A probe of a test") == "测试"


def test_the_texts_of_the_core_come_last(app) -> None:
    assert app.config["BABEL_TRANSLATION_DIRECTORIES"].endswith("core/translations")
