"""Whatever the description of the API allows is answered as the description says."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection

from core import clock
from core.api_token import services
from core.party.models import Contact, ContactKind, Party
from core.permissions import PUBLIC, SIGNED_IN, permission_of
from core.testing import make_user

EXAMPLES = 6
ACCEPTED = ["2xx", 401, 403, 404, 409, 412, 429]  # 412: another request was faster
CONFIG = {
    "generation": {"allow-x00": False},  # refused for every text, which no schema can say
    "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
}


@pytest.fixture
def secret(app, session) -> str:
    """A token of somebody who may do everything, and something to be found."""
    user = make_user(session, "*")
    party = Party(code="S1", name="云杉", is_supplier=True)
    party.contacts = [Contact(kind=ContactKind.PHONE, value="13812345678")]
    session.add(party)
    rules = [one for one in app.url_map.iter_rules() if one.rule.startswith("/api/v1/")]
    scopes = {permission_of(app, one.endpoint) for one in rules} - {PUBLIC, SIGNED_IN}
    _token, secret = services.issue(
        session, name="t", scopes=sorted(scopes), days=1, by=user, now=clock.now()
    )
    session.commit()
    return secret


def excused(path: str) -> list[Any]:
    """Return the checks that do not hold: a batch is taken, and each bad item refused by itself."""
    return [negative_data_rejection] if "/orders/intake/" in path else []


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_keeps_its_promises(app, session, secret, mode) -> None:
    session.commit()
    bearer = {"Authorization": f"Bearer {secret}"}
    config = SchemathesisConfig.from_dict(CONFIG)
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", app, headers=bearer, config=config
    )
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode))
        def promise(case) -> None:
            case.call_and_validate(headers=bearer, excluded_checks=excused(case.path))

        promise()
