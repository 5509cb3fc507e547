"""The pages below /marketing/link/."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import session
from core.errors import BusinessError
from core.forms import SelectChoice
from core.history import queries as history
from core.history.services import StaleEditError
from core.listing import answer
from core.permissions import allowed, requires
from core.setting import services as settings
from core.templating import render
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel
from plugins.marketing.hit import queries as hit_queries
from plugins.marketing.hit.listing import HitListing
from plugins.marketing.hit.models import Hit
from plugins.marketing.link import queries, rules, services
from plugins.marketing.link.forms import LinkEditForm, LinkForm
from plugins.marketing.link.listing import LinkListing
from plugins.marketing.link.models import Link

blueprint = Blueprint("link", __name__)
FORMATS = {"svg": "image/svg+xml", "png": "image/png"}
BASE = "marketing.link_base"
HOSTS = "marketing.hosts"


@blueprint.get("/")
@requires("marketing.link.index")
def index() -> ResponseReturnValue:
    """List the links, the latest first."""
    return answer(LinkListing(), "marketing/link/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("marketing.link.edit")
def create() -> ResponseReturnValue:
    """Build a link."""
    form = LinkForm(campaign=request.args.get("campaign", type=int))
    form.channel.choices = [
        SelectChoice(one.id, one.name) for one in session().scalars(channels.in_use())
    ]
    form.campaign.choices = [
        SelectChoice(0, _("No campaign")),
        *(SelectChoice(key, name) for key, name in session().execute(campaigns.open_names())),
    ]
    if form.submitted():
        channel = session().get(Channel, form.channel.data) or abort(404)
        campaign = session().get(Campaign, form.campaign.data) if form.campaign.data else None
        try:
            link = services.create(
                session(),
                channel,
                campaign,
                title=form.title.data or "",
                target=form.target.data or "",
                hosts=_hosts(),
                by=current_user,
                now=now(),
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            return redirect(url_for("marketing.link.detail", link_id=link.id), 303)
    return render("marketing/link/create.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:link_id>")
@requires("marketing.link.index")
def detail(link_id: int) -> ResponseReturnValue:
    """Show a link, its code and how often it was followed."""
    link = _link(link_id)
    return render(
        "marketing/link/detail.html",
        link=link,
        short=_short(link, _base()),
        counts=session().execute(hit_queries.of_link(link_id)).one(),
        history=session().scalars(history.of(Link, link_id)).all(),
    )


@blueprint.route("/<int:link_id>/edit", methods=["GET", "POST"])
@requires("marketing.link.edit")
def edit(link_id: int) -> ResponseReturnValue:
    """Change where a link leads."""
    link = _link(link_id)
    form, status = LinkEditForm(obj=link), 0
    if form.submitted():
        try:
            services.edit(
                session(),
                link,
                version=form.version,
                title=form.title.data or "",
                target=form.target.data or "",
                is_active=form.is_active.data,
                hosts=_hosts(),
                by=current_user,
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
            if isinstance(error, StaleEditError):
                form.see(link)
                status = 409
        else:
            session().commit()
            flash(_("%(name)s is changed.", name=link), "success")
            return redirect(url_for("marketing.link.detail", link_id=link_id), 303)
    page = render("marketing/link/edit.html", form=form, link=link)
    return page, status or (422 if form.errors else 200)


@blueprint.get("/<int:link_id>/hits")
@requires("marketing.link.index")
def hits(link_id: int) -> ResponseReturnValue:
    """List the hits of a link."""
    link = _link(link_id)
    return answer(HitListing(Hit.link_id == link_id), "marketing/link/hits.html", link=link)


@blueprint.get("/<int:link_id>/code.<form>")
@requires("marketing.link.index")
def code(link_id: int, form: str) -> ResponseReturnValue:
    """Draw the code to scan."""
    content_type = FORMATS.get(form) or abort(404)
    drawn = BytesIO()
    picture = segno.make(_short(_link(link_id), _base(), scanned=True), error="m", micro=False)
    picture.save(drawn, kind=form, scale=8, border=4, light="white")
    return Response(drawn.getvalue(), content_type=content_type)


@blueprint.get("/sheet")
@requires("marketing.link.index")
def sheet() -> ResponseReturnValue:
    """Show the codes of links in use on a sheet to be printed."""
    chosen = {name: request.args.get(name, 0, type=int) for name in ("channel", "campaign")}
    links = session().scalars(queries.to_print(chosen["channel"], chosen["campaign"])).all()
    base = _base()
    return render("marketing/link/sheet.html", links=[(one, _short(one, base)) for one in links])


def _link(link_id: int) -> Link:
    return session().scalar(queries.link(link_id)) or abort(404)


def _base() -> str:
    return str(settings.read(session(), BASE)[BASE]).strip() or request.url_root


def _short(link: Link, base: str, *, scanned: bool = False) -> str:
    page = "marketing.go.scan" if scanned else "marketing.go.follow"
    return base.rstrip("/") + url_for(page, code=link.code)


def _hosts() -> frozenset[str] | None:
    """Return the hosts that the reader's links may lead to; None means any."""
    if allowed("marketing.link.any_host"):
        return None
    return rules.hosts_of(str(settings.read(session(), HOSTS)[HOSTS]))
