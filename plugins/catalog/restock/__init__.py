"""The restock run: what every product needs, by the figures of one day."""
