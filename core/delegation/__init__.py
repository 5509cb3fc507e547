"""Delegations: who signs for whom while somebody is away."""
