"""Exchanges: goods that come back and others that go out for them."""
