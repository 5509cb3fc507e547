"""What we owe each supplier for a period, from agreed terms to the paid statement."""
