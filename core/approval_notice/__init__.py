"""Notices of approvals: what people are told of them, and what more there is to say to whom."""
