"""The list of entitlements."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import Column, Link, Listing, TextFilter
from core.organisation.models import Department, Post
from plugins.it_assets.category.models import Category
from plugins.it_assets.entitlement import queries
from plugins.it_assets.entitlement.models import Entitlement


class EntitlementListing(Listing):
    """What the posts are entitled to."""

    query = queries.all_entitlements
    key = Entitlement.id
    joined = (
        (Post, Post.id == Entitlement.post_id),
        (Department, Department.id == Post.department_id),
        (Category, Category.id == Entitlement.category_id),
    )
    columns = (
        Column(
            "post",
            _l("Post"),
            Post.name,
            href=Link("it_assets.entitlement.edit", "entitlement_id"),
            sortable=True,
        ),
        Column("department", _l("Department"), Department.name),
        Column("category", _l("Equipment category"), Category.name),
        Column("quantity", _l("Quantity"), Entitlement.quantity, kind="number"),
        Column("price", _l("At most for one"), Entitlement.price, kind="money"),
    )
    filters = (
        TextFilter("post", _l("Post"), Post.name),
        TextFilter("category", _l("Equipment category"), Category.name),
    )
    default_sort = ("post", "asc")
    empty_title = _l("No post is told what it is entitled to")
    empty_hint = _l("Decide it, and requests that go beyond are marked for whoever approves them.")
