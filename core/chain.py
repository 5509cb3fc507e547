"""Seals the audit trail: every transaction's entries become one block of a hash chain.

An entry carries the SHA-256 of what it says.  Just before a transaction commits, these digests
and the hash of the block before make the hash of its own block, so nobody can change, add or
remove an entry later without breaking every block from there on.  Blocks are made one after
the other: the lock is taken last and held for the commit alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.history.models import Block, Entry

GROUP = "bumen.audit"
SEALED = "bumen.sealed"
GENESIS = "0" * 64
SAID = (
    "at",
    "actor_id",
    "actor_name",
    "action",
    "model",
    "record_id",
    "owner",
    "owner_id",
    "label",
    "changes",
    "transaction",
)
AT_ONCE = 5_000
ENTRIES = cast(sa.Table, Entry.__table__)
BLOCKS = cast(sa.Table, Block.__table__)


@dataclass
class Verdict:
    """What a look at the whole chain found; ``head`` is the last block as ``number:hash``."""

    blocks: int = 0
    entries: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)


def digest_of(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what an entry says, in hexadecimal."""
    said = [entry[name] for name in SAID]
    said[0] = said[0].isoformat(timespec="microseconds")
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _hash_of(before: str, number: int, transaction: str, digests: bytes | bytearray) -> str:
    """Return the hash of a block, in hexadecimal; each digest has a line of its own."""
    said = hashlib.sha256(f"{before}\n{number}\n{transaction}".encode())
    said.update(digests)
    return said.hexdigest()


def seal(session: Session) -> None:
    """Put the entries of a transaction into a block; called just before it commits."""
    if session.in_nested_transaction():
        return
    session.flush()
    group = session.info.get(GROUP)
    if group is None:
        return
    connection = session.connection()
    wanted = sa.select(ENTRIES.c.digest).where(ENTRIES.c.transaction == group)
    found = connection.scalars(wanted.order_by(ENTRIES.c.id)).yield_per(AT_ONCE)
    # An import writes half a million of them: as one text they take a quarter of the memory.
    digests = bytearray()
    for digest in found:
        digests += b"\n" + digest.encode()
    if not digests:
        return  # a SAVEPOINT took them back
    lock(session, BLOCKS.name)
    last = connection.execute(_last()).first()
    number, before = (last.id + 1, last.hash) if last else (1, GENESIS)
    block = {"id": number, "transaction": group, "entries": digests.count(b"\n")}
    block["hash"] = _hash_of(before, number, group, digests)
    connection.execute(sa.insert(BLOCKS), block)
    session.info[SEALED] = True


def verify(session: Session, kept: str = "") -> Verdict:
    """Recompute the whole chain.

    :param kept: a head that was noted earlier; the chain must still contain it.
    :raises BusinessError: if that is no head.
    """
    verdict, expected = Verdict(), _parsed(kept)
    before, number = GENESIS, 0
    for block, entries in _blocks(session):
        if block.id != number + 1:
            verdict.faults.append(_("Block %(number)s is missing.", number=number + 1))
        verdict.faults += _altered(entries)
        digests = "".join(f"\n{digest_of(one)}" for one in entries).encode()
        if _hash_of(before, block.id, block.transaction, digests) != block.hash:
            verdict.faults.append(
                _(
                    "Block %(number)s does not fit: of its %(told)s entries there are %(found)s.",
                    number=block.id,
                    told=block.entries,
                    found=len(entries),
                )
            )
        if expected.get(block.id) == block.hash:
            del expected[block.id]
        before, number = block.hash, block.id
        verdict.blocks += 1
        verdict.entries += len(entries)
    verdict.head = f"{number}:{before}" if number else ""
    verdict.faults += _unsealed(session)
    verdict.faults += [
        _("Block %(number)s is not the one that was noted.", number=one) for one in expected
    ]
    return verdict


def _last() -> sa.Select[Any]:
    return sa.select(BLOCKS.c.id, BLOCKS.c.hash).order_by(BLOCKS.c.id.desc()).limit(1)


def _parsed(kept: str) -> dict[int, str]:
    if not kept:
        return {}
    number, _colon, hashed = kept.partition(":")
    if not number.isdecimal() or len(hashed) != len(GENESIS):
        raise BusinessError(_("%(head)s is no head; it looks like 120:9f3c…", head=kept))
    return {int(number): hashed.lower()}


def _blocks(session: Session) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    parts = [ENTRIES.c[name].label(f"entry_{name}") for name in ("id", "digest", *SAID)]
    stored = (
        sa.select(BLOCKS, *parts)
        .outerjoin(ENTRIES, ENTRIES.c.transaction == BLOCKS.c.transaction)
        .order_by(BLOCKS.c.id, ENTRIES.c.id)
        .execution_options(yield_per=AT_ONCE)
    )
    rows = session.connection().execute(stored)
    for _number, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        yield lines[0], [_entry(line) for line in lines if line.entry_id is not None]


def _entry(row: Any) -> dict[str, Any]:
    return {name: getattr(row, f"entry_{name}") for name in ("id", "digest", *SAID)}


def _altered(entries: Iterable[dict[str, Any]]) -> list[str]:
    return [
        _("Entry %(id)s (%(label)s) was changed.", id=one["id"], label=one["label"])
        for one in entries
        if digest_of(one) != one["digest"]
    ]


def _unsealed(session: Session) -> list[str]:
    """Tell the entries of no block; those from before the chain began carry no digest."""
    sealed = sa.select(BLOCKS.c.transaction)
    first = sa.select(sa.func.min(ENTRIES.c.id)).where(ENTRIES.c.transaction.in_(sealed))
    outside = (
        sa.select(ENTRIES.c.id, ENTRIES.c.label)
        .where(
            ENTRIES.c.transaction.not_in(sealed),
            (ENTRIES.c.digest != "") | (ENTRIES.c.id > first.scalar_subquery()),
        )
        .order_by(ENTRIES.c.id)
    )
    return [
        _("Entry %(id)s (%(label)s) was added past the chain.", id=row.id, label=row.label)
        for row in session.connection().execute(outside)
    ]
