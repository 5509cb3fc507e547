"""Checks of a plugin's tables and migrations, on a database of their own."""

from __future__ import annotations

from collections.abc import Iterator

from core.contract.subject import NotExaminedError, Subject, all_mappers, table_of
from core.contract.suite import check
from core.schema import owned


@check(after=["works_alone"])
def tables_bear_its_name(subject: Subject) -> Iterator[str]:
    """All its tables begin with <plugin>_.

    Set __tablename__ = "<plugin>_<slice>".
    """
    for table in subject.tables:
        if not table.name.startswith(f"{subject.name}_"):
            yield table.name


@check(after=["works_alone"])
def refers_only_to_what_it_requires(subject: Subject) -> Iterator[str]:
    """Its foreign keys lead to its own tables, the core's or those of what it requires.

    For another plugin keep a number or a text instead, or require that plugin.
    """
    allowed = {"core", subject.name, *subject.required}
    for table in subject.tables:
        for key in table.foreign_keys:
            prefix = key.target_fullname.partition(".")[0]
            owner = _owner(prefix, subject)
            if owner not in allowed:
                yield f"{table.name} refers to {prefix}"


def _owner(table: str, subject: Subject) -> str:
    names = {"core", *subject.everything}
    return next((name for name in names if owned(table, name, names)), "")


@check(after=["works_alone"])
def leaves_models_of_others_alone(subject: Subject) -> Iterator[str]:
    """It adds no relationship to a model of the core or of another plugin.

    Use no backref; ask from your own side.
    """
    own = {table.name for table in subject.tables}
    for mapper in all_mappers():
        if mapper in subject.mappers:
            continue
        for relation in mapper.relationships:
            if table_of(relation.mapper) in own:
                yield f"{mapper.class_.__name__}.{relation.key}"


@check(after=["refers_only_to_what_it_requires"])
def migrations_go_up_and_down(subject: Subject) -> Iterator[str]:
    """Its migrations run up, down and up again, each with nothing but what it requires.

    Write downgrade() as the reverse of upgrade().
    """
    if subject.journey.error:
        yield subject.journey.error


@check(after=["tables_bear_its_name", "migrations_go_up_and_down"])
def migrations_make_what_the_models_say(subject: Subject) -> Iterator[str]:
    """After its migrations the tables are as its models say.

    Run: bumen db revision <plugin> "what changes".
    """
    yield from subject.journey.differences


@check(after=["tables_bear_its_name", "migrations_go_up_and_down"])
def migrations_touch_only_its_own_tables(subject: Subject) -> Iterator[str]:
    """Its migrations make and change no table of another.

    Extend a record of others by a table of your own with one row for each record.
    """
    before, after = subject.journey.before or {}, subject.journey.after or {}
    names = {"core", *subject.everything}
    for table in sorted(before.keys() | after.keys()):
        if before.get(table) != after.get(table) and not owned(table, subject.name, names):
            yield table


@check(after=["migrations_go_up_and_down", "migrations_touch_only_its_own_tables"])
def leaves_nothing_behind(subject: Subject) -> Iterator[str]:
    """After its downgrade the schema is what it was before it came.

    Drop in downgrade() whatever upgrade() makes: tables, indexes, triggers, types.
    """
    before, left = subject.journey.before, subject.journey.left
    if before is None or left is None:
        raise NotExaminedError("Its migrations did not run.")
    for table in sorted(before.keys() | left.keys()):
        if before.get(table) != left.get(table):
            yield table
