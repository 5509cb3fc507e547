"""Questions asked of models; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.search import found
from plugins.it_assets.model.models import EquipmentModel


def all_models() -> Select[EquipmentModel]:
    """Every model."""
    return select(EquipmentModel)


def model(model_id: int) -> Select[EquipmentModel]:
    """One model with its category."""
    return (
        all_models()
        .where(EquipmentModel.id == model_id)
        .options(joinedload(EquipmentModel.category))
    )


def in_order() -> Select[EquipmentModel]:
    """Every model by name."""
    return all_models().order_by(
        EquipmentModel.name, EquipmentModel.manufacturer, EquipmentModel.number
    )


def same(name: str, manufacturer: str, number: str, category_id: int) -> Select[EquipmentModel]:
    """The model that is called so in a category."""
    return all_models().where(
        EquipmentModel.name == name,
        EquipmentModel.manufacturer == manufacturer,
        EquipmentModel.number == number,
        EquipmentModel.category_id == category_id,
    )


def with_words(words: str, limit: int) -> Select[EquipmentModel]:
    """The models that some words find."""
    return found(EquipmentModel, words, limit)
