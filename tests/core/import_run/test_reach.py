"""Of what others imported, somebody sees as much as of the rows that came in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import jobs
from core.company import today
from core.import_run.models import ImportRun
from core.importing import Importer
from core.organisation import services as organisation
from core.reach import Reach, areas
from core.role import services as roles
from core.role.models import Role
from core.testing import make_user, open_session
from core.user.models import UserRole
from core.user.services import system_user

ENGLISH = {"Accept-Language": "en"}
PERMISSIONS = ("core.setting.edit", "core.import_run.index")
LEADS, IMPORTS = "marketing.lead", "core.import_run"
FILE = "note,weight\n{name}good,1\n{name}bad,many\n"
# What Ada sees of the imports of herself, of Al in her department and of Bob in none.
SEEN = {
    Reach.OWN: {"Ada"},
    Reach.DEPARTMENT: {"Ada", "Al"},
    Reach.ALL: {"Ada", "Al", "Bob"},
}


@pytest.fixture
def importer(app, importer, monkeypatch):
    made = Importer(
        "notes", "Notes", "core.setting.edit", importer.folder, importer.run, area=LEADS
    )
    monkeypatch.setitem(app.extensions["bumen.importers"], made.name, made)
    return made


@pytest.fixture
def people(app, session, importer):
    """Ada, Al and Bob, each with a client and the key of an import of theirs."""
    made, by = {}, system_user(session)
    department = organisation.create_department(
        session, code="S", name="Sales", parent_id=None, head_id=None, by=by
    )
    post = organisation.create_post(session, department, name="Clerk", by=by)
    for name in ("Ada", "Al", "Bob"):
        user = make_user(session, *PERMISSIONS, name=name)
        client = app.test_client()
        open_session(client, session, user)
        if name != "Bob":
            since = today() - timedelta(days=1)
            facts = {"user_id": user.id, "from_on": since, "until_on": None}
            organisation.assign(session, post, **facts, by=by)
        made[name] = (user, client)
    session.commit()
    return made


@pytest.fixture
def runs(app, session, people, upload_as):
    for name, (_user, client) in people.items():
        upload_as(client, FILE.format(name=name))
    jobs.run_pending(app)
    found = session.execute(sa.select(ImportRun.created_by_id, ImportRun.id)).all()
    by_user = dict(map(tuple, found))
    session.rollback()
    return {name: by_user[user.id] for name, (user, _client) in people.items()}


@pytest.fixture
def give(session, people):
    """Let Ada's role reach so far in an area."""

    def reach(area, how) -> None:
        user, _client = people["Ada"]
        role = session.scalars(
            sa.select(Role.name).join(UserRole).where(UserRole.user_id == user.id)
        ).one()
        root = make_user(session, "*", name="Root")
        roles.change_role_reaches(session, {(role, area): how}, among=areas(), by=root)
        session.commit()

    return reach


def seen(text: str) -> set[str]:
    return {name for name in SEEN[Reach.ALL] if f"{name}bad" in text}


@pytest.mark.parametrize("area", [LEADS, IMPORTS])
@pytest.mark.parametrize("reach", SEEN, ids=str)
def test_the_list_shows_imports_as_far_as_the_reach(people, runs, give, area, reach) -> None:
    give(area, reach)
    _user, ada = people["Ada"]
    page = ada.get("/core/import_run/", headers=ENGLISH).text
    listed = {name for name, key in runs.items() if f'href="/core/import_run/{key}"' in page}
    assert listed == SEEN[reach]
    lines = ada.get("/core/import_run/?format=csv", headers=ENGLISH).text.splitlines()
    assert len(lines) == 1 + len(SEEN[reach])


@pytest.mark.parametrize("area", [LEADS, IMPORTS])
@pytest.mark.parametrize("reach", SEEN, ids=str)
def test_an_import_its_rows_and_its_files_are_shown_as_far_as_the_reach(
    people, runs, give, area, reach
) -> None:
    give(area, reach)
    _user, ada = people["Ada"]
    for name, key in runs.items():
        for path in ("", "?format=csv", "/refused", "/corrections"):
            answer = ada.get(f"/core/import_run/{key}{path}", headers=ENGLISH)
            assert answer.status_code == (200 if name in SEEN[reach] else 404), path
            assert seen(answer.text) == ({name} if name in SEEN[reach] else set()), path


@pytest.mark.parametrize("area", [LEADS, IMPORTS])
def test_nobody_does_anything_with_an_import_that_they_do_not_see(
    people, runs, give, area, session
) -> None:
    give(area, Reach.OWN)
    _user, ada = people["Ada"]
    for action in ("run", "check", "stop", "discard"):
        assert ada.post(f"/core/import_run/{runs['Bob']}/{action}").status_code == 404
    assert ada.post(f"/core/import_run/{runs['Ada']}/run").status_code == 303


def test_a_department_that_sees_no_row_still_sees_its_own_imports(
    people, runs, give, monkeypatch
) -> None:
    """Where a role shows nobody's rows, whoever imports sees what became of the file."""
    from dataclasses import replace

    from plugins.marketing.lead.models import Lead

    monkeypatch.setattr(Lead, "__rows__", replace(Lead.__rows__, unset=None))
    _user, ada = people["Ada"]
    statuses = [ada.get(f"/core/import_run/{key}").status_code for key in runs.values()]
    assert statuses == [200, 404, 404]


def test_the_imports_of_leads_and_tickets_belong_to_their_areas(app) -> None:
    known = app.extensions["bumen.importers"]
    found = {name: one.area for name, one in known.items() if one.area}
    assert found == {"leads": "marketing.lead", "tickets": "service.case"}
    assert set(found.values()) <= areas().keys()
