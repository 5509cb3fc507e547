"""Parts of pages are kept, and never shown to somebody whom they were not made for."""

from __future__ import annotations

import pytest

from core.menu import address, kept

TEMPLATE = """{% macro greeting(word, count, name) -%}
{{ word }}, <b>{{ name }}</b>!
{%- if count %} {{ count }}{% endif %}
{%- endmacro %}"""


@pytest.fixture
def greeting(app):
    return app.jinja_env.from_string(TEMPLATE).module.greeting


@pytest.fixture
def greet(app, greeting):
    """Return what a visitor is greeted with."""

    def told(*inputs, **holes) -> str:
        with app.app_context(), app.test_request_context("/login"):
            return str(kept(greeting, *inputs, **holes))

    return told


def test_a_hole_is_filled_for_each_page_and_escaped(greet) -> None:
    assert greet("Hello", 0, name="Ada") == "Hello, <b>Ada</b>!"
    assert greet("Hello", 0, name="<i>") == "Hello, <b>&lt;i&gt;</b>!"


def test_other_inputs_make_another_part(greet) -> None:
    assert greet("Hello", 0, name="Ada") == "Hello, <b>Ada</b>!"
    assert greet("Hello", 3, name="Ada") == "Hello, <b>Ada</b>! 3"


def test_who_may_do_less_gets_a_menu_of_their_own(sign_in) -> None:
    link = 'href="/core/user/"'
    assert link in sign_in("*").get("/").text
    assert link not in sign_in("core.party.index").get("/").text
    assert link in sign_in("core.user.index").get("/").text


def test_a_short_name_leads_to_the_slice_of_each_page(app) -> None:
    for page in ("/core/user/", "/core/party/", "/core/user/"):
        with app.app_context(), app.test_request_context(page):
            assert address(".index") == page


def test_an_address_is_the_one_below_which_the_app_is_reached(app) -> None:
    for root in ("", "/erp"):
        with app.app_context(), app.test_request_context("/", base_url=f"http://localhost{root}"):
            assert address("home") == f"{root}/"
