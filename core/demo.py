"""``bumen demo``: a small company to look at, made by the same services that people use."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _

from core import hooks, migrate, server
from core.company import today
from core.db import db, session
from core.organisation import services as organisation
from core.role import queries as role_queries
from core.role import services as role_services
from core.setting import services as settings
from core.user import services as users
from core.user.models import User

PASSWORD = "tea-and-figures"  # noqa: S105 - a demo on the loopback address, printed for its user
COMPANY = {
    "company.name": "云杉电商",
    "company.timezone": "Asia/Shanghai",
    "company.currency": "CNY",
}
PEOPLE = (
    ("admin@example.com", "周明", ("administrator",)),
    ("finance@example.com", "林晓", ("finance_clerk", "order_clerk")),
    ("manager@example.com", "赵敏", ("finance_manager", "order_manager")),
    ("goods@example.com", "孙倩", ("catalog_clerk",)),
    ("buyer@example.com", "钱峰", ("catalog_manager",)),
    ("market@example.com", "吴迪", ("marketing_clerk", "marketing_manager")),
    ("service@example.com", "郑洁", ("service_clerk", "service_manager")),
    ("equipment@example.com", "何川", ("equipment_clerk", "equipment_manager")),
    ("dealer@example.com", "陈晓", ("dealer",)),
)
# The departments and posts of the seed document: code, name, head, posts with who holds them.
TOP = "EC"
DEPARTMENTS: tuple[tuple[str, str, str | None, dict[str, list[str]]], ...] = (
    (TOP, "电商部", "周明", {"电商运营总监": ["周明"]}),
    ("EC1", "财务组", "赵敏", {"财务主管": ["赵敏"], "财务专员": ["林晓"]}),
    ("EC2", "商品部", "钱峰", {"商品主管": ["钱峰"], "商品专员": ["孙倩"]}),
    ("EC3", "企划部", None, {"企划部主管": [], "平面设计专员": []}),
    ("EC4", "市场部", "吴迪", {"市场部主管": ["吴迪"], "推广专员": [], "数据分析专员": []}),
    ("EC5", "技术部", None, {"技术部主管": [], "前台工程师": [], "程序员": ["何川"]}),
    ("EC6", "客服部", "郑洁", {"客服主管": ["郑洁"], "客服专员": []}),
)


@click.command("demo")
@with_appcontext
@click.option("--orders", default=2_000, show_default=True, help="How many orders to make.")
@click.option("--serve/--no-serve", default=True, help="Serve the pages afterwards.")
@click.option("--port", default=8000, show_default=True)
def command(orders: int, serve: bool, port: int) -> None:
    """Make a demo company in a new database and serve it."""
    with force_locale("zh_Hans"):
        migrate.upgrade(db.engine, migrate.streams())
        role_services.sync_roles(session(), current_app.extensions["bumen.manifests"])
        session().commit()
        if users.find(session(), PEOPLE[0][0]) is None:
            _fill(orders)
        else:
            click.echo(_("The demo company is there already."))
        session().rollback()  # or the write lock of SQLite would be held while pages are served
    click.echo(f"http://127.0.0.1:{port}")
    for email, name, roles in PEOPLE:
        click.echo(f"  {email}  {PASSWORD}  {name} ({', '.join(roles)})")
    if serve:
        server.run(current_app.extensions["bumen.settings"], host="127.0.0.1", port=port)


def _fill(orders: int) -> None:
    settings.change_many(session(), COMPANY)
    system = users.system_user(session())
    known = set(session().scalars(role_queries.names()))
    people: list[User] = [
        users.create_user(
            session(),
            email=email,
            name=name,
            password=PASSWORD,
            roles=[role for role in roles if role in known],
            language="zh_Hans",
            by=system,
        )
        for email, name, roles in PEOPLE
    ]
    _organise(people)
    session().commit()
    places = {m.name: m.order for m in current_app.extensions["bumen.manifests"]}
    answers = sorted(
        hooks.implementations("seed_demo"), key=lambda answer: places[answer.plugin_name]
    )
    for answer in answers:
        facts = {"session": session(), "by": people[0], "today": today(), "orders": orders}
        lines = hooks.insist(answer.plugin_name, "seed_demo", hooks.asking(answer, facts))
        session().commit()
        for line in lines:
            click.echo(line)


def _organise(people: list[User]) -> None:
    by, top = people[0], None
    keys = {one.name: one.id for one in people}
    for code, name, head, posts in DEPARTMENTS:
        department = organisation.create_department(
            session(),
            code=code,
            name=name,
            parent_id=top,
            head_id=keys.get(head or ""),
            by=by,
        )
        top = department.id if code == TOP else top
        for title, holders in posts.items():
            post = organisation.create_post(session(), department, name=title, by=by)
            for one in holders:
                organisation.assign(
                    session(), post, user_id=keys[one], from_on=today(), until_on=None, by=by
                )
