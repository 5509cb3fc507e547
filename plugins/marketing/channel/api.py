"""Channels in the JSON API."""

from __future__ import annotations

from core import api
from plugins.marketing.channel.listing import ChannelListing

blueprint = api.blueprint("channel", __name__)
api.lists(blueprint, ChannelListing, "marketing.channel.index")
