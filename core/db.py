"""Models, the session of a request, and nothing about any one table.

The session comes from Flask-SQLAlchemy; the engine is ours, because one process builds
several apps (one for every change of the enabled plugins) and must not open a pool for each.
"""

from __future__ import annotations

import contextlib
import enum
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext as _
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declared_attr,
    mapped_column,
)

from core import connections
from core.errors import BusinessError
from core.ownership import owner_of, registry_of

BIGGEST = 2**63  # of what databases count with
HUNDRED, THOUSAND, MILLION = Decimal(100), Decimal(1_000), Decimal(1_000_000)

# Alembic can only drop a constraint that has a name, and SQLite needs it for batch mode.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class TooLargeError(BusinessError, sa.exc.DontWrapMixin):
    """A number has more digits than the database keeps; told to whoever typed its parts."""


def _scaled(value: Decimal | None, scale: Decimal) -> int | None:
    if value is None:
        return None
    scaled = int(value * scale)
    if scaled != value * scale:
        raise ValueError(f"{value} is finer than a part of {scale}")
    if abs(scaled) >= BIGGEST:
        raise TooLargeError(_("%(value)s is too large to be kept.", value=f"{value:,}"))
    return scaled


class Money(sa.types.TypeDecorator[Decimal]):
    """An amount: exact hundredths in the database, ``Decimal`` with two places in Python."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        """Refuse what is not exact to the hundredth."""
        return _scaled(value, HUNDRED)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """Read hundredths; PostgreSQL sums big integers to numeric."""
        return None if value is None else Decimal(int(value)).scaleb(-2)


class Rate(sa.types.TypeDecorator[Decimal]):
    """A share such as 0.12: exact millionths in the database, ``Decimal`` in Python."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        """Refuse what is not exact to the millionth."""
        return _scaled(value, MILLION)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """Read millionths."""
        return None if value is None else (Decimal(int(value)) / MILLION).normalize()


class Quantity(sa.types.TypeDecorator[Decimal]):
    """A quantity: exact thousandths of its unit in the database, ``Decimal`` in Python."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        """Refuse what is not exact to the thousandth."""
        return _scaled(value, THOUSAND)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """Read thousandths; whole numbers come without decimals."""
        if value is None:
            return None
        whole, rest = divmod(int(value), 1000)
        return Decimal(int(value)).scaleb(-3) if rest else Decimal(whole)


class Instant(sa.types.TypeDecorator[datetime]):
    """A moment in UTC; naive in SQLite, ``timestamptz`` in PostgreSQL, always aware in Python."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Keep the zone where the database can."""
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a moment without a zone: nobody could say which one was meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return UTC, whatever zone the connection speaks."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(members: type[enum.Enum], name: str | None = None) -> sa.Enum:
    """Return the column type of an enum: its values as texts, with a check.

    A table with two columns of one enum names the second, for the sake of its constraint.
    """
    return sa.Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda them: [one.value for one in them],
    )


TYPES: dict[Any, Any] = {
    Decimal: Money(),
    datetime: Instant(),
    date: sa.Date(),
    dict[str, Any]: sa.JSON(),
    enum.Enum: enum_type(enum.Enum),
}


class Model(DeclarativeBase):
    """A table with a surrogate key: the base class of every model.

    Each plugin has its own registry on the shared metadata, chosen by the module's name.
    """

    metadata = metadata
    type_annotation_map = TYPES
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, sort_order=-1
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        owner = owner_of(cls.__module__)
        # The documented class attribute `registry` is read for a direct base only.
        cls._sa_registry = registry_of(owner, metadata, TYPES)
        super().__init_subclass__(**kwargs)
        if "__table__" in cls.__dict__:
            cast(sa.Table, cls.__table__).info["plugin"] = owner


class Versioned:
    """Optimistic lock: a row that was changed meanwhile is refused, not overwritten."""

    version_id: Mapped[int] = mapped_column(default=1, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - declarative passes the class
        return {"version_id_col": cls.__table__.c.version_id}  # type: ignore[attr-defined]


class Database(SQLAlchemy):
    """Flask-SQLAlchemy whose apps share one engine per process and address."""

    def _apply_driver_defaults(self, options: dict[str, Any], app: Flask) -> None:
        """Leave the address alone: a relative SQLite path is relative to where one stands."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> sa.Engine:
        return engine_for(str(options["url"]))


db = Database(metadata=metadata, disable_autonaming=True)
_engines: dict[str, sa.Engine] = {}
_engines_lock = threading.Lock()


def engine_for(url: str) -> sa.Engine:
    """Return the engine of this process for a database address, making it once."""
    with _engines_lock:
        if url not in _engines:
            _engines[url] = connections.create_engine(sa.make_url(url))
        return _engines[url]


def reading(url: str) -> sa.Connection:
    """Return a connection that only reads: on SQLite it waits for nobody who writes."""
    return engine_for(url).connect().execution_options(sqlite_begin="DEFERRED")


def dispose(url: str) -> None:
    """Close the connections to a database and forget its engine."""
    with _engines_lock:
        engine = _engines.pop(url, None)
    if engine is not None:
        engine.dispose()


def release(session: Session) -> None:
    """End a transaction that has only read, so that others may write and migrate meanwhile."""
    session.rollback()


def _end_reading(error: BaseException | None) -> None:
    """End by COMMIT what has only read: after a ROLLBACK psycopg forgets prepared statements."""
    if error is not None or not db.session.registry.has():
        return
    found = db.session()
    if found.in_transaction() and found.is_active and connections.only_read(found.connection()):
        found.expunge_all()  # so that there is nothing that a commit would write
        # The answer is made already; a connection that was cut is dropped with the session.
        with contextlib.suppress(sa.exc.DBAPIError):
            found.commit()


def session() -> Session:
    """Return the session of the current request, job or command."""
    return db.session()


def lock(session: Session, name: str) -> None:
    """Let only one transaction at a time past this point, until it ends.

    SQLite needs nothing: a writing transaction holds the only write lock from its BEGIN on.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))


def plan_for_bulk(session: Session) -> None:
    """Let PostgreSQL join by hashing until this transaction ends; SQLite needs nothing.

    Its statistics know nothing of rows that this transaction adds, so it would search the
    growing table again for each of them, and a million rows would take days.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL enable_nestloop = off"))


def init_app(app: Flask) -> None:
    """Bind the app to its database."""
    db.init_app(app)
    app.teardown_appcontext(_end_reading)  # before Flask-SQLAlchemy closes the session
