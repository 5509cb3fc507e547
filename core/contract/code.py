"""Checks of how a plugin's code is laid out, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from core.contract.subject import Source, Subject
from core.contract.suite import check

OUTSIDE_OF_CONTRACTS = {"flask", "flask_sqlalchemy", "sqlalchemy", "core.db"}
INTERNAL = {"core.app", "core.loader", "core.reload", "core.quarantine", "core.trial"}


def imports(tree: ast.Module) -> Iterator[str]:
    """Return what a file imports when it runs, not what only a type checker reads."""
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@check()
def says_what_it_is(subject: Subject) -> Iterator[str]:
    """Its package, each slice and each module begin with a docstring.

    One sentence: what it is, in the words of the business.
    """
    for source in subject.sources:
        if "tests" not in source.path.parts and not ast.get_docstring(source.tree):
            yield subject.named(source.path)


@check()
def contract_holds_only_types(subject: Subject) -> Iterator[str]:
    """Its contract.py imports no Flask, no SQLAlchemy and no slice.

    A contract is frozen dataclasses, Protocols and hookspecs; import types below
    `if TYPE_CHECKING:`.
    """
    package = subject.found.package
    for source in subject.sources:
        if subject.named(source.path) == "contract.py":
            for name in sorted(set(imports(source.tree))):
                if any(_within(name, one) for one in {*OUTSIDE_OF_CONTRACTS, package}):
                    yield name


@check()
def meets_others_in_their_contract(subject: Subject) -> Iterator[str]:
    """It imports of other plugins only their contract, and that only in with_<other>.py.

    The contract of a plugin that it requires may be imported anywhere.
    """
    for other in subject.everything.values():
        if other.name == subject.name:
            continue
        for source in subject.sources:
            names = sorted({one for one in imports(source.tree) if _within(one, other.package)})
            if names and not _may_import(subject, source, other.name):
                yield f"{subject.named(source.path)} imports {names[0]}"
            for name in names:
                if not _within(name, f"{other.package}.contract") and name != other.package:
                    yield f"{subject.named(source.path)} imports {name}"


def _may_import(subject: Subject, source: Source, other: str) -> bool:
    is_bridge = subject.named(source.path) == f"with_{other}.py"
    return is_bridge or other in subject.manifest.requires


@check()
def uses_what_is_public(subject: Subject) -> Iterator[str]:
    """It imports no module that is internal to the core, and no page of the core.

    What plugins may use is in docs/reference; ask for more where something is missing.
    """
    for source in subject.sources:
        for name in sorted(set(imports(source.tree))):
            is_view = name.startswith("core.") and "views" in name.split(".")
            if is_view or any(_within(name, one) for one in INTERNAL):
                yield f"{subject.named(source.path)} imports {name}"


@check()
def services_leave_the_transaction_open(subject: Subject) -> Iterator[str]:
    """Its services and queries never commit or roll back.

    The view, the job or the command commits, once.
    """
    for source in subject.sources:
        if source.path.stem not in {"services", "queries", "models", "rules"}:
            continue
        for node in ast.walk(source.tree):
            match node:
                case ast.Call(func=ast.Attribute(attr="commit" | "rollback" as ending)):
                    yield f"{subject.named(source.path)}:{node.lineno} {ending}"
