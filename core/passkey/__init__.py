"""Passkeys: keys of a user's devices that sign in without a password."""
