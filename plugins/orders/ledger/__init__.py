"""The ledger of sales: orders, lines, payments, and how files become them."""
