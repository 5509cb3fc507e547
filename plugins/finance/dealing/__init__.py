"""What finance tells others of its dealings with a supplier."""
