"""What was sold, as the sales ledger knows it."""
