"""A good plugin for each check, with one thing in it that the check has to find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from core.scaffold import rules, services

CASES: dict[str, Callable[[Plant], None]] = {}


@dataclass
class Plant:
    """The files of one plugin."""

    name: str
    folder: Path

    @property
    def package(self) -> Path:
        return self.folder / f"bumen_{self.name}"

    def write(self, file: str, text: str) -> None:
        path = self.package / file.replace("NAME", self.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("NAME", self.name), encoding="utf-8")

    def add(self, file: str, text: str) -> None:
        path = self.package / file.replace("NAME", self.name)
        before = path.read_text(encoding="utf-8") if path.exists() else '"""A module."""\n'
        self.write(file, before + text)

    def swap(self, file: str, old: str, new: str) -> None:
        path = self.package / file.replace("NAME", self.name)
        before, old = path.read_text(encoding="utf-8"), old.replace("NAME", self.name)
        assert old in before, f"{file} has no {old}"
        self.write(file, before.replace(old, new))


def case(plant: Callable[[Plant], None]) -> Callable[[Plant], None]:
    """Register a fault; the function is named like the check that has to find it."""
    CASES[plant.__name__] = plant
    return plant


def name_of(check: str) -> str:
    """Return the name of the plugin with the fault that a check has to find."""
    return f"fault_{list(CASES).index(check):02}"


def grow(root: Path, checks: Iterable[str]) -> str:
    """Write a good plugin and the spoilt ones; return the folders to look for them in."""
    folders = []
    for name, spoil in [("good", None), *((name_of(check), CASES[check]) for check in checks)]:
        services.write(name, root)
        folder = root / rules.names(name)["distribution"]
        folders.append(str(folder))
        if spoil is not None:
            spoil(Plant(name, folder))
    return ":".join(folders)


@case
def manifest_is_valid(plant):
    plant.swap("plugin.toml", "api = 1", 'api = 1\n\n[requires]\nnobody = "*"\n\n[optional]')


@case
def speaks_both_languages(plant):
    plant.swap("plugin.toml", ', zh_Hans = "查看项目"', "")


@case
def facts_bear_its_name(plant):
    plant.add("plugin.toml", '\n[settings]\n"other.limit" = { title = { en = "Limit", ')
    plant.add("plugin.toml", 'zh_Hans = "上限" }, kind = "integer", default = 3 }\n')


@case
def settings_defaults_are_valid(plant):
    plant.add("plugin.toml", '\n[settings]\n"NAME.limit" = { title = { en = "Limit", ')
    plant.add("plugin.toml", 'zh_Hans = "上限" }, kind = "integer", default = "some" }\n')


@case
def cron_lines_are_valid(plant):
    plant.add("plugin.toml", '\n[jobs]\n"NAME.item.tidy" = { title = { en = "Tidy", ')
    plant.add("plugin.toml", 'zh_Hans = "整理" }, cron = "99 3 * * *" }\n')
    plant.add(
        "item/jobs.py",
        "from core.jobs import job\n\n\n"
        '@job("NAME.item.tidy", title="Tidy")\n'
        "def tidy(context):\n    return None\n",
    )
    plant.swap("plugin.py", "import views as item\n", "import jobs\nfrom X import views as item\n")
    plant.swap("plugin.py", "from X", "from bumen_NAME.item")
    plant.add("plugin.py", "jobs = (jobs.tidy,)\n")


@case
def has_a_readme(plant):
    (plant.folder / "README.md").unlink()


@case
def can_be_imported(plant):
    plant.add("plugin.py", "import plugins_that_nobody_has\n")


@case
def import_has_no_side_effects(plant):
    plant.add("plugin.py", "import threading\n\nthreading.Thread(target=print).start()\n")


@case
def says_what_it_is(plant):
    plant.write("item/__init__.py", "")


@case
def contract_holds_only_types(plant):
    plant.add("contract.py", "import flask\nfrom core.hooks import hookspec\n\n\n")
    plant.add("contract.py", "@hookspec\ndef NAME_app() -> flask.Flask: ...\n")


@case
def meets_others_in_their_contract(plant):
    plant.add("item/queries.py", "from plugins.finance.contract import SALE as SALE\n")


@case
def uses_what_is_public(plant):
    plant.add("item/queries.py", "from core.loader import installed as installed\n")


@case
def services_leave_the_transaction_open(plant):
    plant.add("item/services.py", "\n\ndef finish(session: Session) -> None:\n")
    plant.add("item/services.py", "    session.commit()\n")


@case
def templates_compile(plant):
    plant.write("item/templates/other.html", "{% if %}\n")


@case
def templates_keep_the_security_policy(plant):
    plant.add("item/templates/other.html", '<p style="color: red">{{ 1 }}</p>')
    plant.write("item/templates/other.html", '<p style="color: red">{{ 1 }}</p>\n')


@case
def templates_say_only_what_is_translated(plant):
    plant.write("item/templates/other.html", "<p>Hello</p>\n")


@case
def messages_are_translatable(plant):
    plant.swap("item/views.py", '_("The item is entered.")', '"The item is entered."')


@case
def every_text_has_its_chinese(plant):
    path = "translations/zh_Hans/LC_MESSAGES/messages.po"
    plant.swap(path, 'msgstr "新建项目"', 'msgstr ""')


@case
def menu_leads_somewhere(plant):
    plant.swap("plugin.toml", 'endpoint = "NAME.item.index"', 'endpoint = "NAME.item.lost"')


@case
def answers_only_known_hooks(plant):
    plant.add("plugin.py", "\nfrom core.hooks import hookimpl\n\n\n@hookimpl\n")
    plant.add("plugin.py", "def check_invariants(session, colour):\n    return []\n")


@case
def asks_through_the_guard(plant):
    plant.add("item/services.py", "\n\ndef ask(hook, session):\n")
    plant.add("item/services.py", "    return hook.check_invariants(session=session)\n")


@case
def works_alone(plant):
    plant.add(
        "plugin.py",
        '\n\n@item.blueprint.record\ndef _fail(state):\n    raise RuntimeError("not today")\n',
    )


@case
def works_with_all(plant):
    plant.write(
        "with_finance.py",
        '"""What it does beside finance."""\n\n'
        "from core.hooks import hookimpl\n\n\n"
        "@hookimpl\ndef finance_no_such_hook() -> None: ...\n",
    )


@case
def addresses_bear_its_name(plant):
    plant.add(
        "plugin.py",
        "\n\n@item.blueprint.record\ndef _elsewhere(state):\n"
        '    state.app.add_url_rule("/elsewhere", "NAME.elsewhere", item.index)\n',
    )


@case
def routes_declare_a_permission(plant):
    plant.swap("item/views.py", '@requires("NAME.item.index")', '@requires("NAME.item.guess")')


@case
def views_show_its_own_templates(plant):
    plant.add("item/views.py", "\n\ndef _lost() -> str:\n")
    plant.add("item/views.py", '    return render("NAME/item/lost.html")\n')


@case
def jobs_are_declared(plant):
    plant.add("plugin.toml", '\n[jobs]\n"NAME.item.tidy" = { title = { en = "Tidy", ')
    plant.add("plugin.toml", 'zh_Hans = "整理" }, cron = "0 3 * * *" }\n')


@case
def tables_bear_its_name(plant):
    plant.swap("item/models.py", '"NAME_item"', '"things_of_NAME"')
    plant.swap("migrations/NAME_0001.py", '"NAME_item"', '"things_of_NAME"')


@case
def refers_only_to_what_it_requires(plant):
    plant.swap(
        "item/models.py",
        "    def __str__",
        '    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders_order.id"))\n\n'
        "    def __str__",
    )


@case
def leaves_models_of_others_alone(plant):
    plant.add(
        "item/models.py",
        "\n\nfrom sqlalchemy.orm import foreign, relationship\n"
        "from core.party.models import Identifier\n\n"
        "Identifier.NAME = relationship(\n"
        "    Item, lazy='raise', viewonly=True,\n"
        "    primaryjoin=foreign(Identifier.value) == Item.name,\n)\n",
    )


@case
def migrations_go_up_and_down(plant):
    plant.swap("migrations/NAME_0001.py", '"NAME_item")\n', '"NAME_other")\n')


@case
def migrations_make_what_the_models_say(plant):
    plant.swap("migrations/NAME_0001.py", '"note", sa.String(length=500)', '"memo", sa.Text()')


@case
def migrations_touch_only_its_own_tables(plant):
    plant.swap(
        "migrations/NAME_0001.py",
        "def upgrade() -> None:\n",
        'def upgrade() -> None:\n    op.create_index("ix_NAME_region", "core_party", ["region"])\n',
    )
    plant.swap(
        "migrations/NAME_0001.py",
        "def downgrade() -> None:\n",
        'def downgrade() -> None:\n    op.drop_index("ix_NAME_region", "core_party")\n',
    )


@case
def leaves_nothing_behind(plant):
    plant.swap(
        "migrations/NAME_0001.py",
        "def upgrade() -> None:\n",
        "def upgrade() -> None:\n"
        '    op.execute("CREATE VIEW IF NOT EXISTS NAME_extra AS SELECT 1")\n',
    )


@case
def turns_strangers_away(plant):
    plant.add(
        "plugin.py",
        "\n\n@item.blueprint.record\ndef _answer_first(state):\n"
        "    def greet():\n"
        "        from flask import request\n\n"
        '        hello = request.path.startswith("/NAME/") and not request.cookies\n'
        '        return "hello" if hello else None\n\n'
        "    state.app.before_request_funcs[None].insert(0, greet)\n",
    )


@case
def unsafe_requests_need_a_token(plant):
    plant.add(
        "plugin.py",
        "\n\n@item.blueprint.record\ndef _exempt(state):\n"
        '    state.app.extensions["csrf"].exempt(item.create)\n',
    )


@case
def pages_open(plant):
    plant.swap("item/views.py", "answer(ItemListing(), ", "answer(ItemListing(1), ")


@case
def is_gone_when_off(plant):
    plant.add(
        "plugin.py",
        "\n\nimport sys\n\n"
        'slices = sys.modules["core.app"].SLICES\n'
        "slices[0].deferred_functions.append(\n"
        '    lambda state: "NAME.leak" in state.app.view_functions\n'
        '    or state.app.add_url_rule("/NAME/item/", "NAME.leak", item.index)\n)\n',
    )


@case
def crashes_are_contained(plant):
    plant.add(
        "plugin.py",
        "\n\nfrom core.hooks import hookimpl\n\n\n"
        "@hookimpl\ndef check_invariants(session):\n    return []\n\n\n"
        "@item.blueprint.record\ndef _ask(state):\n"
        '    register = state.app.extensions["bumen.hooks"]\n'
        "    def ask():\n"
        "        answers = register.hook.check_invariants.get_hookimpls()\n"
        '        own = [one for one in answers if one.plugin_name == "NAME"]\n'
        '        return {"NAME": [one.function(session=None) for one in own]}\n\n'
        "    state.app.context_processor(ask)\n",
    )


@case
def lists_ask_a_constant_number_of_questions(plant):
    plant.swap(
        "item/listing.py",
        "class ItemListing(Listing):\n",
        "def _told(row):\n"
        "    from core.db import session\n\n"
        "    return str(session().execute(queries.item_named(row.name)).all())\n\n\n"
        "class ItemListing(Listing):\n",
    )
    plant.swap("item/listing.py", "Item.note),", "Item.note, value=_told),")
