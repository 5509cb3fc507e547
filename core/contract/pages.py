"""Checks of a plugin's pages, asked for as browsers do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import BuildError, Rule

from core.contract.rows import fill
from core.contract.subject import Subject
from core.contract.suite import check
from core.db import db
from core.permissions import PUBLIC, permission_of

READY = ("works_alone", "migrations_go_up_and_down")
OK, BAD_REQUEST, NOT_FOUND, BROKEN = 200, 400, 404, 500
TURNED_AWAY = {400, 401, 403, 405}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
FEW, MORE = 2, 10


def _address(app: Flask, rule: Rule) -> str:
    values = {name: 1 for name in rule.arguments}
    try:
        return app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)
    except BuildError:
        return ""


def _asked(subject: Subject, app: Flask) -> Iterator[tuple[Rule, str, str]]:
    for rule in subject.rules(app):
        address = _address(app, rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if address:
                yield rule, address, method


@check(after=READY)
def turns_strangers_away(subject: Subject) -> Iterator[str]:
    """No page answers somebody who has not signed in, unless its permission is PUBLIC.

    The core sees to that; do not answer before it does.
    """
    app = subject.alone
    client = app.test_client()
    for rule, address, method in _asked(subject, app):
        if permission_of(app, rule.endpoint) == PUBLIC:
            continue
        answer = client.open(address, method=method)
        to_sign_in = "login" in answer.headers.get("Location", "")
        if answer.status_code not in TURNED_AWAY and not to_sign_in:
            yield f"{method} {address} answers {answer.status_code}"


@check(after=READY)
def unsafe_requests_need_a_token(subject: Subject) -> Iterator[str]:
    """Whatever changes something asks for the token against forged requests.

    Exempt nothing; put {{ form.hidden_tag() }} into the form.
    """
    app = subject.alone
    client = subject.administrator(app)
    for _rule, address, method in _asked(subject, app):
        if method in UNSAFE:
            status = client.open(address, method=method).status_code
            if status != BAD_REQUEST:
                yield f"{method} {address} answers {status} without a token"


@check(after=[*READY, "migrations_make_what_the_models_say"])
def pages_open(subject: Subject) -> Iterator[str]:
    """Its pages without an argument open, and those of records that do not exist say so.

    An answer of 500 is in the log with its traceback.
    """
    app = subject.alone
    client = subject.administrator(app)
    for rule, address, method in _asked(subject, app):
        if method == "GET":
            status = client.get(address).status_code
            if status >= BROKEN or (not rule.arguments and status >= BAD_REQUEST):
                yield f"{address} answers {status}"


@check(after=[*READY, "addresses_bear_its_name"])
def is_gone_when_off(subject: Subject) -> Iterator[str]:
    """With the plugin off, its addresses answer 404 and no menu leads to it.

    Change nothing of the core while being imported.
    """
    app = subject.alone
    addresses = {address for _rule, address, _method in _asked(subject, app)}
    off = subject.without
    client = subject.administrator(off)
    for address in sorted(addresses):
        status = client.get(address).status_code
        if status != NOT_FOUND:
            yield f"{address} answers {status}"
    if f'href="/{subject.name}/' in client.get("/").text:
        yield "A link of the first page leads to it."


@check(after=["asks_through_the_guard", "pages_open"])
def crashes_are_contained(subject: Subject) -> Iterator[str]:
    """When each of its hooks raises, the pages of the core still open.

    Ask hooks by core.hooks.call, which leaves out who crashes.
    """
    app = subject.alone
    client = subject.administrator(app)
    with _raising(app, subject.name):
        for rule in app.url_map.iter_rules():
            methods = rule.methods or set()
            if not rule.endpoint.startswith("core.") or rule.arguments or "GET" not in methods:
                continue
            status = client.get(rule.rule).status_code
            if status >= BROKEN:
                yield f"{rule.rule} answers {status}"


@contextmanager
def _raising(app: Flask, name: str) -> Iterator[None]:
    """Let every answer of a plugin raise for a while."""
    register, before = app.extensions["bumen.hooks"], []
    for plugin, module in list(register.list_name_plugin()):
        if plugin.partition(".")[0] != name or module is None:
            continue
        for caller in register.get_hookcallers(module) or ():
            for answer in caller.get_hookimpls():
                if answer.plugin_name == plugin:
                    before.append((answer, answer.function))
                    answer.function = _fail
    try:
        yield
    finally:
        for answer, function in before:
            answer.function = function


def _fail(*_args: Any, **_named: Any) -> None:
    raise RuntimeError("A check makes every hook of this plugin fail.")


@check(after=["pages_open"])
def lists_ask_a_constant_number_of_questions(subject: Subject) -> Iterator[str]:
    """A list asks the database as often for ten rows as for two.

    Read related rows with the list: joinedload, selectinload or a column of the query.
    """
    app = subject.alone
    client = subject.administrator(app)
    pages = [
        address
        for rule, address, method in _asked(subject, app)
        if method == "GET" and not rule.arguments
    ]
    counts = []
    for rows in (FEW, MORE):
        with app.app_context():
            fill(subject, rows)
        counts.append({address: _questions(app, client, address) for address in pages})
    for address in pages:
        if counts[0][address] != counts[1][address]:
            yield f"{address}: {counts[0][address]} for {FEW} rows, {counts[1][address]} for {MORE}"


def _questions(app: Flask, client: FlaskClient, address: str) -> int:
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    with app.app_context():
        engine = db.engine
    client.get(address)  # the first request fills caches
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        client.get(address)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(asked)
