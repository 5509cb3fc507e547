"""Checks of how a plugin is connected with the core: addresses, permissions, hooks."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Flask

from core import hookspecs
from core.contract.subject import NotExaminedError, Subject
from core.contract.suite import check
from core.openapi import ROOT
from core.permissions import PUBLIC, SIGNED_IN, permission_of

BUILT = (
    "manifest_is_valid",
    "can_be_imported",
    "menu_leads_somewhere",
    "answers_only_known_hooks",
)
OK = 200


def _bare(subject: Subject) -> Flask:
    """Mount its slices and nothing else."""
    app, parent = Flask("bare"), Blueprint(subject.name, "bare", url_prefix=f"/{subject.name}")
    for blueprint in getattr(subject.module, "blueprints", ()):
        named = Blueprint(blueprint.name, "bare")
        named.deferred_functions = [
            one for one in blueprint.deferred_functions if "add_url_rule" in one.__qualname__
        ]
        parent.register_blueprint(named, url_prefix=f"/{blueprint.name}")
    app.register_blueprint(parent)
    return app


@check(after=["manifest_is_valid", "can_be_imported"])
def menu_leads_somewhere(subject: Subject) -> Iterator[str]:
    """Every entry of its menu names a page and a permission of its own, or `signed_in`.

    The endpoint is "<plugin>.<slice>.<view>".
    """
    known = set(_bare(subject).view_functions)
    for item in subject.manifest.menu:
        if item.endpoint not in known:
            yield f"There is no page {item.endpoint}."
        if item.permission not in {SIGNED_IN, *subject.manifest.permissions}:
            yield f"There is no permission {item.permission}."


@check(after=["manifest_is_valid", "can_be_imported"])
def answers_only_known_hooks(subject: Subject) -> Iterator[str]:
    """Each function marked with @hookimpl answers a hook that exists, with its arguments.

    docs/reference/hooks.md lists them; an answer may leave arguments out.
    """
    known = _known_hooks(subject)
    for name, function in _answers(subject).items():
        if name not in known:
            yield f"There is no hook {name}."
            continue
        asked = set(inspect.signature(known[name]).parameters)
        for argument in inspect.signature(function).parameters:
            if argument not in asked:
                yield f"The hook {name} has no argument {argument}."


def _known_hooks(subject: Subject) -> dict[str, Callable[..., Any]]:
    return {
        name: function
        for module in (hookspecs, *subject.contracts)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if hasattr(function, "bumen_spec")
    }


def _answers(subject: Subject) -> Mapping[str, Callable[..., Any]]:
    return {
        name: function
        for name, function in inspect.getmembers(subject.module, inspect.isfunction)
        if hasattr(function, "bumen_impl")
    }


@check()
def asks_through_the_guard(subject: Subject) -> Iterator[str]:
    """It asks other plugins by core.hooks.call or demand, never by the bare hook.

    An answer that crashes would crash the page otherwise.
    """
    for source in subject.sources:
        for node in ast.walk(source.tree):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="hook"), attr=name)):
                    yield f"{subject.named(source.path)}:{node.lineno} hook.{name}"


@check(after=BUILT)
def works_alone(subject: Subject) -> Iterator[str]:
    """An app with the plugin and what it requires can be built.

    The reason is the error that the core met.
    """
    try:
        _app = subject.app
    except NotExaminedError as reason:
        yield str(reason)


@check(after=["works_alone", "migrations_go_up_and_down"])
def works_with_all(subject: Subject) -> Iterator[str]:
    """An app with the bundled plugins beside it can be built, and its first page opens.

    Something of it meets something of another plugin; the error names it.
    """
    _ready = subject.alone
    try:
        client = subject.administrator(subject.crowd)
    except NotExaminedError as reason:
        yield str(reason)
        return
    status = client.get("/").status_code
    if status != OK:
        yield f"The first page answers {status}."


@check(after=["works_alone"])
def addresses_bear_its_name(subject: Subject) -> Iterator[str]:
    """All its addresses begin with /<plugin>/ and all its endpoints with <plugin>.

    Those of the JSON API have /api/v1 and api. before that.  Give blueprints relative paths, and
    add no address to the app itself.
    """
    app = subject.app
    without = {rule.endpoint for rule in subject.without.url_map.iter_rules()}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in without:
            continue
        if not rule.rule.removeprefix(ROOT).startswith(f"/{subject.name}/"):
            yield f"the address {rule.rule}"
        if not rule.endpoint.removeprefix("api.").startswith(f"{subject.name}."):
            yield f"the endpoint {rule.endpoint}"


@check(after=["works_alone"])
def routes_declare_a_permission(subject: Subject) -> Iterator[str]:
    """Each page names a permission that its plugin.toml declares.

    Put @requires("<plugin>.<slice>.<verb>") below the route.
    """
    app = subject.app
    known = {PUBLIC, SIGNED_IN}
    for manifest in app.extensions["bumen.manifests"]:
        known |= set(manifest.permissions)
    own = f"api.{subject.name}."
    programs = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(own)]
    for rule in (*subject.rules(app), *programs):
        permission = permission_of(app, rule.endpoint)
        if permission not in known:
            yield f"{rule.endpoint}: {permission or 'none'}"


@check(after=["works_alone"])
def views_show_its_own_templates(subject: Subject) -> Iterator[str]:
    """Its views render templates of its own, and those exist.

    The name is "<plugin>/<slice>/<file>.html".
    """
    app = subject.app
    known = set(app.jinja_env.list_templates())
    for source in subject.sources:
        for node in ast.walk(source.tree):
            match node:
                case ast.Call(func=ast.Name(id="render"), args=[ast.Constant(value=str(name)), *_]):
                    if name not in known or not name.startswith(f"{subject.name}/"):
                        yield f"{subject.named(source.path)}:{node.lineno} {name}"


@check(after=["works_alone"])
def jobs_are_declared(subject: Subject) -> Iterator[str]:
    """Its jobs bear its name, and those that run by the clock exist.

    @job("<plugin>.<slice>.<verb>", …) in jobs.py, listed by plugin.py in `jobs`.
    """
    names = {job.name for job in getattr(subject.module, "jobs", ())}
    yield from (f"the job {name}" for name in names if not name.startswith(f"{subject.name}."))
    yield from (f"There is no job {name}." for name in set(subject.manifest.jobs) - names)
