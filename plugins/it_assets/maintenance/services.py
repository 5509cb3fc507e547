"""What can be done with maintenance.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.history.services import expect_version
from core.notification import services as notifications
from core.notifications import Facts, Notice
from core.numbering import next_number
from core.party.models import Party
from core.permissions import holds
from core.role import queries as roles
from core.setting import services as settings
from core.templating import day
from core.user.models import User
from plugins.it_assets.asset import services as assets
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.asset.rules import months_later
from plugins.it_assets.depreciation.rules import Method, month_number
from plugins.it_assets.maintenance import queries
from plugins.it_assets.maintenance.models import STATES, Maintenance, Plan
from plugins.it_assets.model.models import EquipmentModel

SERIES = "EM"
LOCK = "it_assets.maintenance"
NOTICE_DAYS = "it_assets.maintenance_days"
CARING, READING = "it_assets.maintenance.edit", "it_assets.maintenance.index"
NOTHING = Decimal("0.00")
FRESH = ("state", "started_on", "finished_on", "cost", "is_capitalised", "version_id")


def facts(session: Session, keys: Collection[int], reader: User | None) -> dict[int, Facts]:
    """Return when maintenance is due and where the asset is, to those who may read of it."""
    if reader is not None and not holds(reader, READING):
        return {}
    return {
        one.id: [
            (_l("Due"), day(one.due_on)),
            (_l("State"), str(STATES[one.state][0])),
            (_l("Holder"), one.asset.holder_name),
        ]
        for one in session.scalars(queries.told(keys))
    }


DUE = Notice(
    "it_assets.maintenance.due",
    _l("Maintenance will be due: %(label)s"),
    "it_assets.maintenance.detail",
    "maintenance_id",
    facts=facts,
)


def set_plan(
    session: Session,
    plan: Plan | None,
    model: EquipmentModel,
    *,
    title: str,
    months: int,
    is_active: bool = True,
    version: int = 0,
    by: User,
) -> Plan:
    """Say what is done every few months to all assets of a model.

    :param plan: the plan that is changed, none for a new one.
    :raises StaleEditError: if somebody else changed it since ``version``.
    :raises BusinessError: if the model has such a plan already.
    """
    lock(session, LOCK)
    if plan is None:
        plan = Plan(model_id=model.id)
    else:
        expect_version(session, plan, version)
    other = session.scalar(queries.plan_named(model.id, title.strip()))
    if other is not None and other != plan.id:
        raise BusinessError(_("%(model)s has such a plan already.", model=model), field="title")
    plan.model_id, plan.title, plan.months = model.id, title.strip(), months
    plan.is_active = is_active
    session.add(plan)
    session.flush()
    return plan


def report(
    session: Session,
    asset: Asset,
    *,
    title: str,
    due_on: date,
    plan: Plan | None = None,
    vendor: Party | None = None,
    begins: bool = False,
    by: User,
    on: date,
    now: datetime,
) -> Maintenance:
    """Write down what has to be done to an asset, and begin at once if it ``begins``.

    :raises BusinessError: if it begins and the asset is not ours any more.
    """
    made = Maintenance(
        number=next_number(session, SERIES, on=on),
        asset=asset,
        plan_id=plan.id if plan else None,
        vendor_id=vendor.id if vendor else None,
        title=title.strip(),
        due_on=due_on,
        cost=NOTHING,
        is_capitalised=False,
        reported_at=now,
        reported_by_id=by.id,
    )
    session.add(made)
    session.flush()
    if begins:
        start(session, made, by=by, on=on, now=now)
    return made


def asset_tagged(session: Session, tag: str) -> Asset:
    """Return the asset with a tag, in capitals or small.

    :raises BusinessError: if there is none.
    """
    asset = session.scalar(queries.asset_tagged(tag))
    if asset is None:
        raise BusinessError(_("No asset has this tag."), field="tag")
    return asset


def start(session: Session, maintenance: Maintenance, *, by: User, on: date, now: datetime) -> None:
    """Begin; the asset cannot be used meanwhile.

    :param maintenance: with its asset.
    :raises BusinessError: if it has begun already, or the asset is not ours any more.
    """
    session.refresh(maintenance, FRESH, with_for_update={"of": Maintenance})
    maintenance.move("start")
    maintenance.started_on = on
    session.flush()
    notifications.settle(session, (DUE,), record_id=maintenance.id, now=now)
    if maintenance.asset.state is not State.IN_REPAIR:
        assets.send_to_repair(session, maintenance.asset, by=by)


def finish(
    session: Session,
    maintenance: Maintenance,
    *,
    finished_on: date,
    cost: Decimal | None,
    result: str,
    by: User,
    on: date,
    now: datetime,
) -> bool:
    """Note how it ended; return whether nothing else keeps the asset in repair.

    :param maintenance: with its asset.
    :raises BusinessError: if it has not begun, or the day or the cost cannot be.
    """
    session.refresh(maintenance, FRESH, with_for_update={"of": Maintenance})
    maintenance.move("finish")
    if finished_on > on or (maintenance.started_on and finished_on < maintenance.started_on):
        message = _("Write a day between the beginning and today.")
        raise BusinessError(message, field="finished_on")
    cost = cost or NOTHING
    if cost < 0:
        raise BusinessError(_("A repair does not cost less than nothing."), field="cost")
    maintenance.finished_on, maintenance.cost = finished_on, cost
    maintenance.result, maintenance.finished_by_id = result.strip(), by.id
    session.flush()
    is_away = maintenance.asset.state is State.IN_REPAIR
    if is_away and session.scalar(queries.others_running(maintenance)) is None:
        assets.end_repair(session, maintenance.asset, by=by)
    return maintenance.asset.state is not State.IN_REPAIR


def cancel(session: Session, maintenance: Maintenance, *, by: User, now: datetime) -> None:
    """Do without it; a plan asks for it again.

    :raises BusinessError: if it has begun.
    """
    session.refresh(maintenance, FRESH, with_for_update={"of": Maintenance})
    maintenance.move("cancel")
    session.flush()
    notifications.settle(session, (DUE,), record_id=maintenance.id, now=now)


def capitalise(session: Session, maintenance: Maintenance, *, by: User) -> None:
    """Add the cost of a repair to that of the asset: it is depreciated with it from there on.

    :param maintenance: with its asset.
    :raises BusinessError: if it is not done, cost nothing, was added before, lies outside the
        useful life, or the same person wrote down what it cost.
    """
    session.refresh(maintenance, FRESH, with_for_update={"of": Maintenance})
    if maintenance.finished_on is None or not maintenance.cost or maintenance.is_capitalised:
        raise BusinessError(_("Only a finished repair with a cost can be added, and only once."))
    if not _has_room(maintenance.asset, maintenance.finished_on):
        raise BusinessError(
            _("A repair is added within the useful life only, and not to what wears by units.")
        )
    if by.id == maintenance.finished_by_id:
        raise BusinessError(_("You wrote down the cost; a colleague has to add it."))
    maintenance.is_capitalised, maintenance.capitalised_by_id = True, by.id
    session.flush()


def _has_room(asset: Asset, on: date) -> bool:
    begin = asset.in_use_on
    if begin is None or on < begin or asset.method is Method.UNITS:
        return False
    return month_number(begin, on) < asset.months


def look_ahead(session: Session, *, by: User, on: date, now: datetime) -> int:
    """Put what plans want done soon on the list, and tell those who care; return how much."""
    lock(session, LOCK)
    last_day = on + timedelta(days=int(str(settings.read(session, NOTICE_DAYS)[NOTICE_DAYS])))
    found = []
    for asset, plan, last_done_on in session.execute(queries.idle()):
        begin = last_done_on or asset.in_use_on or asset.purchased_on
        due_on = months_later(begin, plan.months) if begin else on
        if due_on <= last_day:
            found.append((asset, plan, due_on))
    people = set(session.scalars(roles.holding(CARING))) if found else set()
    for asset, plan, due_on in found:
        made = report(
            session, asset, title=plan.title, due_on=due_on, plan=plan, by=by, on=on, now=now
        )
        label = f"{asset} · {plan.title}"
        notifications.notify(session, DUE, people, record_id=made.id, label=label, by=by, now=now)
    return len(found)
