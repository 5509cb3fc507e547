"""What a plugin owes the core: about thirty checks, run by ``bumen plugin check`` and by tests."""
