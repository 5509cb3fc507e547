"""Points that parties earn by orders: an append-only ledger."""
