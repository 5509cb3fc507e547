"""The reference of ``bench/listing.py``: bare Flask, one query, one Jinja table.

It knows neither users nor permissions, menu, languages or filters.  It is served like
Bumen, by the same server.
"""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import unquote

import sqlalchemy as sa
from flask import Flask, render_template, request
from jinja2 import DictLoader

from core.config import Settings
from core.db import engine_for
from core.server import Server, options

TABLE = """<!doctype html><html lang="en"><head><title>Orders</title></head><body><h1>Orders</h1>
<table><thead><tr>{% for title in titles %}<th>{{ title }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}<tr><td><a href="{{ url_for('order', key=row.id) }}">{{ row.number }}</a></td>
<td>{{ row.store }}</td><td>{{ row.placed_at|moment }}</td><td>{{ row.buyer_name }}</td>
<td>{{ row.line_count }}</td><td>{{ row.total|money }}</td><td>{{ row.paid|money }}</td>
<td>{{ row.signed_on }}</td><td>{{ row.state }}</td>
<td>{% if row.differs %}Paid another sum{% endif %}</td></tr>{% endfor %}</tbody></table>
{% for figure in figures %}<p>{{ figure }}</p>{% endfor %}</body></html>"""
PLAIN = """<!doctype html><html lang="en"><head><title>Rows</title></head><body><h1>Rows</h1>
<table><tbody>{% for row in rows %}<tr>
<td><a href="{{ url_for('order', key=row[0]) }}">{{ row[1] }}</a></td>
{% for cell in row[2:] %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</tbody></table>
</body></html>"""
TITLES = ["Number", "Store", "Placed", "Buyer", "Lines", "Total", "Paid", "Signed", "State", "Note"]


def bare(url: str) -> Flask:
    """Return an app with one view, which shows what the statement in the header ``Asked`` finds."""
    app, engine = Flask("bare"), engine_for(url)
    app.jinja_env.loader = DictLoader({"table.html": TABLE, "plain.html": PLAIN})
    app.jinja_env.filters["money"] = lambda value: f"{Decimal(value).scaleb(-2):,.2f}"
    app.jinja_env.filters["moment"] = lambda value: str(value)[:16]
    app.add_url_rule("/order/<int:key>", "order", str)

    @app.get("/")
    def index() -> str:
        # A colon in the statement is only a colon.
        asked = sa.text(unquote(request.headers["Asked"]).replace(":", r"\:"))
        with engine.connect() as connection:
            rows = connection.execute(asked).all()
        if "Plain" in request.headers:
            return render_template("plain.html", rows=rows)
        figures = rows[0][len(TITLES) + 1 :] if rows else ()
        return render_template("table.html", rows=rows, titles=TITLES, figures=figures)

    return app


class BareServer(Server):
    """The server of Bumen with the reference in place of the app."""

    def load(self) -> Flask:  # type: ignore[override]  # no app of ours
        """Build the app after the fork."""
        return bare(self.settings.database_url)


def serve(url: str, port: int) -> None:
    """Serve until the process is told to stop."""
    BareServer(Settings(database_url=url), options("127.0.0.1", port)).run()
