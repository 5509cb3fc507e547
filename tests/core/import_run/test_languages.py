"""What an import says is read by everybody in their own language, whoever started it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import jobs
from core.cli import Bumen
from core.import_run.models import ImportRow
from core.importing import Importer, command
from core.reports import Report

FILE = "note,weight\nalpha,1\n,many\n"
PAGE = "/core/import_run/1"
# Why a row is refused, a remark, a note, what is counted.
SAID = {
    "en": (
        "note: is empty; weight: “many” cannot be read",
        "There is no role alpha.",
        "This is not possible now: the import is “Done”.",
        "Supplier",
    ),
    "zh-CN": (
        "note：为空; weight：“many” 无法识别",
        "没有角色 alpha。",
        "现在不能这样做：该导入的状态是“已完成”。",
        "供应商",
    ),
}


def take(session, source, *, by, now, progress) -> Report:
    report = Report()
    count = report.count("note", _l("Supplier"))
    for row in source.rows("notes", report, count):
        report.remark(row, "alpha", _("There is no role %(name)s.", name=row.values["note"]))
    report.notes.append(_("This is not possible now: the import is “%(state)s”.", state=_l("Done")))
    return report


@pytest.fixture
def importer(app, importer, monkeypatch):
    made = Importer("notes", "Notes", "core.setting.edit", importer.folder, take)
    monkeypatch.setitem(app.extensions["bumen.importers"], made.name, made)
    return made


@pytest.mark.parametrize("uploads_in", SAID)
def test_everybody_reads_reasons_remarks_notes_and_counts_in_their_own_language(
    app, upload, ada, uploads_in
) -> None:
    ada.environ_base["HTTP_ACCEPT_LANGUAGE"] = uploads_in
    upload(FILE)
    jobs.run_pending(app)
    for language, (refused, remark, note, counted) in SAID.items():
        reads = {"Accept-Language": language}
        page = ada.get(PAGE, headers=reads).text
        assert all(text in page for text in (refused, remark, note, counted)), language
        for file in ("refused", "corrections"):
            assert refused in ada.get(f"{PAGE}/{file}", headers=reads).text, file
        assert remark in ada.get(f"{PAGE}?format=csv", headers=reads).text
    ada.post(f"{PAGE}/run")
    jobs.run_pending(app)
    for language, (refused, remark, *_rest) in SAID.items():
        page = ada.get(PAGE, headers={"Accept-Language": language}).text
        assert refused in page
        assert remark in page


def test_what_was_written_down_before_is_shown_as_it_was(app, session, upload, ada) -> None:
    upload(FILE)
    jobs.run_pending(app)
    session.execute(sa.text("UPDATE core_import_run_row SET reason = 'note: 为空 100%'"))
    session.commit()
    for path in (PAGE, f"{PAGE}/refused", f"{PAGE}/corrections"):
        assert "note: 为空 100%" in ada.get(path, headers={"Accept-Language": "en"}).text


def test_a_command_writes_down_what_others_read_in_their_language(
    app, importer, tmp_path, session
) -> None:
    group = Bumen(create_app=lambda: app, add_default_commands=False, add_version_option=False)
    group.add_command(command(importer))
    path = tmp_path / "notes.csv"
    path.write_text(FILE)
    session.commit()
    done = CliRunner().invoke(group, ["import", str(path)])
    assert "note: is empty" in done.output
    asked = sa.select(ImportRow.reason).order_by(ImportRow.id).limit(1)
    for language, said in (("en", SAID["en"]), ("zh_Hans", SAID["zh-CN"])):
        with app.app_context(), force_locale(language):
            assert session.scalars(asked).one() == said[0]
