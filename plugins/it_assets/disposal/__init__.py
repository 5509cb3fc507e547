"""Disposals: assets that are sold, scrapped, given away or written off."""
