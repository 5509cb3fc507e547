"""Approvals: who asked for what, who has to sign, and what they decided."""
