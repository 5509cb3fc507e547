"""The application factory: read it to see what the system consists of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import click
from apiflask import APIBlueprint, APIFlask
from flask import Blueprint, Flask
from flask.cli import AppGroup
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import core.spared  # noqa: F401 - before what loads the same libraries
from core import (
    api_request,
    approvals,
    audit,
    bulk,
    bytecode,
    config,
    db,
    documents,
    epoch,
    error_pages,
    extending,
    hooks,
    i18n,
    importing,
    inspector,
    jobs,
    loader,
    logging,
    notifications,
    openapi,
    permissions,
    quarantine,
    routing,
    rows,
    security,
    templating,
)
from core.api_token import jobs as api_token_jobs
from core.api_token import views as api_token
from core.approval import jobs as approval_jobs
from core.approval import views as approval
from core.approval_flow import views as approval_flow
from core.approval_notice import services as approval_notices
from core.attachment import views as attachment
from core.bulk_run import views as bulk_run
from core.calendar import views as calendar
from core.channel import jobs as channel_jobs
from core.channel import views as channel
from core.comment import services as comment_services
from core.comment import views as comment
from core.config import Settings
from core.dashboard import views as dashboard
from core.delegation import views as delegation
from core.document import jobs as document_jobs
from core.document import views as document
from core.favourite import views as favourite
from core.find import views as find
from core.health import views as health
from core.help import views as help_
from core.history import views as history
from core.identity import services as identity_services
from core.identity import views as identity
from core.import_notice import services as import_notices
from core.import_profile import views as import_profile
from core.import_run import jobs as import_run_jobs
from core.import_run import views as import_run
from core.job import api as job_api
from core.job import views as job
from core.listing import Listing
from core.loader import Loaded, Plugin
from core.notification import jobs as notification_jobs
from core.notification import views as notification
from core.organisation import api as organisation_api
from core.organisation import views as organisation
from core.party import api as party_api
from core.party import views as party
from core.party_intake import importer as party_intake
from core.passkey import services as passkey_services
from core.passkey import views as passkey
from core.plugin import views as plugin
from core.quarantine import PluginFault, blamed
from core.role import views as role
from core.saved_view import views as saved_view
from core.setting import views as setting
from core.user import views as user
from core.user.listing import UserListing
from core.user_session import jobs as user_session_jobs
from core.user_session import views as user_session
from core.webhook import jobs as webhook_jobs
from core.webhook import views as webhook

SLICES = (
    dashboard.blueprint,
    user.blueprint,
    user_session.blueprint,
    identity.blueprint,
    passkey.blueprint,
    role.blueprint,
    party.blueprint,
    organisation.blueprint,
    setting.blueprint,
    plugin.blueprint,
    import_run.blueprint,
    import_profile.blueprint,
    job.blueprint,
    history.blueprint,
    find.blueprint,
    api_token.blueprint,
    webhook.blueprint,
    calendar.blueprint,
    favourite.blueprint,
    health.blueprint,
    help_.blueprint,
    approval.blueprint,
    approval_flow.blueprint,
    delegation.blueprint,
    notification.blueprint,
    comment.blueprint,
    bulk_run.blueprint,
    saved_view.blueprint,
    document.blueprint,
    attachment.blueprint,
    channel.blueprint,
)
APIS = (party_api.blueprint, organisation_api.blueprint, job_api.blueprint)
PARTS = {
    "blueprints": Blueprint,
    "apis": APIBlueprint,
    "commands": click.Command,
    "jobs": jobs.Job,
    "importers": importing.Importer,
    "approvables": approvals.Approvable,
    "notices": notifications.Notice,
    "documents": documents.Document,
}
LISTINGS: tuple[type[Listing], ...] = (UserListing,)
TELLING = (approval_notices, comment_services, identity_services, import_notices, passkey_services)
NOTICES = tuple(notice for one in TELLING for notice in one.NOTICES)
JOBS = (
    import_run_jobs.check,
    import_run_jobs.run,
    api_token_jobs.forget,
    user_session_jobs.forget,
    webhook_jobs.deliver,
    approval_jobs.escalate,
    notification_jobs.forget,
    document_jobs.make,
    document_jobs.forget,
    channel_jobs.deliver,
    channel_jobs.forget,
)


def create_app(
    settings: Settings | None = None,
    *,
    serving: bool = False,
    faults: Mapping[str, str] | None = None,
) -> Flask:
    """Build an application from the deployment's settings and its enabled plugins.

    :param serving: leave out plugins whose tables are not up to date, as their pages would fail.
    :param faults: leave these plugins out, for the reason given.
    """
    settings = settings or config.settings()
    found = loader.everything(settings)
    bundled = (name for name, one in found.items() if one.bundled)
    choice = epoch.choice_for(settings, bundled)
    names = choice.names or frozenset()
    waiting = quarantine.unmigrated(settings.database_url, found, names) if serving else {}
    known = waiting | dict(faults or {})
    while True:
        loaded = loader.load(names, found, known)
        try:
            app = build(settings, loaded)
        except PluginFault as fault:
            if fault.plugin in known or fault.plugin not in names:
                raise
            # Registering is no transaction: the half-built app is thrown away.
            known[fault.plugin] = fault.reason
            continue
        app.extensions["bumen.epoch"] = choice.number
        app.extensions["bumen.waiting"] = frozenset(waiting)
        return app


def build(settings: Settings, loaded: Loaded) -> Flask:
    """Put an application together.

    :raises PluginFault: naming the plugin that does not go in.
    """
    app = APIFlask("core", title="Bumen", version="1", json_errors=False, enable_openapi=False)
    configure(app, settings)
    openapi.configure(app)
    app.extensions["bumen.settings"] = settings
    app.extensions["bumen.loaded"] = loaded
    app.extensions["bumen.hooks"] = loaded.hooks

    logging.init_app(app)
    epoch.init_app(app)
    db.init_app(app)
    i18n.init_app(app, settings, loaded.plugins)
    CSRFProtect(app)
    app.before_request(api_request.authenticate)
    security.init_app(app)
    permissions.init_app(app)
    error_pages.init_app(app)
    audit.init_app(app)
    webhook_jobs.init_app()
    hooks.init_app(app)
    rows.init_app(app)
    inspector.init_app(app)
    mount(app, loaded)
    extending.init_app(app)
    importing.init_app(app, (party_intake.importer,))
    jobs.init_app(app, JOBS)
    approvals.init_app(app)
    documents.init_app(app)
    bulk.init_app(app, LISTINGS)
    notifications.init_app(app, NOTICES)
    quarantine.init_app(app, loaded)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Set what Flask and its extensions read from ``app.config``."""
    app.jinja_env.bytecode_cache = bytecode.shared
    app.url_map.converters["int"] = routing.RecordKey
    app.url_rule_class = routing.Rule
    if count := settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count)  # type: ignore[method-assign]
    app.config.from_mapping(
        SECRET_KEY=settings.secret(),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 2**20,
        MAX_FORM_PARTS=10_000,
        PROPAGATE_EXCEPTIONS=False,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
    )


def mount(app: Flask, loaded: Loaded) -> None:
    """Put each slice below ``/<plugin>/<slice>/`` and each command below ``bumen <plugin>``."""
    for plugin_ in loaded.plugins:
        inspect_parts(plugin_)
    plugins = loaded.plugins
    slices = {"core": SLICES} | {p.name: getattr(p.module, "blueprints", ()) for p in plugins}
    manifests = [loader.core_manifest(), *(p.manifest for p in plugins)]
    templating.init_app(app, manifests, slices)
    for name, blueprints in slices.items():
        parent = Blueprint(name, __name__, url_prefix=f"/{name}")
        with blamed(name):
            for blueprint in blueprints:
                parent.register_blueprint(blueprint, url_prefix=f"/{blueprint.name}")
            app.register_blueprint(parent)
    resources = {"core": APIS} | {p.name: getattr(p.module, "apis", ()) for p in plugins}
    api_request.init_app(app, resources)
    app.add_url_rule("/", "home", dashboard.index)
    for plugin_ in plugins:
        mount_commands(app, plugin_)
        quarantine.verify_menu(app, plugin_)


def inspect_parts(plugin_: Plugin) -> None:
    """Refuse a plugin that offers something else than it says.

    :raises PluginFault: naming it.
    """
    with blamed(plugin_.name):
        for name, kind in PARTS.items():
            for part in getattr(plugin_.module, name, ()):
                if not isinstance(part, kind):
                    raise TypeError(f"{name} holds {part!r}, which is no {kind.__name__}")
        for part in getattr(plugin_.module, "listings", ()):
            if not (isinstance(part, type) and issubclass(part, Listing)):
                raise TypeError(f"listings holds {part!r}, which is no Listing")


def mount_commands(app: Flask, plugin_: Plugin) -> None:
    """Put the commands of a plugin's slices into one group with its name."""
    name = plugin_.name.replace("_", "-")
    group = AppGroup(name, help=plugin_.manifest.summary.en)
    for command in getattr(plugin_.module, "commands", ()):
        group.add_command(command)
    app.cli.add_command(group)
