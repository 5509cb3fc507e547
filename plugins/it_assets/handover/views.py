"""The pages below /it_assets/handover/."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.extras import record_page
from core.listing import answer
from core.party import queries as parties
from core.permissions import SIGNED_IN, requires
from core.saving import done, saved
from core.templating import render
from plugins.it_assets.asset import queries as assets
from plugins.it_assets.custody import queries as custodies
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.handover import queries, services
from plugins.it_assets.handover.forms import DueForm, HandoverForm, SignForm
from plugins.it_assets.handover.listing import HandoverListing
from plugins.it_assets.handover.models import KINDS, STATES, WAYS, Handover, Kind, Way
from plugins.it_assets.handover.rules import scanned

blueprint = Blueprint("handover", __name__)


@blueprint.get("/")
@requires("it_assets.handover.index")
def index() -> ResponseReturnValue:
    """List the handovers, the latest first."""
    return answer(HandoverListing(), "it_assets/handover/index.html")


@blueprint.get("/<int:handover_id>")
@requires("it_assets.handover.index")
def detail(handover_id: int) -> ResponseReturnValue:
    """Show a handover, and whether what was signed is unaltered."""
    handover = session().scalar(queries.whole(handover_id)) or abort(404)
    return render(
        "it_assets/handover/detail.html",
        handover=handover,
        **_words(handover),
        has_lapsed=handover.has_lapsed(today()),
        **record_page("it_assets.handover", handover),
    )


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.handover.edit")
def create() -> ResponseReturnValue:
    """Put assets together for somebody to receive or to give back."""
    kind = Kind.CHECK_IN if request.args.get("kind") == "check_in" else Kind.CHECK_OUT
    form = HandoverForm(kind=kind.value, tags="\n".join(_named()))
    return saved(
        form,
        lambda: services.prepare(
            session(),
            kind=form.kind.data,
            holder=_receiver(form),
            conditions=scanned(form.tags.data or ""),
            due_on=form.due_on.data,
            purpose=form.purpose.data or "",
            by=current_user,
            on=today(),
            now=now(),
        ),
        lambda one: done(
            _("%(number)s is prepared; now it is to be signed.", number=one.number),
            url_for("it_assets.handover.detail", handover_id=one.id),
        ),
        lambda: render("it_assets/handover/create.html", form=form),
    )


@blueprint.route("/<int:handover_id>/sign", methods=["GET", "POST"])
@requires("it_assets.handover.edit")
def sign(handover_id: int) -> ResponseReturnValue:
    """Let the holder sign on the device of the clerk."""
    handover = session().scalar(queries.whole(handover_id)) or abort(404)
    back = url_for("it_assets.handover.detail", handover_id=handover_id)
    return _sign(handover, Way.DEVICE, back)


@blueprint.route("/<int:handover_id>/edit", methods=["GET", "POST"])
@requires("it_assets.handover.edit")
def edit(handover_id: int) -> ResponseReturnValue:
    """Choose another day of return for what nobody has signed."""
    handover = session().scalar(queries.whole(handover_id)) or abort(404)
    number, form = handover.number, DueForm(obj=handover)
    return saved(
        form,
        lambda: services.change_due_day(
            session(), handover, due_on=form.due_on.data, by=current_user, on=today()
        ),
        lambda _none: done(
            _("%(number)s is changed; now it is to be signed.", number=number),
            url_for("it_assets.handover.detail", handover_id=handover_id),
        ),
        lambda: render(
            "it_assets/handover/edit.html", number=number, handover_id=handover_id, form=form
        ),
    )


@blueprint.post("/<int:handover_id>/cancel")
@requires("it_assets.handover.edit")
def cancel(handover_id: int) -> ResponseReturnValue:
    """Give up what nobody has signed."""
    handover = session().scalar(queries.whole(handover_id)) or abort(404)
    services.cancel(session(), handover, by=current_user, now=now())
    return done(
        _("%(number)s is cancelled.", number=handover.number),
        url_for("it_assets.handover.detail", handover_id=handover_id),
    )


@blueprint.get("/mine")
@requires(SIGNED_IN)
def mine() -> ResponseReturnValue:
    """Show what the reader has, and what waits for the reader's signature."""
    return render(
        "it_assets/handover/mine.html",
        waiting=session().scalars(queries.waiting_for(current_user.id)).all(),
        held=session().scalars(custodies.held_by(current_user.id)).all(),
        kinds=KINDS,
        today=today(),
    )


@blueprint.route("/<int:handover_id>/own", methods=["GET", "POST"])
@requires(SIGNED_IN)
def own(handover_id: int) -> ResponseReturnValue:
    """Sign for what one receives or gives back."""
    handover = session().scalar(queries.own(handover_id, current_user.id)) or abort(404)
    return _sign(handover, Way.ACCOUNT, url_for("it_assets.handover.mine"))


def _sign(handover: Handover, way: Way, back: str) -> ResponseReturnValue:
    form, key = SignForm(), handover.id
    return saved(
        form,
        lambda: services.sign(
            session(),
            handover,
            signature=form.signature.data or "",
            drawing=form.drawing.data or "",
            seen=form.seen.data or "",
            way=way,
            by=current_user,
            on=today(),
            now=now(),
        ),
        lambda _none: done(_("Thank you: %(number)s is signed.", number=handover.number), back),
        lambda: _sign_page(key, form, back),
    )


def _sign_page(key: int, form: SignForm, back: str) -> str:
    handover = session().scalars(queries.whole(key)).one()
    form.seen.data = handover.fingerprint
    return render(
        "it_assets/handover/sign.html",
        handover=handover,
        **_words(handover),
        has_lapsed=handover.has_lapsed(today()),
        form=form,
        back=back,
    )


def _words(handover: Handover) -> dict[str, object]:
    return {
        "kind": KINDS[handover.kind],
        "state": STATES[handover.state],
        "way": WAYS[handover.way] if handover.way else "",
    }


def _named() -> list[str]:
    """Return the tags that the address names: of some assets, or of all that a user has."""
    keys = request.args.getlist("asset", type=int)
    holder = request.args.get("holder", type=int)
    if holder:
        return [one.tag for one in session().scalars(assets.held_by(holder))]
    return [one.tag for one in session().scalars(assets.with_keys(keys))] if keys else []


def _receiver(form: HandoverForm) -> Holder | None:
    """Return whom the form names.

    :raises BusinessError: if it names several, or nobody has the code of the party.
    """
    code, name = (form.party.data or "").strip(), (form.name.data or "").strip()
    if sum(map(bool, (form.person.record, code, name))) > 1:
        raise BusinessError(_("Name one receiver only."), field="person")
    if user := form.person.record:
        return Holder(user.name, user_id=user.id)
    if code:
        party = session().scalar(parties.by_code(code))
        if party is None:
            raise BusinessError(_("There is no party %(code)s.", code=code), field="party")
        return Holder(party.name, party_id=party.id)
    return Holder(name) if name else None
