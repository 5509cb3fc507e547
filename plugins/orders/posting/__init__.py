"""How orders that others tell of enter the ledger, with the parties and products they name."""
