"""The way of an order from payment to the end, as people and parcels take it."""
