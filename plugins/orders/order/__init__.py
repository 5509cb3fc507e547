"""The pages of orders: the list, and one order from all sides."""
