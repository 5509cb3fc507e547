"""The register of checks, and how they are run and told."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from importlib import import_module

from core import loader
from core.config import Settings
from core.contract import probe
from core.contract.scratch import database
from core.contract.subject import NotExaminedError, Subject
from core.loader import Found

THEMES = ("facts", "code", "texts", "wiring", "tables", "pages")
Function = Callable[[Subject], Iterable[str]]


@dataclass(frozen=True)
class Check:
    """One thing that a plugin owes; its docstring says what, and then what to do.

    ``after`` names checks whose faults explain those of this one, which is then left out.
    """

    name: str
    owed: str
    remedy: str
    function: Function
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What became of one check: its faults, or why it was not examined."""

    check: Check
    faults: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def failed(self) -> bool:
        """Whether what builds on it cannot be examined."""
        return bool(self.faults or self.skipped)


CHECKS: dict[str, Check] = {}


def check(*, after: Sequence[str] = ()) -> Callable[[Function], Function]:
    """Register a function of a :class:`Subject` that tells the faults it finds."""

    def declare(function: Function) -> Function:
        owed, _, remedy = (inspect.getdoc(function) or "").partition("\n\n")
        name = function.__name__
        CHECKS[name] = Check(name, " ".join(owed.split()), remedy, function, tuple(after))
        return function

    return declare


def checks() -> dict[str, Check]:
    """Return every check by name, in the order to run them."""
    for theme in THEMES:
        import_module(f"core.contract.{theme}")
    return CHECKS


@contextmanager
def subjects(
    names: Sequence[str], found: dict[str, Found], settings: Settings
) -> Iterator[Iterator[Subject]]:
    """Prepare plugins for examination, each on an empty database beside that of the settings."""
    seen = probe.look(names, settings.plugin_path)

    def prepare() -> Iterator[Subject]:
        for name in names:
            with database(settings.database_url) as url:
                yield Subject(name, found, settings.plugin_path, url, seen.get(name, {}))

    yield prepare()


def examine(subject: Subject, only: Collection[str] = ()) -> list[Verdict]:
    """Run the checks on one plugin, all of them if none is chosen."""
    verdicts: dict[str, Verdict] = {}
    for one in checks().values():
        if only and one.name not in only:
            continue
        explained = [name for name in one.after if name in verdicts and verdicts[name].failed]
        if explained:
            verdicts[one.name] = Verdict(one, skipped=f"see {_first(explained[0], verdicts)}")
            continue
        try:
            with redirect_stderr(io.StringIO()):  # checks provoke errors, which are logged
                verdicts[one.name] = Verdict(one, tuple(one.function(subject)))
        except NotExaminedError as reason:
            verdicts[one.name] = Verdict(one, skipped=str(reason))
        except Exception as error:  # what is examined is code of somebody else
            verdicts[one.name] = Verdict(one, (f"{type(error).__name__}: {error}",))
    return list(verdicts.values())


def _first(name: str, verdicts: Mapping[str, Verdict]) -> str:
    """Return the fault that a chain of left out checks goes back to."""
    cause = verdicts[name].skipped.removeprefix("see ")
    return cause if cause in verdicts else name


def examine_all(
    names: Sequence[str], settings: Settings, only: Collection[str] = ()
) -> dict[str, list[Verdict]]:
    """Run the checks on several plugins; return the verdicts by plugin."""
    found = loader.installed() | loader.add_paths(settings.plugin_path.split(":"))
    with subjects(names, found, settings) as prepared:
        return {subject.name: examine(subject, only) for subject in prepared}
