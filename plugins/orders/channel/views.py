"""The pages below /orders/channel/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.errors import BusinessError
from core.forms import Form, SelectChoice
from core.history import queries as history
from core.history.models import Entry
from core.history.services import StaleEditError
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.orders.channel import queries, services
from plugins.orders.channel.forms import ChannelEditForm, ChannelForm, StoreEditForm, StoreForm
from plugins.orders.channel.listing import StoreListing
from plugins.orders.channel.models import Channel, ChannelKind, Store

blueprint = Blueprint("channel", __name__)
TARGET = "orders.channel"


@blueprint.get("/")
@requires("orders.channel.index")
def index() -> ResponseReturnValue:
    """List the stores by channel."""
    return answer(StoreListing(), "orders/channel/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("orders.channel.edit")
def create() -> ResponseReturnValue:
    """Open a channel."""
    form = ChannelForm()
    form.extend(TARGET)
    if form.submitted():
        try:
            channel = services.create_channel(
                session(),
                code=form.code.data or "",
                name=form.name.data or "",
                kind=ChannelKind(form.kind.data),
                by=current_user,
            )
            form.save_parts(session(), channel, by=current_user)
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            flash(_("The channel is open; now open a store on it."), "success")
            return redirect(url_for("orders.channel.create_store"), 303)
    return _form_page("create", form)


@blueprint.route("/<int:channel_id>", methods=["GET", "POST"])
@requires("orders.channel.edit")
def edit(channel_id: int) -> ResponseReturnValue:
    """Change a channel."""
    channel = session().get(Channel, channel_id) or abort(404)
    form = ChannelEditForm(obj=channel)
    form.extend(TARGET, channel)
    status = 0
    if form.submitted():
        try:
            services.edit_channel(
                session(),
                channel,
                version=form.version,
                name=form.name.data or "",
                kind=ChannelKind(form.kind.data),
                by=current_user,
            )
            form.save_parts(session(), channel, by=current_user)
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
            if isinstance(error, StaleEditError):
                form.see(channel)
                status = 409
        else:
            session().commit()
            flash(_("%(name)s is changed.", name=channel), "success")
            return redirect(url_for("orders.channel.index"), 303)
    return _form_page("edit", form, status, channel=channel, history=_history(channel))


@blueprint.route("/store/create", methods=["GET", "POST"])
@requires("orders.channel.edit")
def create_store() -> ResponseReturnValue:
    """Open a store on a channel."""
    form = StoreForm()
    form.channel.choices = [
        SelectChoice(channel.id, channel.name)
        for channel in session().scalars(queries.all_channels())
    ]
    if form.submitted():
        channel = session().get(Channel, form.channel.data) or abort(404)
        try:
            store = services.create_store(
                session(),
                channel,
                code=form.code.data or "",
                name=form.name.data or "",
                owner=form.owner.data or "",
                by=current_user,
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The store %(name)s is open.", name=store), "success")
            return redirect(url_for("orders.channel.index"), 303)
    return _form_page("create_store", form)


@blueprint.route("/store/<int:store_id>", methods=["GET", "POST"])
@requires("orders.channel.edit")
def edit_store(store_id: int) -> ResponseReturnValue:
    """Change a store."""
    store = session().scalar(queries.store(store_id)) or abort(404)
    form = StoreEditForm(
        version_id=store.version_id,
        name=store.name,
        owner=store.owner.code if store.owner else "",
        is_active=store.is_active,
    )
    status = 0
    if form.submitted():
        try:
            services.edit_store(
                session(),
                store,
                version=form.version,
                name=form.name.data or "",
                owner=form.owner.data or "",
                is_active=bool(form.is_active.data),
                by=current_user,
            )
        except BusinessError as error:
            form.refuse(error)
            if isinstance(error, StaleEditError):
                form.see(store)
                status = 409
        else:
            session().commit()
            flash(_("%(name)s is changed.", name=store), "success")
            return redirect(url_for("orders.channel.index"), 303)
    return _form_page("edit_store", form, status, store=store, history=_history(store))


def _form_page(name: str, form: Form, status: int = 0, **facts: Any) -> ResponseReturnValue:
    page = render(f"orders/channel/{name}.html", form=form, **facts)
    return page, status or (422 if form.errors else 200)


def _history(record: Channel | Store) -> Sequence[Entry]:
    return session().scalars(history.of(type(record), record.id)).all()
