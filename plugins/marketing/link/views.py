"""The pages below /marketing/link/."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import session
from core.history import queries as history
from core.listing import answer
from core.permissions import allowed, requires
from core.saving import done, saved
from core.setting import services as settings
from core.templating import render
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
    return saved(
        form,
        lambda: services.create(
            session(), **form.picked, hosts=_hosts(), by=current_user, now=now()
        ),
        lambda link: done(
            _("The link is built; publish its address or print its code."), _page(link)
        ),
        lambda: render("marketing/link/create.html", form=form),
    )


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
    form = LinkEditForm(obj=link)
    return saved(
        form,
        lambda: services.edit(
            session(), link, version=form.version, **form.values, hosts=_hosts(), by=current_user
        ),
        lambda _none: done(_("%(name)s is changed.", name=link), _page(link)),
        lambda: render("marketing/link/edit.html", form=form, link=link),
        record=link,
    )


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
    import segno

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


def _page(link: Link) -> str:
    return url_for("marketing.link.detail", link_id=link.id)


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
