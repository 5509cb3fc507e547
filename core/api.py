"""The JSON API: what all its resources share.

A slice's ``api.py`` declares an :func:`blueprint`; its views are found at
``/api/v1/<plugin>/<slice>/``, name a permission like a page, take and return Pydantic models, and
never commit: what a view did is committed with its answer, so that a request with an idempotency
key is carried out once and answered twice.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from apiflask import APIBlueprint
from flask import request
from flask_babel import gettext as _
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    WithJsonSchema,
    create_model,
)
from sqlalchemy import Select

from core.db import session
from core.errors import BusinessError
from core.filters import DateFilter, NumberFilter
from core.listing import Listing
from core.permissions import requires

T = TypeVar("T")
MOST = 500


def _day(value: Any) -> date:
    """Read a day; Pydantic would take numbers, too: seconds since 1970."""
    if not isinstance(value, str):
        raise ValueError(value)
    return date.fromisoformat(value)


def _whole(value: Any) -> Any:
    """Let a number pass; Pydantic would take true and "1" for numbers, too."""
    if isinstance(value, str | bool):
        raise ValueError(value)
    return value


def _decimal(pattern: str, least: int, largest: int) -> Any:
    """Return the type of decimals that are written as text, or as whole numbers.

    A float with decimals is none: it would not be exact.
    """

    def read(value: Any) -> Decimal:
        whole = TypeAdapter(Annotated[int, WHOLE])
        text = value if isinstance(value, str) else str(whole.validate_python(value))
        if not re.fullmatch(pattern, text):
            raise ValueError(value)
        return Decimal(text)

    ways = [
        {"type": "string", "pattern": pattern},
        {"type": "integer", "minimum": least, "maximum": largest},
    ]
    return Annotated[Decimal, BeforeValidator(read), WithJsonSchema({"anyOf": ways})]


Day = Annotated[date, BeforeValidator(_day)]
# Behind the bounds, which the description of the API would lose otherwise.
WHOLE = BeforeValidator(_whole)
Key = Annotated[int, Field(ge=1, le=2**63 - 1), WHOLE]
Price = _decimal(r"^[0-9]{1,12}(\.[0-9]{1,2})?$", 0, 10**12 - 1)
Quantity = _decimal(r"^(?=.*[1-9])[0-9]{1,9}(\.[0-9]{1,3})?$", 1, 10**9 - 1)
Amount = Annotated[str, Field(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$")]
KINDS: dict[str, Any] = {
    "money": Decimal,
    "number": int | Decimal,
    "percent": Decimal,
    "date": date,
    "instant": datetime,
}


class Output(BaseModel):
    """What a resource tells; it is read from the attributes of a record.

    Amounts and rates are decimals written as text, moments are UTC, dates are business dates.
    """

    model_config = ConfigDict(from_attributes=True)


class Input(BaseModel):
    """What a resource takes; unknown fields are refused, so that no mistyped one is lost."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ListQuery(Input):
    """How a list is asked for: words to search, sorting, and where the page begins."""

    q: str = Field("", max_length=200, description="Words to search for.")
    page: str = Field("", max_length=1000, description="The `next` or `previous` of another page.")
    limit: int = Field(50, ge=1, le=MOST, description="Rows on a page.")


def blueprint(name: str, import_name: str) -> APIBlueprint:
    """Return the blueprint of a slice's resource; its name is the slice's."""
    return APIBlueprint(name, import_name, tag="/".join(import_name.split(".")[-3:-1]))


def lists(
    resource: APIBlueprint, listing: type[Listing], permission: str, without: Collection[str] = ()
) -> None:
    """Answer ``GET /`` with the rows of a declared list: its columns, filters, search, sorting.

    The columns that plugins add are left out: a program must not break when one is switched.

    :param without: columns that only people can read.
    """
    name = listing.__name__.removesuffix("Listing")
    row, query = _row_schema(name, listing, without), _query_schema(name, listing)
    page = create_model(
        f"{name}Page",
        __base__=Output,
        items=(list[row], ...),  # type: ignore[valid-type]  # made at run time
        next=(str | None, None),
        previous=(str | None, None),
    )

    @resource.get("/")
    @requires(permission)
    @resource.input(query, location="query")
    @resource.output(page)
    def index(query_data: ListQuery) -> Any:
        asked = query_data.model_dump(mode="json", exclude_none=True)
        limit = asked.pop("limit")
        args = {key: str(value) for key, value in asked.items() if value != ""}
        return listing().records(args, limit)

    index.__doc__ = (listing.__doc__ or "").splitlines()[0]


def listed(listing: type[Listing], permission: str, without: Collection[str] = ()) -> APIBlueprint:
    """Return a resource that only tells the rows of a list; its slice is that of the listing."""
    resource = blueprint(listing.__module__.split(".")[-2], listing.__module__)
    lists(resource, listing, permission, without)
    return resource


def chosen(choices: Select[T], value: Any, field: str) -> T:
    """Return the record that a field names by a value, of those that people could choose too.

    :raises BusinessError: if there is none.
    """
    found = session().scalar(choices)
    if found is None:
        raise BusinessError(
            _("%(value)s cannot be chosen here; look it up in its list.", value=value), field=field
        )
    return found


def _row_schema(name: str, listing: type[Listing], without: Collection[str]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        one.key: (_kind(one), Field(None, description=_english(one.label)))
        for one in listing.columns
        if one.key not in without
    }
    return create_model(f"{name}Row", __base__=Output, id=(int, ...), **fields)


def _kind(column: Any) -> Any:
    if column.kind in KINDS:
        return KINDS[column.kind] | None
    kind = column.expression.type.python_type
    return (kind if kind in {bool, int, date, datetime} else Word) | None


def _word(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value


Word = Annotated[str, BeforeValidator(_word)]


def _query_schema(name: str, listing: type[Listing]) -> type[ListQuery]:
    fields: dict[str, Any] = {}
    for one in listing.filters:
        told = _english(one.label)
        if isinstance(one, DateFilter | NumberFilter):
            kind: Any = Day if isinstance(one, DateFilter) else Amount
            for end, word in (("from", "from"), ("to", "up to and with")):
                fields[f"{one.key}_{end}"] = (
                    kind | None,
                    Field(None, description=f"{told}, {word} this one."),
                )
        else:
            kind = Literal[*one.names] if one.names else str
            fields[one.key] = (kind | None, Field(None, description=f"{told}."))
    sortable = [one.key for one in listing.columns if one.sortable]
    orders: Any = Literal["", *sortable, *(f"-{key}" for key in sortable)]
    fields["sort"] = (orders, Field("", description="What to sort by; a - before it turns it."))
    return create_model(f"{name}Query", __base__=ListQuery, **fields)


def _english(label: Any) -> str:
    """Return the English text of a label: the description of the API is made outside a request."""
    return str(getattr(label, "_args", [label])[0])


def expected_version() -> int | None:
    """Return the version that ``If-Match`` names, or None where the header is missing.

    :raises BusinessError: if it is no ETag of ours.
    """
    header = request.headers.get("If-Match")
    if header is None:
        return None
    text = header.strip().strip('"')
    if not text.isdecimal():
        raise BusinessError(
            _("Send the ETag that you got with the record, such as %(tag)s.", tag='"3"'),
            field="If-Match",
        )
    return int(text)
