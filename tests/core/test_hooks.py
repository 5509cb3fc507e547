from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from pluggy import HookspecMarker

from core import extending, hooks
from core.breaker import MOST
from core.db import db
from core.errors import BusinessError
from core.extending import Action, ConflictError, ExtraColumn, FormPart, Holding, Panel, Tab
from core.forms import SubForm
from core.hooks import hookimpl
from core.hookspecs import Card
from core.numbering import Counter
from core.plugin_fault import queries as faults
from core.plugin_fault.models import PluginFault

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENGLISH = {"Accept-Language": "en"}


class plugin:  # noqa: N801 - it reads as a word of the test
    """A plugin that answers hooks by functions."""

    def __init__(self, **answers) -> None:
        vars(self).update({name: hookimpl(answer) for name, answer in answers.items()})


def crash(*_args) -> None:
    raise ZeroDivisionError


def ask(session) -> hooks.Answers:
    """Ask the plugins of a test; the bundled one that answers too has nothing to tell."""
    answers = hooks.call("holdings", session=session, user_id=1)
    answers[:] = [one for one in answers if one.plugin != "it_assets"]
    return answers


def test_everybody_answers_in_the_order_of_names(session, answering) -> None:
    for name in ("gamma", "alpha", "beta"):
        answering(plugin(holdings=lambda name=name: [Holding(name)]), name)
    assert [answer.plugin for answer in ask(session)] == ["alpha", "beta", "gamma"]


def test_an_answer_takes_the_arguments_that_it_names(session, answering) -> None:
    answering(plugin(holdings=lambda user_id: [Holding(str(user_id))]))
    assert ask(session) == [("sample", [Holding("1")])]


def test_one_that_crashes_is_left_out_and_what_it_wrote_is_undone(session, answering) -> None:
    def bad(session) -> None:
        session.execute(
            sa.text("INSERT INTO core_counter (series, month, value) VALUES ('b','',1)")
        )
        session.execute(sa.text("SELECT * FROM no_such_table"))

    def good(session) -> list[Holding]:
        return [Holding(str(session.scalar(sa.select(sa.func.count(Counter.id)))))]

    session.add(Counter(series="host", month="", value=1))
    answering(plugin(holdings=bad), "alpha")
    answering(plugin(holdings=good), "beta")
    answers = ask(session)
    assert (answers, answers.failed) == ([("beta", [Holding("1")])], ["alpha"])
    session.commit()
    assert session.scalars(sa.select(Counter.series)).all() == ["host"]


def test_a_plugin_that_ends_the_process_is_a_plugin_that_crashes(session, answering) -> None:
    def leave() -> None:
        raise SystemExit(1)

    answering(plugin(holdings=leave))
    assert ask(session).failed == ["sample"]


def test_a_refusal_is_an_answer_and_no_crash(session, answering) -> None:
    def refuse() -> None:
        raise BusinessError("No.")

    answering(plugin(holdings=refuse))
    for _time in range(MOST + 1):
        with pytest.raises(BusinessError, match="No"):
            ask(session)


def test_what_keeps_crashing_is_not_asked_for_a_while(session, answering) -> None:
    asked = []

    def bad() -> None:
        asked.append(1)
        raise ZeroDivisionError

    answering(plugin(holdings=bad))
    failed = [ask(session).failed for _time in range(3 * MOST)]
    assert (len(asked), failed) == (MOST, [["sample"]] * 3 * MOST)


def test_what_must_not_be_missed_fails_loudly_and_always(session, answering) -> None:
    answering(plugin(holdings=crash))
    for _time in range(3 * MOST):
        with pytest.raises(hooks.HookError, match="sample") as failed:
            hooks.demand("holdings", session=session, user_id=1)
        assert isinstance(failed.value.__cause__, ZeroDivisionError)


def test_a_hook_that_guards_by_its_name_fails_closed(session, answering) -> None:
    answering(plugin(check_invariants=crash))
    for _time in range(3 * MOST):
        with pytest.raises(hooks.HookError):
            hooks.call("check_invariants", session=session)


def test_a_settlement_never_misses_a_source_silently(sign_in, answering) -> None:
    answering(plugin(finance_payable_source=crash))
    days = {"period_from": "2026-01-01", "period_to": "2026-02-01"}
    answer = sign_in("finance.run.create").post("/finance/run/create", data=days, headers=ENGLISH)
    assert (answer.status_code, "The plugin sample failed" in answer.text) == (422, True)


def test_crashes_are_counted_where_an_administrator_sees_them(sign_in, session, answering) -> None:
    answering(plugin(dashboard_cards=crash), "loyalty")
    answering(plugin(dashboard_cards=crash), "loyalty.with_orders")
    client = sign_in("core.party.index")
    for _time in range(3):
        assert client.get("/").status_code == 200
    found = session.scalars(faults.recent("loyalty")).all()
    assert sorted((one.plugin, one.hook, one.count) for one in found) == [
        ("loyalty", "dashboard_cards", 3),
        ("loyalty.with_orders", "dashboard_cards", 3),
    ]
    assert found[0].error.startswith("ZeroDivisionError")
    assert session.scalars(faults.recent("loyal")).all() == []


def test_equal_crashes_of_one_request_are_one(session, app, answering) -> None:
    answering(plugin(holdings=crash))
    with app.app_context():
        for _time in range(4):
            hooks.call("holdings", session=db.session(), user_id=1)
    assert session.scalars(sa.select(PluginFault.count)).all() == [1]


def test_the_page_of_plugins_can_show_them(app, session) -> None:
    facts = {"plugin": "loyalty", "hook": "timeline", "error": "<b>KeyError", "last_at": NOON}
    session.add(PluginFault(count=2, **facts))
    session.commit()
    found = session.scalars(faults.every()).all()
    shown = app.jinja_env.get_template("macros/faults.html").module.faults
    with app.test_request_context(headers=ENGLISH):
        text = " ".join(str(shown(found)).split())
    assert "timeline</strong> failed 2 times" in text
    assert "<code>&lt;b&gt;KeyError</code>" in text
    assert str(shown([])).strip() == ""


def test_a_crash_is_kept_although_the_request_keeps_nothing(sign_in, session, answering) -> None:
    """On SQLite the request holds the only write lock while the plugin crashes."""

    def form(target):
        fields = type("Fields", (SubForm,), {})
        args = ("core.party.index", lambda session, record: {}, crash)
        return FormPart("loyalty", "L", fields, *args) if target == "core.party" else None

    answering(plugin(extend_form=form), "loyalty")
    data = {"code": "S1", "name": "A", "is_supplier": "y", "part-loyalty-shown": "1"}
    answer = sign_in("core.party.edit", "core.party.index").post("/core/party/create", data=data)
    assert answer.status_code == 422
    (fault,) = session.scalars(sa.select(PluginFault))
    assert (fault.plugin, fault.hook, fault.count) == ("loyalty", "extend_form", 1)


def everything(name: str) -> plugin:
    """Return a plugin that puts something of equal place everywhere."""
    may = "core.party.index"
    here = "core.party"

    def load(*_args):
        return {}

    def things(target):
        if target != here:
            return []
        template = "macros/faults.html"
        return [
            Panel(f"Panel {name}", template, may, load),
            Action(f"Action {name}", "/", may),
            Tab(name, f"Tab {name}", template, may, load),
            Panel(f"First panel {name}", template, may, load, order=1),
        ]

    def part(target):
        fields = type("Fields", (SubForm,), {})
        return FormPart(name, f"Part {name}", fields, may, load, load) if target == here else None

    def columns(target):
        return [ExtraColumn(name, f"Column {name}", may, load)] if target == here else []

    return plugin(
        extend_page=things,
        extend_form=part,
        extend_listing=columns,
        dashboard_cards=lambda: [Card(f"Card {name}", "7", "/", may)],
    )


def test_the_order_of_registration_changes_nothing(app, sign_in, make_party) -> None:
    party = make_party("S1")
    client = sign_in("core.party.index", "core.party.edit")
    urls = ("/", "/core/party/", f"/core/party/{party.id}", f"/core/party/{party.id}/edit")
    names = ["alpha", "beta", "delta", "gamma"]
    register = app.extensions["bumen.hooks"]
    pages = set()
    for seed in range(20):
        shuffled = random.Random(seed).sample(names, len(names))
        for name in shuffled:
            register.register(everything(name), name)
        try:
            texts = [client.get(url, headers=ENGLISH).text for url in urls]
        finally:
            for name in names:
                register.unregister(name=name)
        pages.add(re.sub(r'value="I[jm][^"]*"|"X-CSRFToken": "[^"]*"', "", "".join(texts)))
    (page,) = pages
    told = re.findall(r"(?:First panel|Panel|Action|Tab|Part|Column|Card) (?:alpha|gamma)", page)
    assert {"Column gamma", "First panel alpha", "Part alpha", "Card gamma"} <= set(told)
    assert page.index("First panel gamma") < page.index("Panel alpha")


def test_a_hook_for_one_plugin_is_refused_to_two(app, answering) -> None:
    def exclusive_rate(amount: int) -> int | None:
        """Return the one rate."""

    spec = HookspecMarker("bumen")(firstresult=True)(exclusive_rate)
    app.extensions["bumen.hooks"].add_hookspecs(SimpleNamespace(exclusive_rate=spec))
    answering(plugin(exclusive_rate=lambda amount: 1), "beta")
    extending.init_app(app)
    answering(plugin(exclusive_rate=lambda amount: 2), "alpha")
    with pytest.raises(ConflictError, match=r"exclusive_rate.*alpha and beta") as refused:
        extending.init_app(app)
    assert refused.value.plugins == ("alpha", "beta")


@pytest.mark.parametrize("key", ["", "a-b", "A", "1", "q", "sort", "page", "tab", "format"])
def test_a_key_is_a_small_word_of_its_own(key) -> None:
    with pytest.raises(ValueError, match="is no key"):
        Tab(key, "Tab", "x.html", "core.party.index", lambda session, record: {})


@pytest.mark.parametrize("answer", ["text", 7, {"a": 1}, [None]])
def test_an_answer_of_another_type_is_a_crash(app, session, answering, answer) -> None:
    answering(plugin(extend_page=lambda: answer))
    failed: list[str] = []
    asked = {"target": "sample.record", "record": None}  # no bundled plugin adds to it
    assert extending.gathered("extend_page", (Panel, Tab), failed=failed, **asked) == []
    assert failed == ["sample"]
