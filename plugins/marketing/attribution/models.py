"""Orders that touches led to, and the credit for them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Rate
from core.party.models import Party
from plugins.marketing.attribution.rules import AttributionModel

MODEL_WORDS = {
    AttributionModel.LAST: _l("Last touch"),
    AttributionModel.LAST_NON_DIRECT: _l("Last but direct"),
    AttributionModel.FIRST: _l("First touch"),
    AttributionModel.LINEAR: _l("Linear"),
    AttributionModel.POSITION: _l("Position 40-20-40"),
    AttributionModel.TIME_DECAY: _l("Time decay"),
}


class Attribution(Model):
    """An order that touches led to, as it was when it was last looked at.

    It is looked at again until the after-sale window is over, and from then on stays as it is.
    """

    __tablename__ = "marketing_attribution"
    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.Index("ix_marketing_attribution_placed", "placed_on", "currency", "id"),
    )

    source: Mapped[str] = mapped_column(sa.String(40))
    source_id: Mapped[int] = mapped_column(sa.BigInteger)
    reference: Mapped[str] = mapped_column(sa.String(64))
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    placed_at: Mapped[datetime]
    placed_on: Mapped[date]
    currency: Mapped[str] = mapped_column(sa.String(3))
    revenue: Mapped[Decimal]
    margin: Mapped[Decimal | None]
    is_first: Mapped[bool]

    party: Mapped[Party] = relationship(Party, lazy="raise")

    def __str__(self) -> str:
        return self.reference


class Credit(Model):
    """What a channel and a campaign are owed of an order by one model."""

    __tablename__ = "marketing_attribution_credit"
    __table_args__ = (
        sa.CheckConstraint("credit > 0", name="credit"),
        sa.Index("ix_marketing_attribution_credit_order", "attribution_id", "model"),
        sa.Index("ix_marketing_attribution_credit_channel", "channel_id", "model", "id"),
        sa.Index("ix_marketing_attribution_credit_campaign", "campaign_id", "model", "id"),
    )

    attribution_id: Mapped[int] = mapped_column(
        sa.ForeignKey("marketing_attribution.id", ondelete="CASCADE")
    )
    model: Mapped[AttributionModel]
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("marketing_channel.id"))
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("marketing_campaign.id"))
    credit: Mapped[Decimal] = mapped_column(Rate)
    revenue: Mapped[Decimal]
    margin: Mapped[Decimal | None]
