"""The customer archive: who buys from us, in one place."""
