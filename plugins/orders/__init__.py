"""The sales ledger that every department reads."""
