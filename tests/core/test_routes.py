"""Every address of the app, with all bundled plugins: who is refused there, and what a forged
form meets."""

from __future__ import annotations

import pytest

from core import clock
from core.api_request import ROOT
from core.api_token import services as tokens
from core.permissions import PUBLIC, SIGNED_IN, permission_of
from core.testing import make_user

# Addresses for people who are not signed in, each with its reason.
PUBLIC_ROUTES = {
    "static": "the same files for everybody",
    "security.static": "the same files for everybody",
    "security.login": "one is not signed in before it",
    "security.logout": "ends what there is, if there is anything",
    "security.two_factor_setup": "the second step, for whom the first one let pass",
    "security.two_factor_token_validation": "the second step, for whom the first one let pass",
    "security.two_factor_rescue": "the second step without the app",
    "security.tf_select": "the second step, where there are several ways",
    "security.mf_recovery": "the second step with a code on paper",
    "core.passkey.challenge": "one is not signed in before it",
    "core.passkey.enter": "one is not signed in before it",
    "core.identity.begin": "one is not signed in before it",
    "core.identity.back": "one is not signed in before it",
    "core.health.index": "a program that watches the servers is no user",
    "core.user.preferences": "language and colours of the sign-in page",
    "marketing.go.follow": "whoever clicks a link of ours is no user",
    "marketing.go.scan": "whoever scans a code of ours is no user",
}
# Pages of Flask-Security that ask by themselves who one is.
GUARDED = {
    "security.verify",
    "security.change_password",
    "security.two_factor_setup_validate",
    "security.mf_recovery_codes",
}
# Pages for everybody who is signed in, by slice: what belongs to oneself, or what the view checks
# by the record that is asked for.
OWN = {
    "home": "",
    "core.dashboard": "index arrange reset",
    "core.favourite": "index mark",
    "core.saved_view": "index delete",
    "core.user_session": "index end end_others",
    "core.passkey": "index options create delete",
    "it_assets.handover": "mine own",
    "core.notification": "index everything detail read_all",
    "core.channel": "index test again delete",
    "core.delegation": "index create end",
    "core.help": "index detail",
}
BY_RECORD = {
    "core.approval": "index asked decided detail approve give_back reject withdraw add_signer",
    "core.attachment": "create detail file view delete",
    "core.bulk_run": "plan run",
    "core.comment": "create detail edit delete",
    "core.document": "index create detail file",
    "core.find": "index",
    "core.import_profile": "index delete map",
    "core.import_run": "index create detail run check discard refused correct stop",
    "core.job": "detail cancel retry",
    "api": "described",
}
EVERYBODY = {
    f"{slice_}.{verb}" if verb else slice_
    for slice_, verbs in (OWN | BY_RECORD).items()
    for verb in (verbs.split() or [""])
}


@pytest.fixture
def routes(app) -> list[tuple[str, str, str]]:
    """Every address once for each method, as (endpoint, method, path); every key is 1."""
    words = {"action": "enable"}  # where not every text is an address
    return [
        (rule.endpoint, method, rule.build(dict.fromkeys(rule.arguments, 1) | words, False)[1])
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def test_these_are_all_that_are_open(app) -> None:
    asked = {rule.endpoint: permission_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    public = {endpoint for endpoint, one in asked.items() if one == PUBLIC}
    assert public == PUBLIC_ROUTES.keys() | GUARDED
    assert {endpoint for endpoint, one in asked.items() if one == SIGNED_IN} == EVERYBODY


def test_who_is_not_signed_in_is_refused_everywhere(client, routes) -> None:
    let_in = []
    for endpoint, method, path in routes:
        if endpoint in PUBLIC_ROUTES:
            continue
        answer = client.open(path, method=method)
        is_led = answer.status_code == 303 and answer.location.startswith("/login")
        is_refused = answer.status_code == 401 or (method == "GET" and is_led)
        if not is_refused:
            let_in.append((method, path, answer.status))
    assert let_in == []


def test_who_holds_no_permission_is_refused_everywhere(session, sign_in, routes) -> None:
    browser = sign_in()
    # A token needs a scope; this one opens no address of the API.
    user = make_user(session, "core.api_token.index")
    _token, secret = tokens.issue(
        session, name="none", scopes=["core.api_token.index"], days=1, by=user, now=clock.now()
    )
    let_in, broken = [], []
    # What is one's own comes last: one may end one's session there.
    for endpoint, method, path in sorted(routes, key=lambda one: one[0] in EVERYBODY):
        if endpoint in PUBLIC_ROUTES.keys() | GUARDED:
            continue
        headers = {"Authorization": f"Bearer {secret}"} if path.startswith(ROOT) else {}
        answer = browser.open(path, method=method, headers=headers)
        if answer.status_code >= 500:
            broken.append((method, path, answer.status))
        elif endpoint not in EVERYBODY and answer.status_code != 403:
            let_in.append((method, path, answer.status))
    assert (let_in, broken) == ([], [])


def test_a_form_without_its_token_is_refused_everywhere(app, sign_in, routes, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    administrator = sign_in("*")
    taken = [
        (method, path)
        for _endpoint, method, path in routes
        if method != "GET" and not path.startswith(ROOT)
        if administrator.open(path, method=method).status_code != 400
    ]
    assert taken == []
