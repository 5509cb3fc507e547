"""What a process that answers pages does without."""

import subprocess
import sys

import pytest

HEAVY = {
    "alembic",
    "apprise",
    "authlib",
    "celery",
    "chinese_calendar",
    "markdown_it",
    "phonenumbers",
    "python_calamine",
    "rich",
    "segno",
    "typst",
    "urllib3",
    "webauthn",
    "xlsxwriter",
}
PAGES = ("/", "/core/party/", "/orders/order/", "/finance/settlement/", "/service/case/")
SERVED = """
import sys
from pathlib import Path
from core.app import create_app
from core.db import session
from core.scratch import open_session, settings_for
from core.user import services as users
url, folder, *pages = sys.argv[1:]
app = create_app(settings_for(url, Path(folder), None), serving=True)
client = app.test_client()
with app.app_context():
    facts = {"email": "a@example.com", "name": "Ada", "password": "tea-and-figures"}
    boss = users.create_user(
        session(), **facts, roles=["administrator"], by=users.system_user(session())
    )
    open_session(client, session(), boss)
assert {client.get(page).status_code for page in pages} == {200}
print(*{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.usefixtures("session")
def test_answering_pages_loads_nothing_that_only_other_work_needs(databases, tmp_path):
    asked = [sys.executable, "-c", SERVED, databases.current, str(tmp_path), *PAGES]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stdout.split())
