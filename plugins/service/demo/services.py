"""Fills a demo company.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.party.models import Party
from core.user import services as users
from core.user.models import User
from plugins.service.casework import services as casework
from plugins.service.casework.models import Case
from plugins.service.casework.rules import EventKind, Kind, OrderNamed, drafted
from plugins.service.contract import LinesWanted, SoldLine
from plugins.service.customer import services as customers
from plugins.service.defect import services as defects
from plugins.service.defect.models import Severity
from plugins.service.defect_rate import services as rates
from plugins.service.demo import queries
from plugins.service.duplicate import services as duplicates
from plugins.service.identity import services as identities
from plugins.service.identity.models import Consent
from plugins.service.identity.models import Kind as IdentityKind
from plugins.service.identity.services import Told
from plugins.service.progress import services as progress
from plugins.service.quality import services as records
from plugins.service.sla.models import Priority
from plugins.service.sold import services as sold

PEOPLE = 40
SHARING = 5  # every fifth has the telephone of the customer before
CASES = (
    (Kind.RETURN, "七天无理由退货", Priority.NORMAL, ("accept", "await_goods")),
    (Kind.COMPLAINT, "收到时有裂纹", Priority.HIGH, ("accept",)),
    (Kind.ENQUIRY, "什么时候发货", Priority.LOW, ("accept", "resolve", "close")),
    (Kind.REPAIR, "按键失灵", Priority.NORMAL, ()),
    (Kind.EXCHANGE, "颜色发错了", Priority.URGENT, ("accept", "await_goods", "receive")),
    (Kind.COMPLAINT, "物流太慢", Priority.NORMAL, ("accept", "resolve", "close")),
)
COUNT = 24
BAD_BATCH = 6  # units more than chance explains, so that there is an alarm to see
DEFECTS = (
    ("A01", "外观破损", Severity.MINOR),
    ("B01", "功能失灵", Severity.MAJOR),
    ("C01", "安全隐患", Severity.CRITICAL),
)


def seed(session: Session, *, by: User, today: date, now: datetime) -> list[str]:
    """Give customers numbers and open cases on what they bought; return what was done."""
    customers.note_buyers(session, source="orders", now=now)
    people = session.scalars(queries.some_customers(PEOPLE)).all()
    told = [
        Told(
            party.id,
            IdentityKind.PHONE,
            "",
            f"+86138{(at - (at % SHARING == SHARING - 1)) * 7919 % 10**8:08}",
            Consent.GIVEN,
        )
        for at, party in enumerate(people)
    ]
    added = identities.record_identities(session, told, source="demo", now=now).added
    pairs = duplicates.find(session, now=now)
    opened = _open(session, {party.id: party for party in people}, by, today, now)
    logged = _log_defects(session, by, today, now)
    return [
        _("%(count)s telephones of customers noted.", count=added),
        _("%(count)s possible duplicates found.", count=pairs),
        _("%(count)s cases opened.", count=opened),
        _("%(count)s defects logged.", count=logged),
    ]


def _open(session: Session, people: dict[int, Party], by: User, today: date, now: datetime) -> int:
    lines = sold.sold_lines(session, LinesWanted(party_ids=tuple(people)), limit=4 * COUNT)
    here = [line for line in lines if line.signed_on is not None]
    # Only of goods on their way does one ask where they are; the others are with the customer.
    coming = [line for line in lines if line.signed_on is None]
    agent = users.system_user(session)
    opened = 0
    for at in range(COUNT):
        waits = CASES[at % len(CASES)][0] is Kind.ENQUIRY
        offered = coming if waits else here
        if not offered:
            continue
        line = offered.pop(0)
        opened += 1
        since = now - timedelta(hours=5 * at)
        case = _case(session, line, people, at, by=agent, on=today, now=since)
        if at % 3:
            casework.say(
                session,
                case,
                kind=EventKind.REPLY,
                body="您好，已收到您的反馈，我们马上处理。",
                by=agent,
                now=since + timedelta(minutes=20),
            )
        for minutes, verb in enumerate(CASES[at % len(CASES)][3], start=30):
            progress.step(session, case, verb, by=agent, now=since + timedelta(minutes=minutes))
        if not at % 4:
            casework.assign(session, case, by, by=agent, now=now)
    return opened


def _log_defects(session: Session, by: User, today: date, now: datetime) -> int:
    """Log defects of what customers complain of, each further than the one before."""
    kinds = [
        defects.create_defect(session, code=code, name=name, severity=severity, by=by)
        for code, name, severity in DEFECTS
    ]
    lines = session.scalars(queries.lines_of((Kind.COMPLAINT, Kind.REPAIR))).all()
    for at, line in enumerate(lines):
        record = records.log_record(
            session,
            kinds[at % len(kinds)],
            product_code=line.product_code,
            title=line.title,
            batch=f"LOT-{today:%y%m}-{at % 4 + 1}",
            quantity=line.quantity + (BAD_BATCH if at == len(kinds) else 0),
            found_on=today - timedelta(days=at),
            supplier_id=line.supplier_id,
            case_id=line.case_id,
            by=by,
            on=today,
            now=now,
        )
        for verb in ("confirm", "notify", "act", "verify", "close")[: at % 6]:
            if verb in record.steps:
                records.step(
                    session, record, verb, by=by, now=now, note="改用加厚包装，抽检 30 件合格"
                )
    rates.watch(session, on=today, now=now)
    return len(lines)


def _case(
    session: Session,
    line: SoldLine,
    people: dict[int, Party],
    at: int,
    *,
    by: User,
    on: date,
    now: datetime,
) -> Case:
    kind, subject, priority, _steps = CASES[at % len(CASES)]
    return casework.open_case(
        session,
        kind=kind,
        subject=subject,
        body="",
        party=people.get(line.party_id or 0),
        lines=[drafted(line, line.quantity)],
        order=OrderNamed(line.order_number, line.order_id, line.signed_on),
        priority=priority,
        by=by,
        on=on,
        now=now,
    )
