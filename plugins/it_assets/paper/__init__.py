"""Papers: handovers and labels as PDF."""
