"""Customers and cases for programs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.service.casework.rules import Outcome

ALL = "service.case.all"


def test_a_customer_is_entered_and_read_in_part(program):
    ask = program("service.customer.index", "service.customer.edit")
    body = {"name": "李雷", "identities": [{"kind": "phone", "value": "13812345678"}]}
    status, told = ask("POST", "service/customer/", body)
    assert (status, told["identities"][0]["value"]) == (201, "138****5678")
    status, again = ask("GET", f"service/customer/{told['id']}")
    assert (status, again["members"]) == (200, [told["id"]])
    assert told["name"] == ask("GET", "service/customer/?q=李雷")[1]["items"][0]["name"] == "李***"
    assert ask("GET", "service/customer/999")[0] == 404


def test_who_may_reads_identities_in_full(program, desk):
    party = desk.customer()
    desk.identity(party)
    ask = program("service.customer.index", "service.customer.name", "service.customer.reveal")
    told = ask("GET", f"service/customer/{party.id}")[1]
    assert told["name"] == ask("GET", "service/customer/")[1]["items"][0]["name"] == party.name
    assert told["identities"][0]["value"] == "+8613812345678"


def test_a_case_is_opened_answered_and_closed(program):
    ask = program("service.case.index", "service.case.create", "service.case.work", ALL)
    lines = [{"title": "Cup", "quantity": "1.5"}]
    status, case = ask(
        "POST", "service/case/", {"kind": "complaint", "subject": "x", "lines": lines}
    )
    assert (status, case["state"]) == (201, "new")
    assert Decimal(case["lines"][0]["quantity"]) == Decimal("1.5")
    url = f"case/{case['id']}"
    assert ask("POST", f"service/{url}/say", {"kind": "reply", "body": "Hello"})[0] == 200
    for verb in ("accept", "resolve", "close"):
        status, case = ask("POST", f"service/{url}/step", {"verb": verb})
        assert status == 200
    assert (case["state"], case["first_response_at"] is None) == ("closed", False)
    assert ask("POST", f"service/{url}/step", {"verb": "close"})[0] == 409
    assert ask("GET", "service/case/?stands=over")[1]["items"][0]["number"] == case["number"]


def test_a_program_closes_a_case_only_with_what_its_inspection_promised(program, desk, session):
    case = desk.step(desk.step(desk.case(), "accept"), "resolve")
    case.lines[0].outcome, case.lines[0].accepted = Outcome.REPAIR, Decimal(1)
    ask = program("service.case.index", "service.case.work", ALL)
    url, body = f"service/case/{case.id}/step", {"verb": "close"}
    status, told = ask("POST", url, body)
    assert (status, "Cup" in told["detail"]) == (409, True)
    assert ask("GET", f"service/case/{case.id}")[1]["state"] == "resolving"
    status, told = ask("POST", url, body | {"note": "repaired, sent back by ZT1"})
    assert (status, told["state"]) == (200, "closed")


@pytest.mark.parametrize("path", ["service/customer/", "service/case/"])
def test_a_program_without_permission_reads_and_writes_nothing(program, path):
    ask = program("service.sla.index")
    assert ask("GET", path)[0] == 403
    assert ask("POST", path, {})[0] == 403


def test_a_defect_is_logged_and_led_to_its_end(program, desk):
    desk.defect("D1")
    ask = program("service.quality.index", "service.quality.edit")
    body = {"defect": "d1", "product_code": "P1", "quantity": "2", "found_on": "2026-01-31"}
    assert ask("POST", "service/quality/", body | {"defect": "X"})[0] == 409
    status, record = ask("POST", "service/quality/", body)
    assert (status, record["defect"], record["state"]) == (201, "D1", "logged")
    url = f"service/quality/{record['id']}/step"
    for verb in ("confirm", "act", "verify", "close"):
        status, record = ask("POST", url, {"verb": verb, "note": "seen"})
        assert status == 200, record
    assert (record["state"], record["verification"]) == ("closed", "seen")
    assert ask("GET", "service/quality/?product=P1")[1]["items"][0]["number"] == record["number"]
