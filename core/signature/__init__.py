"""Signatures: the steps of approvals, who may sign each, and who has signed."""
