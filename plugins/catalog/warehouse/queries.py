"""Questions asked of warehouses; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from plugins.catalog.warehouse.models import Warehouse


def all_warehouses() -> Select[Warehouse]:
    """Every warehouse."""
    return select(Warehouse)


def open_ones() -> Select[Warehouse]:
    """The warehouses in use, the one that ships orders first."""
    return (
        all_warehouses().where(Warehouse.is_active).order_by(Warehouse.ships.desc(), Warehouse.code)
    )


def open_names() -> Select[*tuple[int, str]]:
    """Key and name of the warehouses in use, the one that ships orders first."""
    return open_ones().with_only_columns(Warehouse.id, Warehouse.name)


def names() -> Select[*tuple[int, str]]:
    """Key and name of every warehouse, by code."""
    return all_warehouses().order_by(Warehouse.code).with_only_columns(Warehouse.id, Warehouse.name)


def coded(code: str) -> Select[Warehouse]:
    """The warehouse with a code."""
    return all_warehouses().where(Warehouse.code == code)


def shipping() -> Select[Warehouse]:
    """The warehouse that ships what shops sell."""
    return all_warehouses().where(Warehouse.ships, Warehouse.is_active)
