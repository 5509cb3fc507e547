"""The pages below /core/approval/."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core import approvals
from core.approval import queries, services
from core.approval.forms import DecisionForm, SignerForm
from core.approval.listing import ApprovalListing, title_of
from core.approval.models import Approval
from core.clock import now
from core.company import today
from core.db import session
from core.history import queries as history
from core.listing import Link
from core.permissions import SIGNED_IN, allowed, permission_of, requires
from core.saving import saved
from core.signature import queries as signatures
from core.signature.models import Verdict
from core.templating import render
from core.user.models import User
from core.user.queries import colleagues

blueprint = Blueprint("approval", __name__)

BOXES = {
    "index": _l("For me to sign"),
    "asked": _l("Asked by me"),
    "decided": _l("Decided by me"),
    "everything": _l("All"),
}
DONE = {
    Verdict.APPROVE: _l("%(record)s is signed."),
    Verdict.RETURN: _l("%(record)s is returned."),
    Verdict.REJECT: _l("%(record)s is rejected."),
}


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """List what waits for the reader's signature."""
    return _box(Approval.id.in_(signatures.waiting_for(current_user.id, today())))


@blueprint.get("/asked")
@requires(SIGNED_IN)
def asked() -> ResponseReturnValue:
    """List what the reader asked for."""
    return _box(Approval.requested_by_id == current_user.id)


@blueprint.get("/decided")
@requires(SIGNED_IN)
def decided() -> ResponseReturnValue:
    """List what the reader has signed, returned or rejected."""
    return _box(Approval.id.in_(signatures.decided_by(current_user.id)))


@blueprint.get("/everything")
@requires("core.approval.index")
def everything() -> ResponseReturnValue:
    """List every approval."""
    return _box(None)


@blueprint.get("/<int:approval_id>")
@requires(SIGNED_IN)
def detail(approval_id: int) -> ResponseReturnValue:
    """Show what is asked, who signed and who has to, and let the reader decide."""
    return _page(_approval(approval_id))


@blueprint.post("/<int:approval_id>/approve")
@requires(SIGNED_IN)
def approve(approval_id: int) -> ResponseReturnValue:
    """Sign."""
    return _decide(approval_id, Verdict.APPROVE)


@blueprint.post("/<int:approval_id>/give_back")
@requires(SIGNED_IN)
def give_back(approval_id: int) -> ResponseReturnValue:
    """Return it to whoever asked, with a reason."""
    return _decide(approval_id, Verdict.RETURN)


@blueprint.post("/<int:approval_id>/reject")
@requires(SIGNED_IN)
def reject(approval_id: int) -> ResponseReturnValue:
    """Reject it, with a reason."""
    return _decide(approval_id, Verdict.REJECT)


@blueprint.post("/<int:approval_id>/withdraw")
@requires(SIGNED_IN)
def withdraw(approval_id: int) -> ResponseReturnValue:
    """Take one's own question back."""
    services.withdraw(session(), _approval(approval_id), by=current_user, now=now())
    return _done(approval_id, _("The approval is withdrawn."))


@blueprint.post("/<int:approval_id>/add_signer")
@requires(SIGNED_IN)
def add_signer(approval_id: int) -> ResponseReturnValue:
    """Ask a colleague to sign too."""
    approval = _approval(approval_id)
    form = _signer_form(approval)
    return saved(
        form,
        lambda: services.add_signer(
            session(),
            approval,
            session().get(User, form.values["colleague"]),
            manages=allowed("core.approval_flow.edit"),
            by=current_user,
            now=now(),
        ),
        lambda _none: _done(approval_id, _("The colleague is asked to sign too.")),
        lambda: _page(_approval(approval_id), signer_form=form),
    )


def _decide(approval_id: int, verdict: Verdict) -> ResponseReturnValue:
    approval, form = _approval(approval_id), DecisionForm()
    label = approval.label
    return saved(
        form,
        lambda: services.decide(
            session(), approval, verdict, reason=form.reason.data or "", by=current_user, now=now()
        ),
        lambda _none: _done(approval_id, str(DONE[verdict]) % {"record": label}),
        lambda: _page(_approval(approval_id), form=form),
    )


def _done(approval_id: int, text: str) -> ResponseReturnValue:
    session().commit()
    flash(text, "success")
    return redirect(url_for("core.approval.detail", approval_id=approval_id), 303)


def _box(restrict: sa.ColumnElement[bool] | None) -> ResponseReturnValue:
    listing = ApprovalListing(restrict=restrict)
    if request.args.get("format") in {"csv", "xlsx"}:
        return listing.export(request.args, request.args["format"])
    tabs = [
        (title, url_for(f"core.approval.{name}"), request.endpoint == f"core.approval.{name}")
        for name, title in BOXES.items()
        if allowed(permission_of(current_app, f"core.approval.{name}") or "")
    ]
    return render("core/approval/index.html", page=listing.page(request.args), tabs=tabs)


def _signer_form(approval: Approval) -> SignerForm:
    step = services.open_step(approval)
    asked = [one.user_id for one in step.signers] if step else []
    form = SignerForm()
    people = session().scalars(colleagues())
    form.offer(people, [*asked, *(one.user_id for one in approval.preparers)])
    return form


def _page(approval: Approval, form: Any = None, signer_form: Any = None) -> str:
    kind = approvals.registered().get(approval.kind)
    principal = services.principal_of(session(), approval, current_user, now=now())
    names = {
        one.id: one.name for one in session().scalars(signatures.signatories_of_open(approval.id))
    }
    return render(
        "core/approval/detail.html",
        approval=approval,
        title=title_of(approval),
        url=Link(kind.page, kind.key, "record_id")(approval) if kind else "",
        principal=principal,
        principal_name=names.get(principal or 0, ""),
        is_requester=approval.requested_by_id == current_user.id,
        waiting=list(names.values()),
        form=form or DecisionForm(formdata=None),
        signer_form=signer_form or _signer_form(approval),
        may_add=principal is not None or allowed("core.approval_flow.edit"),
        history=session().scalars(history.of(Approval, approval.id)).all(),
    )


def _approval(approval_id: int) -> Approval:
    """Load an approval that concerns the reader, or that the reader may see for another reason."""
    approval = session().scalar(queries.approval(approval_id)) or abort(404)
    kind = approvals.registered().get(approval.kind)
    if allowed("core.approval.index") or (kind is not None and allowed(kind.reading)):
        return approval
    concerned = session().scalar(signatures.concerning([approval_id], current_user.id))
    if concerned is None and (
        services.principal_of(session(), approval, current_user, now=now()) is None
    ):
        abort(403)
    return approval
