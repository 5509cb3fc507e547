"""Views of lists that users have saved: a list with its filters, order and columns."""
