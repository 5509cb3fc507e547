"""Checks of what a plugin says about itself, without running it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from croniter import croniter

from core import loader
from core.contract.subject import NotExaminedError, Subject
from core.contract.suite import check
from core.manifest import SettingSpec, Text
from core.setting.rules import convert
from core.setting.services import currencies

DISTRIBUTION_DEPTH = 3
CRON_FIELDS = 5


@check()
def manifest_is_valid(subject: Subject) -> Iterator[str]:
    """Its plugin.toml can be read and fits this version of the core.

    Every key is described in docs/reference/settings.md and core/manifest.py; unknown keys are
    errors.
    """
    if subject.name not in subject.everything:
        yield f"There is no plugin {subject.name}."
        return
    reason = str(loader.misfit(subject.found, subject.everything))
    if reason:
        yield reason


@check()
def speaks_both_languages(subject: Subject) -> Iterator[str]:
    """Every text of its plugin.toml is there in English and in Chinese.

    Add zh_Hans beside en.
    """
    facts = subject.manifest
    texts: list[Text] = [facts.title, facts.summary, *facts.roles.values()]
    texts += [item.title for item in facts.menu]
    texts += [one.title for one in facts.permissions.values()]
    texts += [one.title for one in facts.jobs.values()]
    for spec in facts.settings.values():
        texts += [spec.title, *spec.choices.values(), *([spec.help] if spec.help else [])]
    yield from (f"{text.en!r} has no Chinese" for text in texts if not text.zh_Hans)
    yield from (f"{text.zh_Hans!r} has no English" for text in texts if not text.en)


@check()
def facts_bear_its_name(subject: Subject) -> Iterator[str]:
    """Its permissions, settings and jobs begin with its name.

    Write "<plugin>.<slice>.<verb>", "<plugin>.<word>" and "<plugin>.<slice>.<verb>".
    """
    facts = subject.manifest
    for kind, names in (
        ("permission", facts.permissions),
        ("setting", facts.settings),
        ("job", facts.jobs),
    ):
        for name in names:
            if not name.startswith(f"{subject.name}."):
                yield f"the {kind} {name}"


@check()
def settings_defaults_are_valid(subject: Subject) -> Iterator[str]:
    """The default of each setting is of the setting's kind.

    A choice is one of its choices, a rate a text such as "12 %".
    """
    for name, spec in subject.manifest.settings.items():
        if not _fits(spec):
            yield f"{name}: {spec.default!r} is no {spec.kind}"


def _fits(spec: SettingSpec) -> bool:
    text = str(spec.default).lower() if spec.kind == "boolean" else str(spec.default)
    try:
        convert(spec.kind, text)
    except ValueError:
        return False
    known = {"choice": spec.choices, "currency": currencies()}
    return text in known.get(spec.kind, [text])


@check()
def cron_lines_are_valid(subject: Subject) -> Iterator[str]:
    """Each job of its plugin.toml runs at times that a cron line of five fields names.

    "30 3 * * *" is half past three every night, in the company's time zone.
    """
    for name, job in subject.manifest.jobs.items():
        if len(job.cron.split()) != CRON_FIELDS or not croniter.is_valid(job.cron):
            yield f"{name}: {job.cron!r}"


@check()
def has_a_readme(subject: Subject) -> Iterator[str]:
    """It has a README that says what it is for and what it does.

    README.md lies beside plugin.toml or beside pyproject.toml.
    """
    parents = [subject.folder, *subject.folder.parents][:DISTRIBUTION_DEPTH]
    readable = (subject.folder / "README.md", *(path / "README.md" for path in parents[1:]))
    if readable[0].is_file() or any(_is_of_it(path) for path in readable[1:]):
        return
    try:
        if metadata(f"bumen-{subject.name}").get_payload():  # type: ignore[attr-defined]
            return
    except PackageNotFoundError:
        pass
    yield "There is no README.md."


def _is_of_it(readme: Path) -> bool:
    return readme.is_file() and (readme.parent / "pyproject.toml").is_file()


@check()
def is_listed_without_import(subject: Subject) -> Iterator[str]:
    """Listing the plugins runs none of its code.

    Its package must not be imported by another one; look for an import from outside.
    """
    if "listed" not in subject.seen:
        raise NotExaminedError(subject.seen.get("error") or "It was not found.")
    yield from (f"{module} was imported" for module in subject.seen["listed"])


@check()
def can_be_imported(subject: Subject) -> Iterator[str]:
    """Its plugin.py can be imported where only the core and what it requires is there.

    Import another plugin's contract in with_<other>.py only; that is imported when both are on.
    """
    if subject.seen.get("error"):
        yield subject.seen["error"]


@check(after=["can_be_imported"])
def import_has_no_side_effects(subject: Subject) -> Iterator[str]:
    """Importing it opens no database, connection, file or thread and changes no environment.

    Do such things in a view, a job or a command.
    """
    yield from subject.seen.get("events", ())
