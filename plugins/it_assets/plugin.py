"""What it_assets adds to the system."""

from __future__ import annotations

from plugins.it_assets.asset import api as asset_api
from plugins.it_assets.asset import views as asset
from plugins.it_assets.category import views as category
from plugins.it_assets.model import views as model
from plugins.it_assets.place import views as place

blueprints = (asset.blueprint, model.blueprint, category.blueprint, place.blueprint)
apis = (asset_api.blueprint,)
