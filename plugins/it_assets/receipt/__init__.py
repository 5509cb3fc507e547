"""Receipts: equipment that came, each piece an asset from then on."""
