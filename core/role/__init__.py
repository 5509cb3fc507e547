"""What the people in a role may do."""
