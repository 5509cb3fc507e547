"""What can be done with parties.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, loading
from core.db import lock
from core.errors import BusinessError
from core.history.services import expect_version
from core.party import queries
from core.party.models import ROLES, Contact, ContactKind, Identifier, Party
from core.reports import Verdict
from core.search import row_tokens
from core.user.models import User

LOCK = "core_party"
CHUNK = 1_000
TABLE = cast(sa.Table, Party.__table__)
CODE_LENGTH = Party.code.type.length or 0


@dataclass
class Upserted:
    """The ids of all given parties by code, and what became of them."""

    ids: dict[str, int] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    verdicts: dict[str, Verdict] = field(default_factory=dict)


FACTS = ("name", "is_company", "country", "region", "city")
MERGED = (*FACTS, *ROLES)
COLUMNS = ("code", *MERGED)
EMPTY = {"is_company": True, "country": "", "region": "", "city": "", "note": "", "is_active": True}


def create_party(
    session: Session,
    *,
    code: str,
    name: str,
    by: User,
    identifiers: Iterable[Mapping[str, str]] = (),
    contacts: Iterable[Mapping[str, Any]] = (),
    **facts: Any,
) -> Party:
    """Enter a party; ``facts`` are its other columns, at least one role among them.

    :raises BusinessError: if the code or an identifier is taken, or it has no role.
    """
    party = Party(code="", name=name.strip(), identifiers=[], contacts=[])
    _set_facts(session, party, code, facts)
    _set_identifiers(session, party, identifiers)
    _set_contacts(party, contacts)
    session.add(party)
    session.flush()
    return party


def edit_party(
    session: Session,
    party: Party,
    *,
    version: int,
    code: str,
    name: str,
    by: User,
    identifiers: Iterable[Mapping[str, str]] = (),
    contacts: Iterable[Mapping[str, Any]] | None = (),
    **facts: Any,
) -> None:
    """Change a party; ``identifiers`` and ``contacts`` are all that it has afterwards.

    :param contacts: None if the person may not see them; they stay as they are.

    :param version: the version that the person saw before typing.
    :raises StaleEditError: if somebody else changed it since.
    :raises BusinessError: if the code or an identifier is taken, or it would have no role.
    """
    expect_version(session, party, version)
    party.name = name.strip()
    _set_facts(session, party, code, facts)
    _set_identifiers(session, party, identifiers)
    if contacts is not None:
        _set_contacts(party, contacts)
    # A change of a contact alone is a change of the party, too: the next editor must notice.
    if session.new or any(session.is_modified(one) for one in session.dirty):
        party.version_id = version + 1
    session.flush()


def reveal(session: Session, party: Party, *, by: User) -> None:
    """Write down that somebody saw all contacts of a party in full; nothing if it has none."""
    if party.contacts:
        audit.record(session, Party, party.id, str(party), audit.REVEAL)


def deactivate(session: Session, party: Party, *, by: User) -> None:
    """Take a party out of the lists that one chooses from; its records stay.

    :raises BusinessError: if it is inactive already.
    """
    if not party.is_active:
        raise BusinessError(_("%(party)s is inactive already.", party=party))
    party.is_active = False
    session.flush()


def activate(session: Session, party: Party, *, by: User) -> None:
    """Bring a party back that was deactivated.

    :raises BusinessError: if it is active already.
    """
    if party.is_active:
        raise BusinessError(_("%(party)s is active already.", party=party))
    party.is_active = True
    session.flush()


def upsert_parties(session: Session, rows: Iterable[Mapping[str, Any]], *, by: User) -> Upserted:
    """Add the parties that are new and change those that differ, a thousand at a time.

    A row holds ``code`` and any of name, is_company, country, region, city and the four roles.
    What it leaves out, or leaves empty, stays as it is; roles are given and never taken away.
    Rows with the same code add up, the later one counts where they differ.

    :raises BusinessError: if a new party has no role, or a code is empty or too long.
    """
    wanted: dict[str, dict[str, Any]] = {}
    for row in rows:
        code = str(row["code"]).strip()
        _check_code(code)
        told = {name: value for name, value in row.items() if _tells(name, value)}
        wanted.setdefault(code, {}).update(told, code=code)
    lock(session, LOCK)  # two imports must not add the same party
    session.flush()
    result, codes = Upserted(), list(wanted)
    for start in range(0, len(codes), CHUNK):
        _upsert(session, {code: wanted[code] for code in codes[start : start + CHUNK]}, result)
    for party in [one for one in session.identity_map.values() if isinstance(one, Party)]:
        session.expire(party, COLUMNS)
    return result


def _tells(name: str, value: Any) -> bool:
    return name in COLUMNS and value not in (None, "") and (name not in ROLES or bool(value))


def _upsert(session: Session, wanted: Mapping[str, Mapping[str, Any]], result: Upserted) -> None:
    columns = [getattr(Party, name) for name in ("id", *COLUMNS)]
    stored = {row.code: row._asdict() for row in session.execute(queries.stored(wanted, *columns))}
    new = [_new_values(row) for code, row in wanted.items() if code not in stored]
    if new:
        keys = loading.keys(session, TABLE, len(new))
        rows = ((key, *values.values()) for key, values in zip(keys, new, strict=True))
        loading.insert(session, TABLE, ("id", *new[0]), rows)
        result.ids |= {values["code"]: key for key, values in zip(keys, new, strict=True)}
        audit.record_many(
            session,
            Party,
            "create",
            (
                (
                    result.ids[values["code"]],
                    _label(values),
                    {name: [None, values[name]] for name in COLUMNS},
                )
                for values in new
            ),
        )
    changed = {
        code: changes
        for code, before in stored.items()
        if (changes := _differences(before, wanted[code]))
    }
    _change(session, stored, changed)
    result.ids |= {code: before["id"] for code, before in stored.items()}
    result.added += len(new)
    result.changed += len(changed)
    result.unchanged += len(stored) - len(changed)
    told = dict.fromkeys(wanted, Verdict.ADDED) | dict.fromkeys(stored, Verdict.UNCHANGED)
    result.verdicts |= told | dict.fromkeys(changed, Verdict.CHANGED)


def _new_values(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {**EMPTY, **dict.fromkeys(ROLES, False), "name": row["code"], **row}
    if not any(values[flag] for flag in ROLES):
        raise BusinessError(_no_role())
    return {name: values[name] for name in (*COLUMNS, "note", "is_active")} | {
        "version_id": 1,
        "search_tokens": row_tokens(Party, values),
    }


def _differences(before: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [before[name], row[name]]
        for name in MERGED
        if name in row and row[name] != before[name]
    }


def _change(
    session: Session,
    stored: Mapping[str, Mapping[str, Any]],
    changed: Mapping[str, Mapping[str, list[Any]]],
) -> None:
    if not changed:
        return
    after = {
        code: {**stored[code], **{name: pair[1] for name, pair in changes.items()}}
        for code, changes in changed.items()
    }
    session.execute(
        sa.update(TABLE)
        .where(TABLE.c.id == sa.bindparam("its_id"))
        .values(
            {name: sa.bindparam(f"new_{name}") for name in (*MERGED, "search_tokens")}
            | {"version_id": TABLE.c.version_id + 1}
        ),
        [
            {f"new_{name}": values[name] for name in MERGED}
            | {"its_id": values["id"], "new_search_tokens": row_tokens(Party, values)}
            for values in after.values()
        ],
    )
    audit.record_many(
        session,
        Party,
        "change",
        ((after[code]["id"], _label(after[code]), changes) for code, changes in changed.items()),
    )


def _label(values: Mapping[str, Any]) -> str:
    return f"{values['name']} ({values['code']})"


def _set_facts(session: Session, party: Party, code: str, facts: Mapping[str, Any]) -> None:
    code = code.strip()
    _check_code(code)
    if code != party.code and session.scalar(queries.by_code(code)) is not None:
        raise BusinessError(_("There is a party with the code %(code)s.", code=code), field="code")
    party.code = code
    for name, value in facts.items():
        setattr(party, name, value.strip() if isinstance(value, str) else value)
    if not any(getattr(party, flag) for flag in ROLES):
        raise BusinessError(_no_role(), field="is_supplier")


def _set_identifiers(session: Session, party: Party, wanted: Iterable[Mapping[str, str]]) -> None:
    present = {(one.scheme, one.value): one for one in party.identifiers}
    kept = []
    for key in dict.fromkeys((one["scheme"].strip(), one["value"].strip()) for one in wanted):
        if key not in present:
            with session.no_autoflush:
                owner = session.scalar(queries.identified(*key))
            if owner is not None:
                raise BusinessError(
                    _(
                        "%(scheme)s %(value)s belongs to %(party)s.",
                        scheme=key[0],
                        value=key[1],
                        party=owner,
                    ),
                    field="identifiers",
                )
        kept.append(present.get(key) or Identifier(scheme=key[0], value=key[1]))
    party.identifiers = kept


def _set_contacts(party: Party, wanted: Iterable[Mapping[str, Any]]) -> None:
    present = {(one.kind, one.value): one for one in party.contacts}
    kept: dict[tuple[ContactKind, str], Contact] = {}
    for one in wanted:
        key = (ContactKind(one["kind"]), one["value"].strip())
        contact = kept.setdefault(key, present.get(key) or Contact(kind=key[0], value=key[1]))
        contact.label = one.get("label", "").strip()
        contact.is_primary = bool(one.get("is_primary"))
    party.contacts = list(kept.values())


def _check_code(code: str) -> None:
    if not code.strip() or len(code) > CODE_LENGTH:
        raise BusinessError(
            _("A code has 1 to %(count)s characters.", count=CODE_LENGTH), field="code"
        )


def _no_role() -> str:
    return _("A party has at least one role: supplier, customer, partner or vendor.")
