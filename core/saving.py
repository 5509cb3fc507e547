"""What views do with what was typed: hand it to a service, commit, and lead on to a page.

A view names the form, what is done, where that leads, and the page that shows the form::

    return saved(
        form,
        lambda: services.set_level(session(), **form.values, by=current_user),
        lambda level: done(_("The level is decided."), url_for("service.sla.index")),
        lambda: render("service/sla/create.html", form=form),
    )
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from core.db import session
from core.errors import BusinessError
from core.forms import EditedForm, Form
from core.history.services import StaleEditError

T = TypeVar("T")


class Stepping(Protocol):
    """A record that goes from state to state."""

    def can(self, verb: str) -> bool:
        """Return whether a verb leads on from the present state."""


def done(text: str, url: str) -> ResponseReturnValue:
    """Commit, say what was done, and lead on."""
    session().commit()
    flash(text, "success")
    return redirect(url, HTTPStatus.SEE_OTHER)


def past(record: Stepping, verb: str, url: str) -> ResponseReturnValue | None:
    """Lead whoever opens the form of a step that is over to the page that tells how it ended.

    What is sent goes on to the service, which says why it refuses.

    :return: None while the step may be taken.
    """
    if request.method == "POST" or record.can(verb):
        return None
    return redirect(url, HTTPStatus.SEE_OTHER)


def saved(
    form: Form,
    act: Callable[[], T],
    lead: Callable[[T], ResponseReturnValue],
    page: Callable[[], str],
    *,
    record: Any = None,
) -> ResponseReturnValue:
    """Do what a form asks for, once it is posted and valid; otherwise show it.

    What a service refuses is shown in the form, beside what was typed, and nothing is kept.
    Where the form is gone, because somebody took the step before, a page of its own tells it.

    :param lead: answers after the service, usually by :func:`done`.
    :param page: makes the page with the form; it is called after a refusal was rolled back, so
        it reads anew what it shows.
    :param record: what an :class:`~core.forms.EditedForm` changes; once the person has seen who
        else changed it, the form may be sent again.
    """
    status, refusal = HTTPStatus.OK, None
    if form.submitted():
        try:
            return lead(act())
        except BusinessError as error:
            refusal = error
            session().rollback()
            form.refuse(error)
            if isinstance(error, StaleEditError) and isinstance(form, EditedForm):
                form.see(record)
                status = HTTPStatus.CONFLICT
    if form.errors and status is HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    shown = page()
    if refusal is not None and escape(str(refusal)) not in shown:
        raise refusal
    return shown, status
